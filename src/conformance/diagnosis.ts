import type { Observed } from './answer.ts';
import { corsCauses } from './causes/cors.ts';
import { functionCauses } from './causes/function.ts';
import { gatewayCauses } from './causes/gateway.ts';
import { integrationCauses } from './causes/integration.ts';
import { transportCauses } from './causes/transport.ts';
import type { Check, Failure } from './check.ts';
import type { Neighbourhood } from './neighbourhood.ts';
import type { Promised } from './promise.ts';

/** Everything that a cause is recognised by. */
export interface Facts {
  readonly check: string;
  readonly failure: Failure;
  readonly observed: Observed;
  readonly promised: Promised;
  readonly neighbourhood: Neighbourhood;
}

/** One way in which a deployment is broken: how it looks from outside, why, and what to do. */
export interface Cause {
  /** Stable, for tests and documentation. */
  readonly id: string;
  /** Ids of the checks that it explains. */
  readonly explains: readonly string[];
  when(facts: Facts): boolean;
  /** One sentence without a full stop in the middle. */
  readonly cause: Sentence;
  readonly fix: Sentence;
}

export type Sentence = string | ((facts: Facts) => string);

/** Read from the top: the first that fits explains, so what is special stands before what is general. */
export const causes: readonly Cause[] = [
  ...transportCauses,
  ...gatewayCauses,
  ...integrationCauses,
  ...corsCauses,
  ...functionCauses,
];

export function causeOf(facts: Facts): Cause | null {
  return causes.find((cause) => cause.explains.includes(facts.check) && cause.when(facts)) ?? null;
}

/** The likely cause and its fix; where none is recognised, the check's own reason and advice. */
export function diagnose(
  check: Check,
  failure: Failure,
  circumstances: Omit<Facts, 'check' | 'failure'>,
): string {
  const facts: Facts = { ...circumstances, check: check.id, failure };
  const cause = causeOf(facts);
  if (cause === null) return `${check.why} ${check.fix}`;
  return `${said(cause.cause, facts)} ${said(cause.fix, facts)}`;
}

function said(sentence: Sentence, facts: Facts): string {
  return typeof sentence === 'string' ? sentence : sentence(facts);
}
