import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Contract } from '../contract/contract.ts';
import { planOf, shop, sound } from './shop.fixture.ts';
import { lognormalMs, type SimulatedCache, simulate } from './simulated-cache.fixture.ts';
import { studyCaches } from './study-cache.ts';

function found(cache: SimulatedCache, contract: Contract = promising(cache.ttlSeconds), runId = 'run-1') {
  const plan = planOf(contract, { runId });
  const observations = simulate(plan, cache);
  const [route] = studyCaches(plan, observations);
  assert.ok(route !== undefined);
  const own = observations.filter(({ request }) => plan.purposes[request]?.does !== 'floor');
  return { route, truth: own.filter(({ hit }) => hit).length / own.length };
}

const promising = (ttlSeconds: number) => shop({ cache: { ttlSeconds, keyedBy: ['query.currency'] } });

for (const marked of [true, false]) {
  describe(marked ? 'with a mark of each invocation' : 'by latency alone', () => {
    for (const ttlSeconds of [5, 10, 30, 60]) {
      it(`finds ${ttlSeconds} s to live, the hit ratio and the key`, () => {
        const { route, truth } = found({ ...sound, ttlSeconds, marked });
        assert.equal(route.told, marked ? 'mark' : 'latency');
        assert.equal(route.cached, true);
        assert.ok(
          Math.abs((route.ttlSeconds?.value ?? 0) - ttlSeconds) < 1,
          JSON.stringify(route.ttlSeconds),
        );
        assert.ok(
          Math.abs((route.hitRatio?.value ?? 0) - truth) <= (marked ? 0 : 0.02),
          `${route.hitRatio?.value} for ${truth}`,
        );
        assert.deepEqual(route.keyedBy, ['query.currency']);
        assert.equal(route.invalidation.anybody, 'ignored-with-warning');
      });
    }

    for (const keyedBy of [[], ['path.id'], ['path.id', 'query.currency', 'header.accept'], ['query.lang']]) {
      it(`finds a key of ${keyedBy.join(' and ') || 'no parameter'}`, () => {
        const { route, truth } = found({ ...sound, keyedBy, marked });
        assert.deepEqual(route.keyedBy?.toSorted(), keyedBy.toSorted());
        assert.ok(Math.abs((route.hitRatio?.value ?? 0) - truth) <= (marked ? 0 : 0.02));
      });
    }

    for (const refresh of ['refreshed', 'ignored', 'refused'] as const) {
      it(`finds that max-age=0 is ${refresh}`, () => {
        assert.equal(found({ ...sound, refresh, marked }).route.invalidation.anybody, refresh);
      });
    }

    it('finds that nothing is cached', () => {
      const { route } = found({ ...sound, ttlSeconds: 0, marked }, promising(10));
      assert.equal(route.cached, false);
      assert.equal(route.keyedBy, null);
      assert.equal(route.hitRatio?.value, 0);
    });

    it('says for how long nothing expired where an entry outlives the run', () => {
      const { route } = found({ ...sound, ttlSeconds: 3600, marked }, promising(10));
      assert.equal(route.ttlSeconds?.value, null);
      assert.ok((route.ttlSeconds?.low ?? 0) > 11);
    });
  });
}

describe('a cache that others use too', () => {
  const unfresh = shop({ request: {} });

  it('is not taken for one that this run filled: an old entry tells no age', () => {
    const { route, truth } = found({ ...sound, oldEntrySeconds: 4 }, unfresh);
    assert.equal(route.hitRatio?.value, truth);
    assert.ok(Math.abs((route.ttlSeconds?.value ?? 0) - 10) < 0.5, JSON.stringify(route.ttlSeconds));
    assert.match(route.notes.join(' '), /there before this run asked/);
  });

  it('is asked with a value of this run alone where the contract says which values there are', () => {
    const [free] = planOf(shop()).studies;
    const [bound] = planOf(unfresh).studies;
    assert.deepEqual([free?.freshBy, bound?.freshBy], ['query.currency', null]);
  });
});

describe('what can not be told', () => {
  const alike = { ...sound, hitMs: lognormalMs(3, 9), missMs: lognormalMs(3, 9), marked: false } as const;

  it('is said where hits take as long as misses and nothing else shows a cache', () => {
    const { route } = found({ ...alike, refresh: 'ignored' });
    assert.deepEqual(
      [route.told, route.cached, route.hitRatio, route.keyedBy],
      ['nothing', null, null, null],
    );
  });

  it('is less where a refused refresh shows that there is a cache', () => {
    const { route } = found({ ...alike, refresh: 'refused' });
    assert.deepEqual([route.told, route.cached, route.hitRatio], ['nothing', true, null]);
    assert.equal(route.invalidation.anybody, 'refused');
  });
});

describe('a mark', () => {
  it('that never changes is said, and latency tells instead', () => {
    const plan = planOf(promising(10));
    const constant = simulate(plan, sound).map((each) => ({
      ...each,
      mark: each.mark === null ? null : 'v1',
    }));
    const [route] = studyCaches(plan, constant);
    assert.deepEqual([route?.told, route?.cached], ['latency', true]);
    assert.match(route?.notes[0] ?? '', /same mark \(header x-invocation\)/);
  });

  it('that answers lack is said, and latency tells instead', () => {
    const { route } = found({ ...sound, marked: false });
    assert.equal(route.told, 'latency');
    assert.match(route.notes.join(' '), /the answers don't have it/);
  });
});

describe('the latency of hits and misses', () => {
  it('is reported with what a hit saves, each with its interval', () => {
    const { route } = found(sound);
    const { hits, misses, difference } = route.latencyMs ?? assert.fail('no latencies');
    assert.ok(hits.low <= 1.2 && 1.2 <= hits.high, JSON.stringify(hits));
    assert.ok(misses.low <= 20 && 20 <= misses.high, JSON.stringify(misses));
    assert.ok(
      difference.low > 5 && difference.low <= difference.value && difference.value <= difference.high,
    );
  });
});
