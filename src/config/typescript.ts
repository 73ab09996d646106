import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Jiti } from 'jiti';
import { readSettings } from './settings.ts';

let jiti: Promise<Jiti> | undefined;

/**
 * The exports of a person's TypeScript module, which needs no build step, whatever their package.json and tsconfig.json say. The
 * package is found from there also where it isn't installed beside it (`npx gatewright`, a global install).
 */
export async function importTypeScript(file: string): Promise<Readonly<Record<string, unknown>>> {
  jiti ??= import('jiti').then(({ createJiti }) =>
    createJiti(import.meta.url, {
      interopDefault: false,
      tsconfigPaths: true,
      fsCache: path.join(readSettings().cacheDir, 'typescript'),
      alias: {
        gatewright: fileURLToPath(new URL(`../index${path.extname(import.meta.url)}`, import.meta.url)),
      },
    }),
  );
  return (await jiti).import<Readonly<Record<string, unknown>>>(file);
}
