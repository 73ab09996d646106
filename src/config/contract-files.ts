import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Config } from './define-config.ts';

const isContractFile = (name: string): boolean =>
  /\.(ts|mts|js|mjs|json)$/.test(name) && !/\.d\.m?ts$|\.(test|spec)\.[a-z]+$/.test(name);

/** Pacts, smart contracts and schemas lie in folders of that name, too: running those could do anything. */
const mayHoldContract = (file: string): boolean =>
  /\bgatewright\b|\broutes\b|\bexport\b[^;]*\bfrom\b/.test(readFileSync(file, 'utf8'));

/**
 * Absolute paths of the project's contract files, sorted by name.
 * A project without a `contracts/` folder has none, unless its config names one. Of a folder that nothing names, files
 * count that can hold a contract by their text.
 * @throws UsageError for a folder or file that the config names and that isn't there.
 */
export function contractFiles(root: string, wished: Config['contracts']): string[] {
  if (typeof wished === 'object') return wished.map((file) => existing(root, file));
  const folder = resolve(root, wished ?? 'contracts');
  const found = statSync(folder, { throwIfNoEntry: false });
  if (found?.isFile()) return [folder];
  if (found === undefined) {
    if (wished === undefined) return [];
    throw new UsageError(`The config's contracts folder ${wished} does not exist.`);
  }
  const files = readdirSync(folder)
    .filter(isContractFile)
    .sort()
    .map((name) => join(folder, name));
  return wished === undefined ? files.filter(mayHoldContract) : files;
}

function existing(root: string, file: string): string {
  const path = resolve(root, file);
  if (statSync(path, { throwIfNoEntry: false })?.isFile()) return path;
  throw new UsageError(
    `The config's contract file ${file} does not exist.`,
    didYouMean(file, beside(root, path)),
  );
}

function beside(root: string, path: string): string[] {
  const folder = resolve(path, '..');
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return [];
  return readdirSync(folder)
    .filter(isContractFile)
    .map((name) => relative(root, join(folder, name)));
}
