import type { Judgement, Verdict } from './verdict.ts';

const worstFirst = ['fail', 'inconclusive', 'pass'] as const satisfies readonly Verdict[];

/**
 * One judgement of several independent ones: the worst verdict (a failure of one isn't excused by the doubts
 * about another) and all reasons, those of the worst first. None at all is a pass.
 */
export function combineJudgements(...judgements: readonly Judgement[]): Judgement {
  const ordered = worstFirst.flatMap((verdict) => judgements.filter((one) => one.verdict === verdict));
  return {
    verdict: ordered[0]?.verdict ?? 'pass',
    reasons: ordered.flatMap(({ reasons }) => reasons),
  };
}
