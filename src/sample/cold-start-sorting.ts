import type { Sample } from './sample.ts';

/**
 * k6 writes a request's rows before its iteration ends, and only then it is known whether its answer has the mark of a
 * cold start. Samples of routes with such a mark wait for that; all others go on at once.
 */
export interface ColdStartSorting {
  take(sample: Sample, marked: boolean): void;
  ended(iteration: Ended, cold: boolean, marked: boolean): void;
  /** Those whose iteration never ended count as warm. */
  finish(): void;
}

interface Ended {
  readonly target: number;
  readonly iteration: number;
}

export function createColdStartSorting(onSample: (sample: Sample, cold: boolean) => void): ColdStartSorting {
  const waiting = new Map<string, Sample>();
  /** Of iterations that ended before their sample was handed on. */
  const early = new Map<string, boolean>();
  const keyOf = ({ target, iteration }: Ended) => `${target} ${iteration}`;
  return {
    take(sample, marked) {
      if (!marked) {
        onSample(sample, false);
        return;
      }
      const key = keyOf(sample.request);
      const cold = early.get(key);
      early.delete(key);
      if (cold === undefined) waiting.set(key, sample);
      else onSample(sample, cold);
    },
    ended(iteration, cold, marked) {
      if (!marked) return;
      const key = keyOf(iteration);
      const sample = waiting.get(key);
      waiting.delete(key);
      if (sample === undefined) early.set(key, cold);
      else onSample(sample, cold);
    },
    finish() {
      for (const sample of waiting.values()) onSample(sample, false);
      waiting.clear();
    },
  };
}
