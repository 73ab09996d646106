import { type Kind, kindsOf } from '../conformance/kinds.ts';
import type { Result } from '../conformance/result.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Judgement } from './verdict.ts';

/** More reasons than this help nobody; the results hold all. */
const mostReasons = 20;

/**
 * Fails if any check of severity `error` failed. Failures with the same cause on the same target are one
 * reason; those that hit most come first.
 * @throws UsageError where nothing was judged: a gate that asked nothing must not say pass.
 */
export function smokeJudgement(results: readonly Result[]): Judgement {
  if (results.length === 0) {
    throw new UsageError('Nothing was sent, so there is nothing to judge.', [
      'Look at --grep and --contract, and at the apiTypes of the contract.',
    ]);
  }
  const failures = results
    .filter(({ outcome, severity }) => outcome === 'fail' && severity === 'error')
    .toSorted((a, b) => rank(a) - rank(b));
  if (failures.length === 0) return { verdict: 'pass', reasons: [] };
  const kinds = kindsOf(failures).toSorted(
    (a, b) => rankOf(a) - rankOf(b) || b.results.length - a.results.length,
  );
  const reasons = kinds.slice(0, mostReasons).map(reasonOf);
  const rest = kinds.length - reasons.length;
  return {
    verdict: 'fail',
    reasons: rest === 0 ? reasons : [...reasons, `And ${rest} more kinds of failures.`],
  };
}

/** No answer is worse than a wrong one, and a wrong status worse than a wrong detail. */
const worst = ['answered', 'envelope', 'status', 'gateway-error', 'spec'];

function rank({ check }: Result): number {
  const place = worst.indexOf(check);
  return place === -1 ? worst.length : place;
}

function rankOf({ results }: Kind): number {
  return Math.min(...results.map(rank));
}

function reasonOf({ first, results }: Kind): string {
  const routes = new Set(results.map(({ route }) => route));
  const more =
    routes.size === 1 ? '' : ` and ${routes.size - 1} more ${routes.size === 2 ? 'route' : 'routes'}`;
  const head = `${first.target} ${first.route}${more}: ${first.message ?? first.check}`;
  return first.diagnosis === undefined ? head : `${head}. ${first.diagnosis}`;
}
