import type { CatalogueEntry, Failure, Outcome } from './check.ts';
import { redactMessage } from './redact.ts';
import type { Result } from './result.ts';

/** Where a promise broke and what came instead, as a result shows it. */
export function detailsOf({ pointer, expected, received }: Failure): Partial<Result> {
  return {
    ...(pointer === undefined ? {} : { pointer }),
    ...(expected === undefined ? {} : { expected: redactMessage(expected) }),
    ...(received === undefined ? {} : { received: redactMessage(received) }),
  };
}

/** The check's severity, unless it says otherwise of what it saw. */
export function severityOf(check: CatalogueEntry, outcome: Outcome): Result['severity'] {
  return outcome.outcome === 'fail' ? (outcome.severity ?? check.severity) : check.severity;
}
