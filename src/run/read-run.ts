import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { UsageError } from '../errors/usage-error.ts';
import type { Run } from './run.ts';

/** The version of `run.json` that this tool writes and reads. */
export const runSchemaVersion = 2;

/**
 * The run that a folder holds, or that a `run.json` is.
 * @throws UsageError where it isn't there, is no run, or was written by a version that says things differently.
 */
export async function readRun(dirOrFile: string): Promise<Run> {
  const file = (await isFolder(dirOrFile)) ? path.join(dirOrFile, 'run.json') : dirOrFile;
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(
      `There is no run at ${file}.`,
      'A load run (npx gatewright latency) leaves one in runs/RUN-ID; name that folder or its run.json.',
      { cause: error },
    );
  });
  const run = parse(text, file);
  if (!isRun(run)) {
    throw new UsageError(`${file} is not a run.`, 'Name a folder under runs/ or the run.json in it.');
  }
  if (run.schemaVersion !== runSchemaVersion) {
    throw new UsageError(
      `${file} has schemaVersion ${String(run.schemaVersion)}, and this gatewright reads ${runSchemaVersion}.`,
      'Use the gatewright that wrote it (tool.gatewright in the file), or measure again.',
    );
  }
  return run;
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}.`, 'Measure again.', {
      cause: error,
    });
  }
}

function isRun(value: unknown): value is Run {
  if (typeof value !== 'object' || value === null) return false;
  return ['schemaVersion', 'runId', 'plan', 'series'].every((key) => key in value);
}

async function isFolder(file: string): Promise<boolean> {
  return stat(file).then(
    (found) => found.isDirectory(),
    () => false,
  );
}
