import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Contract } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import { planCaching } from '../plan/plan-caching.ts';
import { lognormalMs, type SimulatedCache, simulate } from './simulated-cache.fixture.ts';
import { studyCaches } from './study-cache.ts';

const target: Target = {
  target: 'shop:rest',
  apiType: 'rest',
  invokeUrl: 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/dev',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: 'shop',
  endpointType: 'REGIONAL',
  apiId: 'a1b2c3d4e5',
};

function shop(ttlSeconds: number, keyedBy: readonly string[] = ['query.currency']): Contract {
  return {
    name: 'shop',
    marks: { invocation: { header: 'x-invocation' } },
    routes: {
      'GET /prices/{id}': {
        responses: { 200: {} },
        cache: { ttlSeconds, keyedBy },
        request: { query: { currency: { schema: { type: 'string' } } } },
        examples: {
          'in euros': {
            path: { id: 7 },
            query: { currency: 'EUR', lang: 'de' },
            headers: { Accept: 'application/json' },
            expect: { status: 200 },
          },
        },
      },
    },
  };
}

const sound: SimulatedCache = {
  ttlSeconds: 10,
  keyedBy: ['query.currency'],
  refresh: 'ignored-with-warning',
  hitMs: lognormalMs(1.2, 6),
  missMs: lognormalMs(20, 80),
  marked: true,
};

function found(cache: SimulatedCache, contract = shop(cache.ttlSeconds), seed = 'run-1') {
  const plan = planCaching({
    runId: seed,
    subjects: [{ target, contract }],
    deployedCaching: () => ({ read: false }),
  });
  const observations = simulate(plan, cache);
  const [route] = studyCaches(plan, observations);
  assert.ok(route !== undefined);
  const own = observations.filter(({ request }) => plan.purposes[request]?.does !== 'floor');
  return { route, truth: own.filter(({ hit }) => hit).length / own.length };
}

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
      const { route } = found({ ...sound, ttlSeconds: 0, marked }, shop(10));
      assert.equal(route.cached, false);
      assert.equal(route.keyedBy, null);
      assert.equal(route.hitRatio?.value, 0);
    });

    it('says for how long nothing expired where an entry outlives the run', () => {
      const { route } = found({ ...sound, ttlSeconds: 3600, marked }, shop(10));
      assert.equal(route.ttlSeconds?.value, null);
      assert.ok((route.ttlSeconds?.low ?? 0) > 11);
    });
  });
}
