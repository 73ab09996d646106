import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const configFileNames = ['ts', 'mts', 'js', 'mjs', 'json'].map(
  (ending) => `gatewright.config.${ending}`,
);

/**
 * The folder that commands work on: the nearest one upwards from `from` with a `gatewright.config.*`,
 * else the nearest with a `contracts/` folder, else the nearest with a `package.json`, else `from` itself.
 */
export function findProjectRoot(from: string): string {
  const folders = upwards(resolve(from));
  return (
    folders.find((folder) => configFileOf(folder) !== null) ??
    folders.find((folder) => isFolder(join(folder, 'contracts'))) ??
    folders.find((folder) => existsSync(join(folder, 'package.json'))) ??
    resolve(from)
  );
}

/** Absolute path of the folder's config file, or `null`. */
export function configFileOf(folder: string): string | null {
  return configFileNames.map((name) => join(folder, name)).find((file) => existsSync(file)) ?? null;
}

function upwards(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...upwards(parent)];
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
