import { readFileSync } from 'node:fs';
import type { Result } from './result.ts';

/** `RUN_DIR/specs.json`: tests that failed for a reason of their own, and not because of a check. */
export interface SpecsDocument {
  readonly schemaVersion: 1;
  readonly failures: readonly SpecFailure[];
}

export interface SpecFailure {
  /** Titles from the describe block down to the test. */
  readonly title: string;
  /** `FILE:LINE`, from the project's root. */
  readonly place: string;
  /** First line of the error, without secrets. */
  readonly message: string;
}

/** The failures of hand-written specs as results of the check `spec`; none where the file is missing. */
export function specResults(file: string): Result[] {
  return readSpecs(file).failures.map(({ title, place, message }) => ({
    check: 'spec',
    severity: 'error',
    target: '*',
    route: place,
    example: title,
    outcome: 'fail',
    message,
    diagnosis: `A test of your own failed: ${place}.`,
    exchange: `spec ${place} ${title}`,
  }));
}

function readSpecs(file: string): SpecsDocument {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as SpecsDocument;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { schemaVersion: 1, failures: [] };
    throw error;
  }
}
