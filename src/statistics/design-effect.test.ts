import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Batch } from './batches.ts';
import { designEffect, effectiveSamples, samplesNeededIn, samplesNeededOver } from './design-effect.ts';
import {
  autoregressive,
  bucketsOf,
  drift,
  independent,
  type LatencyProcess,
  measuredRun,
  truePercentile,
} from './latency-process.fixture.ts';
import { samplesNeeded } from './order-statistics.ts';
import { seeded } from './simulated-run.fixture.ts';

const load = { ratePerSecond: 100, seconds: 60 };

/**
 * Of the median of an autoregression, in closed form: two values with correlation r are both above their median with
 * probability 1/4 + asin(r) / 2π (Sheppard, 1899).
 */
function effectAtMedian(correlation: number): number {
  const lags = Array.from({ length: 500 }, (_, lag) => Math.asin(correlation ** (lag + 1)));
  return 1 + (4 / Math.PI) * lags.reduce((sum, each) => sum + each, 0);
}

function meanEffect(process: LatencyProcess, limitMs: number, runs: number): number {
  const random = seeded(6);
  const effects = Array.from({ length: runs }, () => {
    const { batches } = measuredRun(process, random, load);
    return designEffect(batches, limitMs * 1000).effect;
  });
  return effects.reduce((sum, each) => sum + each, 0) / runs;
}

describe('the design effect', () => {
  it('is what the correlation of neighbours makes of it', () => {
    for (const correlation of [0, 0.5, 0.9]) {
      const process = autoregressive(correlation);
      const ratio = meanEffect(process, truePercentile(process, 50), 60) / effectAtMedian(correlation);
      assert.ok(ratio > 0.9 && ratio < 1.15, `${correlation}: ${ratio}`);
    }
  });

  it('is about 1 for independent values, in the tail too', () => {
    const effect = meanEffect(independent, truePercentile(independent, 99), 60);
    assert.ok(effect > 0.9 && effect < 1.15, `${effect}`);
  });

  it('takes a drift for no chance: values that grow to three times are worth what they are', () => {
    const effect = meanEffect(drift(3), truePercentile(drift(3), 50), 30);
    assert.ok(effect > 0.75 && effect < 1, `${effect}`);
  });

  it('is large where all that was slow came in one second', () => {
    const batches = Array.from({ length: 60 }, (_, number) => batch(number, number === 30 ? 500 : 20));
    const alone = designEffect(batches, 100_000);
    assert.ok(alone.effect > 50);
    assert.ok(effectiveSamples(6000, alone) < 100);
  });

  it('is 1 where no value, or every value, is above the limit', () => {
    const batches = Array.from({ length: 20 }, (_, number) => batch(number, 20));
    assert.equal(designEffect(batches, 100_000).effect, 1);
    assert.equal(designEffect(batches, 0).effect, 1);
  });

  it('is unknown from fewer than twenty stretches of time', () => {
    const batches = Array.from({ length: 19 }, (_, number) => batch(number, 20));
    assert.throws(() => designEffect(batches, 20_000), RangeError);
  });

  it('finds stretches with different numbers of requests no reason for dependence', () => {
    const random = seeded(9);
    const effects = Array.from({ length: 40 }, () => {
      const batches = Array.from({ length: 60 }, (_, number): Batch => {
        const count = number % 2 === 0 ? 180 : 20;
        const values = Array.from({ length: count }, () => (random() < 0.2 ? 50 : 20));
        return { number, count, histograms: [bucketsOf(values)] };
      });
      return designEffect(batches, 30_000).effect;
    });
    const mean = effects.reduce((sum, each) => sum + each, 0) / effects.length;
    assert.ok(mean > 0.8 && mean < 1.2, `${mean}`);
  });
});

describe('the samples that a run needs', () => {
  it('are those of independent values where nothing is learned of dependence, and some more where it is', () => {
    assert.equal(samplesNeededOver(99, 0), samplesNeeded(99));
    assert.equal(samplesNeededIn(99, 5), samplesNeeded(99));
    assert.equal(samplesNeededIn(99, 30), 405);
    assert.ok(samplesNeededIn(99, 3600) < 390);
  });
});

function batch(number: number, ms: number): Batch {
  return { number, count: 100, histograms: [bucketsOf(Array.from({ length: 100 }, () => ms))] };
}
