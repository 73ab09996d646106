import type { Contract } from '../contract/contract.ts';
import type { CallEvidence } from '../evidence/evidence.ts';
import { type Observed, observe } from './answer.ts';
import { catalogue } from './catalogue.ts';
import type { Facts } from './causes/cause.ts';
import { type Check, type Outcome, skip } from './check.ts';
import { settingOf, switchedOff } from './check-settings.ts';
import { diagnose } from './diagnosis.ts';
import type { Exchange } from './exchange.ts';
import { judgeTargets } from './judge-targets.ts';
import { neighbourhoodsOf } from './neighbourhood.ts';
import { type Promised, promiseOf } from './promise.ts';
import { repetitionsIn } from './repetition.ts';
import type { Result } from './result.ts';
import { resultOf, severityOf } from './result-of.ts';
import type { TargetCheck, TargetEvidence } from './target-check.ts';

export interface JudgeOptions {
  /** Default: the whole catalogue. */
  readonly checks?: readonly Check[];
  readonly targetChecks?: readonly TargetCheck[];
  /** The targets to judge as a whole too, with what could be read of them. */
  readonly targets?: readonly TargetEvidence[];
  /** What the logs and policies of functions say of failed exchanges. */
  readonly evidence?: readonly CallEvidence[];
}

/**
 * One result per exchange and check that has something to say of it. Sorted by exchange id, then in the
 * catalogue's order, so that it does not matter in which order the exchanges were made; then what the targets'
 * own checks say.
 * @throws UsageError where an exchange's contract is missing.
 */
export function judge(
  exchanges: readonly Exchange[],
  contracts: readonly Contract[],
  { checks = catalogue, targetChecks, targets = [], evidence = [] }: JudgeOptions = {},
): Result[] {
  const judged = exchanges
    .filter((exchange) => !hungUp(exchange))
    .toSorted((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
    .map((exchange) => ({ observed: observe(exchange), promised: promiseOf(exchange, contracts) }));
  const neighbourhoodOf = neighbourhoodsOf(judged.map(({ observed }) => observed));
  const said = judged.flatMap((each) =>
    outcomesOf(each.observed, each.promised, checks).map((one) => ({ ...each, ...one })),
  );
  const repetition = repetitionsIn(said);
  const deployments = new Map(targets.map(({ target, deployment }) => [target.target, deployment]));
  const evidenceOf = new Map(evidence.map((one) => [one.exchange, one]));
  const ofExchanges = said.map((one) => {
    const { check, outcome, observed, promised } = one;
    const neighbourhood = neighbourhoodOf(observed);
    const deployment = deployments.get(observed.exchange.target) ?? null;
    return toResult(check, repetition(one, neighbourhood) ?? outcome, {
      observed,
      promised,
      neighbourhood,
      deployment,
      evidence: evidenceOf.get(observed.exchange.id) ?? null,
    });
  });
  const all = judged.map(({ observed }) => observed);
  return [...ofExchanges, ...judgeTargets(targets, { all, contracts, checks: targetChecks })];
}

/** Who is sent too much may hang up before it is all there: that is a refusal as well. */
function hungUp({ purpose, answer }: Exchange): boolean {
  return purpose === 'oversized-request' && answer.kind === 'no-response';
}

interface Judged {
  readonly check: Check;
  readonly outcome: Outcome;
}

/** A check whose ground another one has taken away is skipped: one broken handler, one finding. */
function outcomesOf(observed: Observed, promised: Promised, checks: readonly Check[]): Judged[] {
  /** What took each check's ground away, itself or what it waits for. */
  const lost = new Map<string, string>();
  const judged: Judged[] = [];
  for (const check of checks) {
    if (!check.apiTypes.includes(observed.exchange.apiType)) continue;
    const obstacle = check.after.flatMap((id) => lost.get(id) ?? [])[0];
    // Without an answer most checks can't even tell whether they would have something to say.
    if (obstacle === 'answered') continue;
    const outcome = check.judge(observed, promised);
    if (outcome === null) continue;
    const setting = settingOf(check.id, promised.contract, observed.exchange.route);
    if (setting?.severity === 'off') {
      judged.push({ check, outcome: skip(switchedOff(setting)) });
      continue;
    }
    if (obstacle !== undefined) {
      lost.set(check.id, obstacle);
      judged.push({ check, outcome: skip(`the check ${obstacle} failed already`) });
      continue;
    }
    if (outcome.outcome === 'fail' && severityOf(check, outcome, setting) === 'error')
      lost.set(check.id, check.id);
    judged.push({ check, outcome });
  }
  return judged;
}

type Circumstances = Omit<Facts, 'check' | 'failure'>;

function toResult(check: Check, outcome: Outcome, circumstances: Circumstances): Result {
  const { observed, promised } = circumstances;
  const { exchange } = observed;
  return resultOf(check, outcome, {
    target: exchange.target,
    route: exchange.route,
    example: exampleOf(exchange, promised),
    exchange,
    setting: settingOf(check.id, promised.contract, exchange.route),
    explain: (failure) => diagnose(check, failure, circumstances),
  });
}

/** An example that is sent a second time, from a page, is told apart from the first. */
function exampleOf({ purpose, example }: Exchange, promised: Promised): string {
  return purpose === 'simple-cors' && promised.example !== null ? `${example}, with an Origin` : example;
}
