import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { mulberry32 } from '../plan/order.ts';
import { type Difference, differencesOf, everyRoute } from './differences.ts';
import type { PairedFailures } from './error-difference.ts';
import { type SimulatedTarget, simulatedPairs } from './simulated-pairs.fixture.ts';

const usual: SimulatedTarget = { medianMs: 20, p99Ms: 80 };

function failing(pairs: number, shares: readonly [number, number], seed = 1): PairedFailures {
  const random = mulberry32(seed);
  const column = (share: number) => Uint8Array.from({ length: pairs }, () => (random() < share ? 1 : 0));
  return { baseline: column(shares[0]), candidate: column(shares[1]) };
}

interface Compared {
  readonly candidate?: SimulatedTarget;
  readonly pairs?: number;
  readonly seed?: number;
  readonly errors?: readonly [number, number];
}

function compared({ candidate = usual, pairs = 2000, seed = 1, errors = [0, 0] }: Compared): Difference[] {
  return differencesOf({
    groups: [
      {
        route: everyRoute,
        times: simulatedPairs(usual, candidate, { pairs, seed }),
        failures: failing(pairs, errors),
      },
    ],
    effect: 1.1,
    errorEffect: 0.01,
  });
}

const conclusions = (differences: readonly Difference[]) =>
  Object.fromEntries(differences.map(({ statistic, conclusion }) => [statistic, conclusion]));

describe('the differences of a run', () => {
  it('are one a statistic, in a fixed order', () => {
    assert.deepEqual(
      compared({}).map(({ statistic }) => statistic),
      ['p50', 'p90', 'p95', 'p99', 'errorRate'],
    );
  });

  it('are none that matters where both targets are the same and enough was sent', () => {
    assert.deepEqual(conclusions(compared({ pairs: 60_000 })), {
      p50: 'no-difference',
      p90: 'no-difference',
      p95: 'no-difference',
      p99: 'no-difference',
      errorRate: 'no-difference',
    });
  });

  it('stay open where too little was sent to see what matters', () => {
    const [p50, , , p99] = compared({ pairs: 200 });
    assert.equal(p50?.conclusion, 'inconclusive');
    assert.ok(p50?.kind === 'latency' && (p50.detectable ?? 0) > 1.1);
    assert.ok(p99?.kind === 'latency' && p99.ratio.kind === 'too-few-pairs' && p99.detectable === null);
  });

  it('name the faster and the slower side', () => {
    assert.equal(conclusions(compared({ candidate: { medianMs: 12, p99Ms: 48 } })).p50, 'faster');
    assert.equal(conclusions(compared({ candidate: { medianMs: 30, p99Ms: 120 } })).p95, 'slower');
  });

  it('name a heavier tail as such', () => {
    const { p50, p99 } = conclusions(compared({ candidate: { ...usual, tailFactor: 2 }, pairs: 20_000 }));
    assert.deepEqual([p50, p99], ['no-difference', 'slower']);
  });

  it('count more errors as slower and fewer as faster', () => {
    assert.equal(conclusions(compared({ errors: [0.001, 0.03] })).errorRate, 'slower');
    assert.equal(conclusions(compared({ errors: [0.05, 0] })).errorRate, 'faster');
  });

  it('raise a false alarm anywhere in at most one of twenty runs', () => {
    let alarms = 0;
    const runs = 200;
    for (let seed = 1; seed <= runs; seed++) {
      const found = compared({ pairs: 600, seed }).some(({ conclusion }) =>
        ['faster', 'slower'].includes(conclusion),
      );
      if (found) alarms++;
    }
    assert.ok(alarms / runs <= 0.085, String(alarms / runs));
  });
});
