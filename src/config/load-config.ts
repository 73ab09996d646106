import { relative } from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import { checkConfig } from './check-config.ts';
import type { Config } from './define-config.ts';
import { configFileOf } from './find-project-root.ts';
import { importFile } from './import-file.ts';
import { mistakeLine } from './mistake-line.ts';

export interface LoadedConfig {
  /** `null`: the project has none, and so no environments. */
  readonly file: string | null;
  readonly config: Config;
}

/** @throws UsageError with file, path and what to write. */
export async function loadConfig(root: string): Promise<LoadedConfig> {
  const file = configFileOf(root);
  if (file === null) return { file, config: { environments: {} } };
  const name = relative(root, file);
  const exported = await importFile(file, root);
  const value = exported.default ?? exported.config;
  if (value === undefined) {
    throw new UsageError(
      `${name}: nothing is exported.`,
      'Write export default defineConfig({ environments: { … } }).',
    );
  }
  const mistakes = checkConfig(value);
  const [first, ...others] = mistakes.map((mistake) => mistakeLine(mistake));
  if (first !== undefined) {
    throw new UsageError(
      `${name}: ${first}`,
      others.map((other) => `${name}: ${other}`),
    );
  }
  return { file, config: value as Config };
}
