import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Limit, limitOf } from './limit.ts';
import { metThrottle } from './met-throttle.ts';
import { imperfectLimits, type Simulation, simulated, twentyLimits } from './simulated-limit.fixture.ts';

function found(simulation: Simulation): Limit {
  const { phases, observations } = simulated(simulation);
  return limitOf(metThrottle(observations), { phases, seed: 1 });
}

describe('the limit of an exact bucket', () => {
  // All twenty take too long for every day: they are in the benchmark.
  for (const [seed, { limit, guess }] of twentyLimits.entries()) {
    if (limit.ratePerSecond > 25) continue;
    const { ratePerSecond, burst } = limit;
    it(`${ratePerSecond} a second and a burst of ${burst} are found within 5 % and 10 %, guessed as ${guess.ratePerSecond} and ${guess.burst}`, () => {
      const result = found({ limit, guess, seed });
      assert.ok(result.kind === 'found' && result.counting === 'exact', JSON.stringify(result));
      assert.ok(Math.abs(result.rate.value / ratePerSecond - 1) <= 0.05, JSON.stringify(result.rate));
      assert.ok(Math.abs(result.burst.value / burst - 1) <= 0.1, JSON.stringify(result.burst));
      assert.ok(result.burst.low <= burst && burst <= result.burst.high, JSON.stringify(result.burst));
    });
  }

  it('is found where the true rate is twice the guess, and half of it', () => {
    for (const [ratePerSecond, burst] of [
      [20, 5],
      [20, 40],
    ] as const) {
      for (const factor of [0.5, 1.6]) {
        const guess = { ratePerSecond: ratePerSecond * factor, burst: 10 };
        const result = found({ limit: { ratePerSecond, burst }, guess, seed: 3 });
        assert.ok(result.kind === 'found', JSON.stringify(result));
        assert.ok(Math.abs(result.rate.value / ratePerSecond - 1) <= 0.05, JSON.stringify(result));
        assert.ok(Math.abs(result.burst.value / burst - 1) <= 0.1, JSON.stringify(result));
      }
    }
  });

  it('survives requests that are held up for a second on their way', () => {
    const { phases, observations } = simulated({
      limit: { ratePerSecond: 20, burst: 10 },
      guess: { ratePerSecond: 20, burst: 10 },
      seed: 5,
    });
    const heldUp = observations.map((one, index) =>
      index % 150 === 149 ? { ...one, sentMs: one.sentMs - 1000 } : one,
    );
    const result = limitOf(metThrottle(heldUp), { phases, seed: 1 });
    assert.ok(result.kind === 'found', JSON.stringify(result));
    assert.ok(Math.abs(result.rate.value / 20 - 1) <= 0.05, JSON.stringify(result));
    assert.ok(Math.abs(result.burst.value / 10 - 1) <= 0.1, JSON.stringify(result));
  });

  const asReallyMet = [
    ['one token, by a clock of whole milliseconds', { limit: [50, 1], tickMs: 1, transitMs: 0.2 }],
    ['two tokens, which a faster bucket of one nearly explains', { limit: [100, 2], transitMs: 0.2 }],
    [
      'three tokens, by a service that stands still now and then',
      { limit: [50, 3], transitMs: 0.3, stall: { forMs: 40, everyMs: 1000 } },
    ],
  ] as const;
  for (const [name, { limit, ...simulation }] of asReallyMet) {
    const [ratePerSecond, burst] = limit;
    it(`is held by the intervals: ${name}`, () => {
      const truth = { ratePerSecond, burst };
      const result = found({ ...simulation, limit: truth, guess: truth, seed: 100 });
      assert.ok(result.kind === 'found', JSON.stringify(result));
      const { rate, burst: tokens } = result;
      assert.ok(rate.low <= ratePerSecond && ratePerSecond <= rate.high, JSON.stringify(result));
      assert.ok(tokens.low <= burst && burst <= tokens.high, JSON.stringify(result));
    });
  }
});

describe('the limit of several nodes, or of tokens that come in lumps', () => {
  it('is held by the intervals where nodes hold a token each and lose none of their lumps', () => {
    const limit = { ratePerSecond: 20, burst: 5, nodes: 4, lagMs: 200 };
    const result = found({ limit, guess: { ratePerSecond: 20, burst: 5 }, seed: 7000 });
    assert.ok(result.kind === 'found' && result.counting === 'spread', JSON.stringify(result));
    assert.ok(result.rate.low <= 20 && 20 <= result.rate.high, JSON.stringify(result));
    assert.ok(result.burst.low === 1 && result.burst.high >= 5, JSON.stringify(result));
  });

  it('is not taken for one bucket where its lumps happen to suit the attempts', () => {
    const limit = { ratePerSecond: 20, burst: 5, nodes: 1, lagMs: 200 };
    const result = found({ limit, guess: { ratePerSecond: 15, burst: 7 }, seed: 7001 });
    assert.ok(result.kind === 'found' && result.counting === 'spread', JSON.stringify(result));
    assert.ok(result.burst.low <= 5 && 5 <= result.burst.high, JSON.stringify(result));
  });

  const results = imperfectLimits
    .filter(({ ratePerSecond }) => ratePerSecond <= 20)
    .map((limit, seed) => ({
      limit,
      result: found({ limit, guess: { ratePerSecond: limit.ratePerSecond, burst: limit.burst }, seed }),
    }));

  it('is told from an exact bucket', () => {
    for (const { limit, result } of results) {
      assert.ok(result.kind === 'found' && result.counting === 'spread', JSON.stringify({ limit, result }));
    }
  });

  it('is within the intervals in nine of ten runs', () => {
    const held = (which: 'rate' | 'burst', truth: 'ratePerSecond' | 'burst') =>
      results.filter(
        ({ limit, result }) =>
          result.kind === 'found' && result[which].low <= limit[truth] && limit[truth] <= result[which].high,
      ).length;
    assert.ok(held('rate', 'ratePerSecond') >= 0.9 * results.length, JSON.stringify(results));
    assert.ok(held('burst', 'burst') >= 0.9 * results.length, JSON.stringify(results));
  });

  it('has wider intervals than an exact one, and is the same for the same seed', () => {
    const [first] = results;
    assert.ok(first?.result.kind === 'found');
    assert.ok(first.result.rate.high > 1.01 * first.result.rate.low);
    const { ratePerSecond, burst } = first.limit;
    assert.deepEqual(found({ limit: first.limit, guess: { ratePerSecond, burst }, seed: 0 }), first.result);
  });
});

describe('where no limit can be fitted', () => {
  const guess = { ratePerSecond: 20, burst: 10 };

  it('a limit above everything that was sent is said to be above, with the rate that was sent', () => {
    const result = found({ limit: { ratePerSecond: 500, burst: 100 }, guess, seed: 1 });
    assert.ok(result.kind === 'above', JSON.stringify(result));
    assert.equal(result.refused, 0);
    assert.ok(result.sentPerSecond > 55 && result.sentPerSecond < 65, String(result.sentPerSecond));
  });

  it('a limit below half of the guess is said to be below, with a rate and without a burst', () => {
    const result = found({ limit: { ratePerSecond: 4, burst: 2 }, guess, seed: 1 });
    assert.ok(result.kind === 'below', JSON.stringify(result));
    assert.ok(result.rate.low <= 4 && 4 <= result.rate.high, JSON.stringify(result.rate));
  });

  it('a limit of nothing is closed', () => {
    const result = found({ limit: { ratePerSecond: 0, burst: 0 }, guess, seed: 1 });
    assert.equal(result.kind, 'closed');
  });
});
