import type { LoadPlan } from './plan.ts';

/**
 * Two targets, asked the same. Arrival k of both is a pair: the same example, sent within a moment, first to the one
 * that a coin named. The first target is the baseline, the second the candidate.
 */
export interface ComparisonPlan extends LoadPlan {
  readonly scenario: 'comparison';
  readonly turns: Turns;
}

export interface Turns {
  /** How long after the one of its pair that goes first the other is sent. */
  readonly gapSeconds: number;
  /** Index of the target that goes first, for arrival i, warm-up included: `first[i % first.length]`. */
  readonly first: readonly (0 | 1)[];
}
