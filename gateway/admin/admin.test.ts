import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, it, type TestContext } from 'node:test';
import { restApi, restMethod } from '../api.fixture.ts';
import { rawRequest } from '../conformance/raw-client.ts';
import { type GatewayOptions, PortInUseError, serveDeployment } from '../main.ts';
import type { Stack } from '../model.ts';
import { mockMethod, startWatched } from '../truth/watched.fixture.ts';

/** One request a second to `/limited`, of which two pass at once; and a quota of three a day with the key `secret`. */
const limited: Partial<Stack> = {
  apis: [
    restApi(
      {
        '/mock': [restMethod('GET', mockMethod)],
        '/limited': [restMethod('GET', mockMethod)],
        '/keyed': [restMethod('GET', { ...mockMethod, apiKeyRequired: true })],
      },
      {
        id: 'rest123456',
        stages: [
          {
            name: 'dev',
            deploymentId: 'dep123',
            variables: {},
            tags: {},
            throttling: [
              { resourcePath: '/limited', httpMethod: 'GET', throttle: { ratePerSecond: 1, burst: 2 } },
            ],
          },
        ],
      },
    ),
  ],
  apiKeys: [{ id: 'key', name: 'key', value: 'secret', enabled: true }],
  usagePlans: [
    {
      id: 'plan',
      name: 'plan',
      apiStages: [{ apiId: 'rest123456', stage: 'dev', methods: {} }],
      throttle: null,
      quota: { limit: 3, offset: 0, period: 'DAY' },
      keyIds: ['key'],
    },
  ],
};

async function start(context: TestContext, options: Partial<GatewayOptions> = {}) {
  const watched = await startWatched({ adminPort: 0, ...options }, limited);
  context.after(() => watched.end());
  const { adminEndpoint = '' } = watched.gateway;
  const ask = async (method: string, path: string, body?: unknown) => {
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${adminEndpoint}${path}`, {
      method,
      ...(sent === undefined ? {} : { body: sent }),
    });
    return {
      status: response.status,
      headers: response.headers,
      document: JSON.parse(await response.text()),
    };
  };
  /** Statuses of so many requests, one after another. */
  const statuses = async (path: string, count: number) => {
    const all: number[] = [];
    for (let left = count; left > 0; left -= 1)
      all.push((await watched.get(`rest123456/dev/${path}`, { 'x-api-key': 'secret' })).status);
    return all;
  };
  return { ...watched, adminEndpoint, ask, statuses };
}

describe('the admin endpoint', () => {
  it('isn’t there unless it was asked for, and then has a port of its own', async (t) => {
    const { gateway, adminEndpoint } = await start(t);
    assert.match(adminEndpoint, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.notEqual(adminEndpoint, gateway.endpoint);
    const { gateway: plain, end } = await startWatched();
    await end();
    assert.ok(!('adminEndpoint' in plain));
  });

  it('changes latency and faults while the gateway runs, keeps what is left out, and clears them', async (t) => {
    const { ask, get, statuses } = await start(t);
    assert.deepEqual((await ask('GET', '/disturbances')).document, { latency: [], faults: [], seed: 1 });
    assert.equal((await ask('PUT', '/disturbances', { faults: 'rest GET /mock=5xx:1,503' })).status, 200);
    assert.deepEqual(await statuses('mock', 1), [503]);
    await ask('PUT', '/disturbances', { latency: ['fixed:3@integration', 'fixed:2'], faults: [], seed: 7 });
    await get('rest123456/dev/mock');
    const { document } = await ask('PUT', '/disturbances', { faults: ['stall:1,1000'] });
    assert.deepEqual(document, {
      latency: ['fixed:3@integration', 'fixed:2'],
      faults: ['stall:1,1000'],
      seed: 7,
    });
    const { routes } = (await ask('GET', '/truth')).document;
    const delayed = routes.find((one: { statusClass: string }) => one.statusClass === '2xx');
    assert.ok(delayed.integrationMs.min >= 3 && delayed.gatewayMs.min >= 2);
    assert.deepEqual((await ask('DELETE', '/disturbances')).document, { latency: [], faults: [], seed: 7 });
  });

  it('counts requests as the truth log has them, and begins anew when told', async (t) => {
    const { ask, statuses } = await start(t);
    await statuses('mock', 3);
    await statuses('nowhere', 1);
    const { all, apis, routes } = (await ask('GET', '/truth')).document;
    assert.deepEqual([all.requests, all.statuses, apis.length], [4, { 200: 3, 403: 1 }, 1]);
    assert.deepEqual(
      routes.map((one: Record<string, unknown>) => [one.route, one.statusClass, one.requests]),
      [
        ['GET /mock', '2xx', 3],
        [null, '4xx', 1],
      ],
    );
    assert.equal((await ask('DELETE', '/truth')).document.all.requests, 0);
  });

  it('moves the clock of throttles and quotas', async (t) => {
    const { ask, statuses } = await start(t);
    await ask('PUT', '/clock', { now: '2026-07-10T23:59:00Z', stopped: true });
    assert.deepEqual(await statuses('limited', 3), [200, 200, 429]);
    await ask('POST', '/clock', { advanceMs: 1000 });
    assert.deepEqual(await statuses('limited', 2), [200, 429]);
    assert.deepEqual(await statuses('keyed', 4), [200, 200, 200, 429]);
    const moved = await ask('POST', '/clock', { advanceMs: 60_000 });
    assert.equal(moved.document.now, '2026-07-11T00:00:01.000Z');
    assert.deepEqual(await statuses('keyed', 1), [200]);
    // Set back, the bucket refills from there.
    await ask('PUT', '/clock', { now: '2026-07-10T23:59:00Z' });
    await statuses('limited', 3);
    await ask('POST', '/clock', { advanceMs: 1000 });
    assert.deepEqual(await statuses('limited', 2), [200, 429]);
    const real = (await ask('DELETE', '/clock')).document;
    assert.deepEqual([real.aheadMs, real.stopped], [0, false]);
  });

  for (const [now, instant] of [
    ['2028-02-29', '2028-02-29T00:00:00.000Z'],
    ['2026-07-31 23:59', '2026-07-31T23:59:00.000Z'],
    ['2026-07-31T23:59:59.5+02:00', '2026-07-31T21:59:59.500Z'],
  ])
    it(`reads the time ${now}, in UTC where it doesn’t say`, async (t) => {
      const { ask } = await start(t);
      assert.equal((await ask('PUT', '/clock', { now, stopped: true })).document.now, instant);
    });

  it('names the nearest routes first where a rule is for none', async (t) => {
    const { ask } = await start(t);
    const { document } = await ask('PUT', '/disturbances', { latency: 'rest GET /keyd=fixed:1' });
    assert.match(document.next[0], /^There are GET \/keyed, /);
  });

  it('spreads throttles over nodes, alike with the same seed', async (t) => {
    const { ask, statuses } = await start(t);
    await ask('PUT', '/clock', { stopped: true });
    const spread = { faults: ['rest GET /limited=throttle:3,500'], seed: 5 };
    await ask('PUT', '/disturbances', spread);
    const first = await statuses('limited', 12);
    assert.equal(first.filter((status) => status === 200).length, 3);
    await ask('PUT', '/disturbances', spread);
    assert.deepEqual(await statuses('limited', 12), first);
    await ask('DELETE', '/disturbances');
    assert.deepEqual(await statuses('limited', 3), [200, 200, 429]);
  });

  it('makes everything as it was at the start', async (t) => {
    const { ask, statuses } = await start(t, { latency: ['fixed:1'], seed: 3 });
    await ask('PUT', '/clock', { aheadMs: 3_600_000, stopped: true });
    await ask('PUT', '/disturbances', { latency: [], faults: ['drop:0'], seed: 9 });
    await statuses('limited', 3);
    await statuses('keyed', 4);
    const { document } = await ask('POST', '/reset');
    assert.deepEqual(document.disturbances, { latency: ['fixed:1'], faults: [], seed: 3 });
    assert.deepEqual([document.clock.aheadMs, document.truth.requests], [0, 0]);
    await ask('PUT', '/clock', { stopped: true });
    assert.deepEqual(await statuses('limited', 3), [200, 200, 429]);
    assert.deepEqual(await statuses('keyed', 4), [200, 200, 200, 429]);
  });

  for (const [method, path, body, status, sentence] of [
    ['GET', '/nothing', undefined, 404, /There is no \/nothing; there are \/, \/disturbances, /],
    ['GET', '/constructor', undefined, 404, /There is no/],
    ['POST', '/truth', undefined, 405, /takes GET, DELETE, not POST/],
    ['PUT', '/disturbances', '{latency:', 400, /is no JSON/],
    ['PUT', '/disturbances', [], 400, /has to be a JSON object/],
    ['PUT', '/disturbances', undefined, 400, /empty; it takes a JSON object with latency, faults, seed/],
    ['PUT', '/disturbances', { latencies: [] }, 400, /no field "latencies"; there are latency/],
    ['PUT', '/disturbances', { latency: 5 }, 400, /latency has to be a list of texts, not 5/],
    ['PUT', '/disturbances', { latency: ['fixed'] }, 400, /latency fixed can't be read/],
    ['PUT', '/disturbances', { faults: ['pets=drop:1'] }, 400, /for no route that is served/],
    ['PUT', '/disturbances', { seed: 1.5 }, 400, /seed has to be a whole number/],
    ['PUT', '/clock', { now: 'tomorrow' }, 400, /now has to be a time such as/],
    ['PUT', '/clock', { now: '2026-02-30T00:00:00Z' }, 400, /now has to be a time such as/],
    ['PUT', '/clock', { now: '2026-07-10T25:00:00Z' }, 400, /now has to be a time such as/],
    ['PUT', '/clock', { now: 1e300 }, 400, /1970 to the year 9999/],
    ['PUT', '/clock', { now: 0, aheadMs: 0 }, 400, /leave one of them out/],
    ['PUT', '/clock', { stopped: 'yes' }, 400, /stopped has to be true or false/],
    ['POST', '/clock', { advanceMs: '1000' }, 400, /advanceMs has to be a number/],
    ['PUT', '/disturbances', 'x'.repeat(70_000), 413, /more than 65536 bytes/],
  ] as const)
    it(`answers ${status} with a sentence, and changes nothing: ${method} ${path} ${JSON.stringify(body)?.slice(0, 40)}`, async (t) => {
      const { ask } = await start(t);
      const before = (await ask('GET', '/disturbances')).document;
      const refused = await ask(method, path, body);
      assert.equal(refused.status, status);
      assert.match(refused.document.message, sentence);
      assert.deepEqual((await ask('GET', '/disturbances')).document, before);
    });

  it('refuses what a web page makes a browser send', async (t) => {
    const { adminEndpoint, gateway } = await start(t);
    const statusFor = async (headers: Readonly<Record<string, string>>) =>
      (await rawRequest(adminEndpoint, { method: 'POST', path: '/reset', headers })).status;
    const { host } = new URL(adminEndpoint);
    assert.equal(await statusFor({ Host: 'rebound.example' }), 403);
    assert.equal(await statusFor({ Host: `127.0.0.1.rebound.example:1` }), 403);
    assert.equal(await statusFor({ Host: host, Origin: 'https://page.example' }), 403);
    assert.equal(await statusFor({ Host: host, Origin: 'null' }), 403);
    assert.equal(await statusFor({ Host: `localhost:${new URL(adminEndpoint).port}` }), 200);
    assert.equal(await statusFor({ Host: host, Origin: gateway.endpoint }), 200);
  });

  it('names its port where it is taken, and leaves nothing open', async (t) => {
    const taken = createServer().listen(0, '127.0.0.1');
    t.after(() => taken.close());
    await new Promise((resolve) => taken.once('listening', resolve));
    const { port } = taken.address() as AddressInfo;
    await assert.rejects(
      serveDeployment({ stacks: [] }, { adminPort: port, warnings: [] }),
      (error) => error instanceof PortInUseError && error.port === port && error.freePort !== port,
    );
  });
});
