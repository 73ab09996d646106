import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { httpApi, httpRoute, restApi, restMethod } from '../api.fixture.ts';
import type { GatewayOptions } from '../main.ts';
import type { MethodCaching, RestStage, Stack } from '../model.ts';
import type { TruthRecord } from './observation.ts';
import { mockMethod, startWatched } from './watched.fixture.ts';

const stage = (overrides: Partial<RestStage>): RestStage => ({
  name: 'dev',
  deploymentId: 'dep123',
  variables: {},
  tags: {},
  throttling: [],
  ...overrides,
});

/** Lets so many pass, and then none for a day. */
const only = (burst: number) => ({ ratePerSecond: 1e-5, burst });

const restStack = (stages: readonly RestStage[], more: Partial<Stack> = {}): Partial<Stack> => ({
  apis: [
    restApi(
      {
        '/a': [restMethod('GET', { ...mockMethod, cacheKeyParameters: ['method.request.querystring.page'] })],
        '/b': [restMethod('GET', mockMethod)],
        '/keyed': [restMethod('GET', { ...mockMethod, apiKeyRequired: true })],
      },
      { id: 'rest123456', stages },
    ),
  ],
  ...more,
});

/** The records of some requests, sent one after the other. */
async function recordsOf(
  paths: readonly (string | readonly [path: string, headers: Record<string, string>])[],
  stack: Partial<Stack>,
  options: Partial<GatewayOptions> = {},
): Promise<TruthRecord[]> {
  const { get, end } = await startWatched(options, stack);
  for (const one of paths) {
    const [path, headers] = typeof one === 'string' ? [one, {}] : one;
    await (await get(path, headers)).text();
  }
  return end();
}

const caching: MethodCaching = {
  resourcePath: '/*',
  httpMethod: '*',
  enabled: true,
  ttlSeconds: 60,
  authorizesRefresh: false,
  unauthorizedRefresh: 'FAIL_WITH_403',
};

it('the truth log says of each request what the stage cache had', async () => {
  const uncached = { ...caching, resourcePath: '/b', httpMethod: 'GET', enabled: false };
  const stages = [stage({ caching: [uncached, caching] })];
  const a = 'rest123456/dev/a';
  const fresh = { 'cache-control': 'max-age=0' };
  const records = await recordsOf(
    [
      `${a}?page=1`,
      `${a}?page=1&other=2`,
      `${a}?page=2`,
      [`${a}?page=1`, fresh],
      `${a}?page=1`,
      'rest123456/dev/b',
    ],
    restStack(stages),
  );
  assert.deepEqual(
    records.map(({ cache, cached, integrationMs }) => [cache, cached, integrationMs === null]),
    [
      ['miss', false, false],
      ['hit', true, true],
      ['miss', false, false],
      ['refresh', false, false],
      ['hit', true, true],
      [null, false, false],
    ],
  );
});

describe('the truth log names what refused a request', () => {
  const throttledBy = async (...asked: Parameters<typeof recordsOf>) =>
    (await recordsOf(...asked)).map((record) => {
      assert.equal(record.throttled, record.throttledBy !== null);
      assert.equal(record.status, record.throttled ? 429 : 200);
      return record.throttledBy;
    });

  it('a stage’s limit, of which each method has its own, and one that a method has', async () => {
    const throttling = [
      { resourcePath: '/b', httpMethod: 'GET', throttle: only(1) },
      { resourcePath: '/*', httpMethod: '*', throttle: only(2) },
    ];
    const [a, b] = ['rest123456/dev/a', 'rest123456/dev/b'];
    assert.deepEqual(await throttledBy([a, a, a, b, b], restStack([stage({ throttling })])), [
      null,
      null,
      'stage',
      null,
      'method',
    ]);
  });

  it('a usage plan’s throttle and its quota', async () => {
    const plan = {
      id: 'plan',
      name: 'plan',
      apiStages: [{ apiId: 'rest123456', stage: 'dev', methods: {} }],
      keyIds: ['key'],
    };
    const apiKeys = [{ id: 'key', name: 'key', value: 'value-of-the-key-0123', enabled: true }];
    const keyed = ['rest123456/dev/keyed', { 'x-api-key': 'value-of-the-key-0123' }] as const;
    const withPlan = (limits: Pick<Stack['usagePlans'][number], 'throttle' | 'quota'>) =>
      restStack([stage({})], { apiKeys, usagePlans: [{ ...plan, ...limits }] });
    const quota = { limit: 1, offset: 0, period: 'DAY' } as const;
    assert.deepEqual(await throttledBy([keyed, keyed], withPlan({ throttle: only(1), quota: null })), [
      null,
      'plan',
    ]);
    assert.deepEqual(await throttledBy([keyed, keyed], withPlan({ throttle: null, quota })), [null, 'quota']);
  });

  it('an HTTP API’s stage and route, and the account of both API types', async () => {
    const api = httpApi([httpRoute('GET /a'), httpRoute('GET /b')], { id: 'http123456' });
    const [first] = api.stages;
    assert.ok(first !== undefined);
    const limited = { ...first, defaultThrottle: only(1), routeThrottling: { 'GET /b': only(0) } };
    const statuses = await recordsOf(['http123456/a', 'http123456/a', 'http123456/b'], {
      apis: [{ ...api, stages: [limited] }],
    });
    assert.deepEqual(
      statuses.map((record) => record.throttledBy),
      [null, 'stage', 'route'],
    );
    const a = 'rest123456/dev/a';
    assert.deepEqual(await throttledBy([a, a], restStack([stage({})]), { accountThrottle: only(1) }), [
      null,
      'account',
    ]);
  });

  it('also where throttles are told to be imperfect, all of them', async () => {
    const faults = ['throttle:4,200'];
    const throttling = [{ resourcePath: '/*', httpMethod: '*', throttle: only(40) }];
    const many = Array.from({ length: 60 }, () => 'rest123456/dev/a');
    for (const [stack, options, by] of [
      [restStack([stage({ throttling })]), {}, 'stage'],
      [restStack([stage({})]), { accountThrottle: only(40) }, 'account'],
    ] as const) {
      const by60 = await throttledBy(many, stack, { ...options, faults });
      const passed = by60.filter((one) => one === null).length;
      assert.ok(passed <= 40, String(passed));
      // An exact bucket would let the first 40 pass.
      assert.ok(by60.slice(0, 40).includes(by), by);
    }
  });
});
