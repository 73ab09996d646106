import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { httpTarget, planOf, prices, shop, target } from '../caching/shop.fixture.ts';
import type { Contract, Example } from '../contract/contract.ts';
import type { DeployedCache } from '../deployment/deployment.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { CachingPlan } from './caching-plan.ts';

const plain: Contract['routes'] = {
  'GET /plain': { responses: { 200: {} }, examples: { plain: { expect: { status: 200 } } } },
};
const unpromised = (): Contract => ({ name: 'shop', routes: plain });
const kept: DeployedCache = { ttlSeconds: 20, keyedBy: ['header.Accept'], invalidationNeedsPermission: true };
const cachedAs = (cache: DeployedCache | null) => () => ({ read: true, cache }) as const;

function sent(plan: CachingPlan) {
  const [{ order = [] } = {}] = plan.targets;
  return order.map((index) => ({ purpose: plan.purposes[index], request: plan.requests[index] }));
}

describe('which caches are studied', () => {
  it('those that the contract promises, whatever else there is', () => {
    const { studies } = planOf(shop({}, plain));
    assert.deepEqual(
      studies.map(({ route }) => route),
      ['GET /prices/{id}'],
    );
  });

  it('those that the stage keeps although no contract says so', () => {
    const { studies } = planOf(unpromised(), { deployedCaching: cachedAs(kept) });
    assert.deepEqual(
      studies.map(({ route, assumedTtl }) => [route, assumedTtl]),
      [['GET /plain', { seconds: 20, from: 'stage' }]],
    );
    assert.ok(studies[0]?.parameters.includes('header.accept'));
  });

  it('a route that --route names, as long as nobody says that it is not cached', () => {
    assert.equal(planOf(shop({}, plain), { routes: 'GET /plain' }).studies[0]?.route, 'GET /plain');
    const known = planOf(shop({}, plain), { routes: 'GET /plain', deployedCaching: cachedAs(null) });
    assert.deepEqual([known.studies, known.targets], [[], []]);
  });

  it('a promised one that the stage does not keep too: the promise is to be judged', () => {
    assert.equal(planOf(shop(), { deployedCaching: cachedAs(null) }).studies.length, 1);
  });

  it('some with GET where neither contract nor stage says anything', () => {
    assert.deepEqual(
      planOf(unpromised()).studies.map(({ route }) => route),
      ['GET /plain'],
    );
  });

  it('none of an HTTP API and none of a stage without a cache: nothing is sent, and why is said', () => {
    const plan = planOf(unpromised(), {
      subjects: [
        { target: httpTarget, contract: shop() },
        { target, contract: unpromised() },
      ],
      deployedCaching: cachedAs(null),
    });
    assert.deepEqual([plan.arrivals.expected, plan.targets, plan.requests], [0, [], []]);
    assert.deepEqual(plan.uncached, [
      { target: 'shop:http', route: null, because: 'http-api' },
      { target: 'shop:rest', route: null, because: 'stage-without-cache' },
    ]);
  });
});

describe('what is sent', () => {
  it('begins with a steady stream for one entry, over more than two times to live', () => {
    const plan = planOf(shop({ cache: { ttlSeconds: 30 } }));
    const last = sent(plan).findLastIndex(({ purpose }) => purpose?.does === 'stream');
    assert.ok(last / plan.arrivals.ratePerSecond > 60);
    assert.ok(
      sent(plan)
        .slice(0, 10)
        .every(({ purpose }) => purpose?.does === 'stream'),
    );
    assert.equal(plan.warmUp.arrivals, 0);
    assert.equal(plan.observe, true);
  });

  it('is over ten minutes at most, and one time to live of a long one', () => {
    const seconds = (ttlSeconds: number) => planOf(shop({ cache: { ttlSeconds } })).arrivals.durationSeconds;
    assert.ok(seconds(300) > 330 && seconds(300) < 420, String(seconds(300)));
    assert.equal(seconds(3600), 600);
  });

  it('varies each parameter alone, of path, query, headers, schema and key, with values that were never asked for', () => {
    const plan = planOf(shop({ cache: { ttlSeconds: 5, keyedBy: ['path.id', 'header.X-Tenant'] } }));
    assert.deepEqual(plan.studies[0]?.parameters.toSorted(), [
      'header.accept',
      'header.x-tenant',
      'path.id',
      'query.currency',
      'query.lang',
    ]);
    const base = sent(plan)[0]?.request;
    for (const { purpose, request } of sent(plan)) {
      if (purpose?.does !== 'vary' || purpose.parameter !== 'query.lang') continue;
      assert.deepEqual(request?.headers, base?.headers);
      const [asked, usual] = [request, base].map((each) => new URL(each?.url ?? 'https://nowhere'));
      assert.equal(asked?.pathname, usual?.pathname);
      assert.equal(asked?.searchParams.get('currency'), usual?.searchParams.get('currency'));
      assert.equal(asked?.searchParams.get('lang'), purpose.value);
    }
  });

  it('has other values in every run, and the same in both plans of one', () => {
    const values = (runId: string) =>
      planOf(shop(), { runId }).purposes.flatMap((purpose) =>
        purpose.does === 'vary' && purpose.fresh ? purpose.value : [],
      );
    assert.deepEqual(values('a'), values('a'));
    assert.equal(values('a').filter((value) => values('b').includes(value)).length, 0);
  });

  it('keeps to what schemas allow: the other choices of an enumeration, and those are not fresh', () => {
    const request = { query: { currency: { schema: { enum: ['EUR', 'USD', 'GBP'] } } } };
    const plan = planOf(shop({ request }));
    const tried = plan.purposes.flatMap((purpose) =>
      purpose.does === 'vary' && purpose.parameter === 'query.currency'
        ? [[purpose.value, purpose.fresh]]
        : [],
    );
    assert.deepEqual(new Set(tried.map(([value]) => value)), new Set(['USD', 'GBP']));
    assert.ok(tried.every(([, fresh]) => fresh === false));
    assert.equal(plan.studies[0]?.freshBy, null);
  });

  it('never varies what holds credentials, and says so', () => {
    const plan = planOf(
      shop({
        auth: { header: 'X-Key', from: 'env:KEY' },
        cache: { ttlSeconds: 5, keyedBy: ['header.x-key'] },
      }),
    );
    assert.deepEqual(plan.studies[0]?.notVaried, [
      { parameter: 'header.x-key', because: 'it holds the credentials' },
    ]);
    assert.ok(
      plan.purposes.some((purpose) => purpose.does === 'refresh' && purpose.caller === 'credentials'),
    );
  });

  it('repeats errors, and another method only where it may be sent again and again', () => {
    const none: Example = { path: { id: 0 }, expect: { status: 404 } };
    const examples = { ...prices.examples, none };
    const post = (safeToRepeat: boolean): Contract['routes'] => ({
      'POST /prices/{id}': {
        safeToRepeat,
        responses: { 200: {} },
        examples: { again: { path: { id: 7 }, body: {}, expect: { status: 200 } } },
      },
    });
    const repeated = (safe: boolean) =>
      planOf(shop({ examples }, post(safe))).purposes.flatMap((purpose) =>
        purpose.does === 'repeat' ? `${purpose.what} ${purpose.route}` : [],
      );
    assert.deepEqual(repeated(true), ['method POST /prices/{id}', 'error GET /prices/{id}']);
    assert.deepEqual(repeated(false), ['error GET /prices/{id}']);
  });
});

describe('what makes no sense', () => {
  it('is a duration without room for the probes: it says how long would do', () => {
    assert.throws(
      () => planOf(shop(), { durationSeconds: 2 }),
      (error: unknown) => {
        assert.ok(error instanceof UsageError);
        assert.match(error.message, /no room/);
        return true;
      },
    );
  });

  it('is more requests than allowed', () => {
    assert.throws(() => planOf(shop(), { maxRequests: 10 }), /--max-requests allows 10/);
  });
});
