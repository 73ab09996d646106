import path from 'node:path';
import type { Reporter, TestCase, TestResult } from '@playwright/test/reporter';
import { redactMessage } from '../src/conformance/redact.ts';
import type { SpecFailure } from '../src/conformance/specs.ts';
import { readSmokeEnvironment } from './environment.ts';
import { failedCheck } from './matchers.ts';
import { writeRunFile } from './run-files.ts';

/**
 * Writes `specs.json`: tests that failed although no check failed for them, such as a person's own. Those that failed
 * with a check are results already.
 */
export default class SpecReporter implements Reporter {
  readonly #failures: SpecFailure[] = [];

  onTestEnd(test: TestCase, result: TestResult): void {
    if (test.outcome() === 'expected' || test.outcome() === 'skipped') return;
    if (test.annotations.concat(result.annotations).some(({ type }) => type === failedCheck)) return;
    const { root } = readSmokeEnvironment();
    const { file, line } = test.location;
    this.#failures.push({
      title: test.titlePath().slice(3).join(' › '),
      place: `${path.relative(root ?? process.cwd(), file)}:${line}`,
      message: redactMessage(firstLine(result.error?.message ?? `the test ${result.status}`)),
    });
  }

  onEnd(): void {
    const { runDir } = readSmokeEnvironment();
    if (runDir !== null) writeRunFile(runDir, 'specs', { schemaVersion: 1, failures: this.#failures });
  }
}

/** The lines after the first may hold the headers of a request. */
function firstLine(message: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of the terminal start with an escape character.
  return (message.split('\n')[0] ?? '').replaceAll(/\u001b\[[\d;]*m/g, '');
}
