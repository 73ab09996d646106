import { statSync } from 'node:fs';
import path from 'node:path';
import { UsageError } from '../src/errors/usage-error.ts';
import { type GeneratorOutputs, generatorOutputs } from '../src/generator/outputs.ts';
import type { Context } from './command.ts';

interface OutputValues {
  readonly 'k6-out': readonly string[] | undefined;
  readonly dashboard: string | undefined;
}

/**
 * The outputs of k6's own that were asked for; `null` for none.
 * @throws UsageError for one that isn't known, and for a file in a folder that isn't there.
 */
export function outputsBeside(
  { 'k6-out': named = [], dashboard }: OutputValues,
  durationSeconds: number,
  { context, version }: { readonly context: Context; readonly version: string },
): GeneratorOutputs | null {
  if (named.length === 0 && dashboard === undefined) return null;
  const dashboardFile = dashboard === undefined ? undefined : path.resolve(context.cwd, dashboard);
  if (
    dashboardFile !== undefined &&
    !statSync(path.dirname(dashboardFile), { throwIfNoEntry: false })?.isDirectory()
  )
    throw new UsageError(
      `--dashboard ${dashboard} is in a folder that isn't there.`,
      `Make it: mkdir -p ${path.dirname(dashboardFile)}`,
    );
  // k6 works in the run's folder, people name files from where they are.
  const files = named.map((typed) =>
    typed.startsWith('json=') ? `json=${path.resolve(context.cwd, typed.slice('json='.length))}` : typed,
  );
  return generatorOutputs(
    { named: files, dashboardFile, durationSeconds, generatorVersion: version },
    context.env,
  );
}
