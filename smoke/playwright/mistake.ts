import { UsageError } from '../../src/errors/usage-error.ts';

/** What a spec does wrong: Playwright shows an error's message, so that what to do stands in it too. */
export function mistake(message: string, ...next: readonly string[]): Error {
  return new Error([message, ...next.map((line) => `  ${line}`)].join('\n'));
}

/** For `catch`: advice is said too. */
export function withAdvice(error: unknown): never {
  throw error instanceof UsageError ? mistake(error.message, ...error.next) : error;
}
