import type { CheckSetting } from '../contract/contract.ts';
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

/** What the contract says; else the check's severity, unless the check says otherwise of what it saw. */
export function severityOf(
  check: CatalogueEntry,
  outcome: Outcome,
  setting: CheckSetting | null = null,
): Result['severity'] {
  if (setting !== null && setting.severity !== 'off') return setting.severity;
  return outcome.outcome === 'fail' ? (outcome.severity ?? check.severity) : check.severity;
}
