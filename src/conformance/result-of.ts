import type { CheckSetting } from '../contract/contract.ts';
import type { CatalogueEntry, Failure, Outcome } from './check.ts';
import { withReason } from './check-settings.ts';
import { curlFor } from './curl.ts';
import type { Exchange } from './exchange.ts';
import { redactMessage } from './redact.ts';
import { requestIdOf } from './request-id.ts';
import type { Result } from './result.ts';

/** What a result is about, and how its failure is explained. */
export interface Judged {
  readonly target: string;
  readonly route: string;
  readonly example: string;
  /** Not there for a finding about the target as a whole. */
  readonly exchange?: Exchange | undefined;
  readonly setting: CheckSetting | null;
  explain(failure: Failure): string;
}

/** What a check said, as every report shows it: without secrets, and with a line that makes the exchange again. */
export function resultOf(check: CatalogueEntry, outcome: Outcome, judged: Judged): Result {
  const { target, route, example, exchange, setting } = judged;
  const id = exchange === undefined ? undefined : requestIdOf(exchange);
  const head = {
    check: check.id,
    severity: severityOf(check, outcome, setting),
    target,
    route,
    example,
    outcome: outcome.outcome,
    ...(exchange === undefined ? {} : { exchange: exchange.id }),
    ...(id === undefined ? {} : { requestId: id }),
  };
  if (outcome.outcome === 'pass') return head;
  if (outcome.outcome === 'skip') return { ...head, message: outcome.message };
  return {
    ...head,
    message: redactMessage(outcome.message),
    diagnosis: redactMessage(withReason(judged.explain(outcome), setting)),
    ...detailsOf(outcome),
    ...(exchange === undefined ? {} : { curl: curlFor(exchange) }),
  };
}

/** Where a promise broke and what came instead, as a result shows it. */
function detailsOf({ pointer, expected, received }: Failure): Partial<Result> {
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
