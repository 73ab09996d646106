import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

/** The absolute path that a template names, relative to itself; tools on Windows write `..\..\src`. */
export function localPath(template: string, named: string): string {
  const path = resolve(dirname(template), named);
  if (!named.includes('\\') || existsSync(path)) return path;
  return resolve(dirname(template), named.replaceAll('\\', '/'));
}
