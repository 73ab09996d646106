import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import type { CodeFile, FunctionCode } from '../../model.ts';
import { type TerraformResource, textOfArgument } from './gathered.ts';

export const isLocalFile = (type: string): boolean =>
  type === 'local_file' || type === 'local_sensitive_file';

/** Absolute path → content of the files that a configuration writes, by `local_file`. */
export type WrittenFiles = ReadonlyMap<string, string>;

export function writtenFiles(resources: readonly TerraformResource[], folder: string): WrittenFiles {
  return new Map(
    resources.flatMap((resource): [string, string][] => {
      const name = textOfArgument(resource, 'filename');
      const packed = textOfArgument(resource, 'content_base64');
      const content =
        packed === undefined
          ? (textOfArgument(resource, 'content') ?? textOfArgument(resource, 'sensitive_content'))
          : Buffer.from(packed, 'base64').toString();
      return name === undefined || content === undefined ? [] : [[resolve(folder, name), content]];
    }),
  );
}

/** A folder with what is written into it; `null`: nothing is. */
export function folderWith(path: string, written: WrittenFiles): FunctionCode | null {
  const inside = [...written].filter(([file]) => file.startsWith(path + sep));
  if (inside.length === 0) return null;
  const there = existsSync(path) ? readdirSync(path, { recursive: true, encoding: 'utf8' }) : [];
  const files = there
    .map((name): CodeFile => ({ name, path: join(path, name) }))
    .filter((one) => 'path' in one && !written.has(one.path) && statSync(one.path).isFile());
  return {
    kind: 'files',
    files: [...files, ...inside.map(([file, text]) => ({ name: relative(path, file), text }))],
  };
}
