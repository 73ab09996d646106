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
  const groups = [...grouped(failures).values()].toSorted(
    (a, b) => rankOf(a) - rankOf(b) || b.length - a.length,
  );
  const reasons = groups.slice(0, mostReasons).map(reasonOf);
  const rest = groups.length - reasons.length;
  return {
    verdict: 'fail',
    reasons: rest === 0 ? reasons : [...reasons, `And ${rest} more kinds of failures.`],
  };
}

function grouped(failures: readonly Result[]): Map<string, Result[]> {
  const groups = new Map<string, Result[]>();
  for (const failure of failures) {
    const key = JSON.stringify([failure.target, failure.diagnosis ?? `${failure.check}: ${failure.message}`]);
    groups.set(key, [...(groups.get(key) ?? []), failure]);
  }
  return groups;
}

/** No answer is worse than a wrong one, and a wrong status worse than a wrong detail. */
const worst = ['answered', 'envelope', 'status', 'gateway-error', 'spec'];

function rank({ check }: Result): number {
  const place = worst.indexOf(check);
  return place === -1 ? worst.length : place;
}

function rankOf(group: readonly Result[]): number {
  return Math.min(...group.map(rank));
}

function reasonOf(group: readonly Result[]): string {
  const [first] = group;
  if (first === undefined) return '';
  const routes = new Set(group.map(({ route }) => route));
  const more =
    routes.size === 1 ? '' : ` and ${routes.size - 1} more ${routes.size === 2 ? 'route' : 'routes'}`;
  const head = `${first.target} ${first.route}${more}: ${first.message ?? first.check}`;
  return first.diagnosis === undefined ? head : `${head}. ${first.diagnosis}`;
}
