/** One of the comparisons of a run. */
export interface WeighedTest {
  readonly pValue: number;
  /** Its share of the run's error rate, relative to the others. */
  readonly weight: number;
}

/**
 * Which comparisons of a run show a difference, so that the probability of even one false alarm among all of them is at
 * most `errorRate`: Holm's step-down procedure with weights. What a rejected comparison had of the error rate goes to
 * those that are left.
 *
 * Source: Holm 1979, "A simple sequentially rejective multiple test procedure", section 4.
 */
export function holm(tests: readonly WeighedTest[], errorRate = 0.05): boolean[] {
  const found = tests.map(() => false);
  const left = new Set(tests.keys());
  while (left.size > 0) {
    let weight = 0;
    let best: number | undefined;
    for (const index of left) {
      weight += tests[index]?.weight ?? 0;
      if (best === undefined || evidence(tests[index]) < evidence(tests[best])) best = index;
    }
    if (best === undefined || evidence(tests[best]) > errorRate / weight) break;
    found[best] = true;
    left.delete(best);
  }
  return found;
}

function evidence(test: WeighedTest | undefined): number {
  return test === undefined || test.weight === 0 ? Number.POSITIVE_INFINITY : test.pValue / test.weight;
}
