import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { type TestContext, test } from 'node:test';
import { planExchanges } from '../src/conformance/plan-exchanges.ts';
import { olderThan } from '../src/conformance/version.ts';
import type { Contract } from '../src/contract/contract.ts';
import { Vault } from '../src/credential/vault.ts';
import type { Target } from '../src/discovery/target.ts';
import { type PerformOptions, perform } from './perform.ts';
import { type Arrived, serve, type TestServer } from './server.fixture.ts';

const expect = (status: number) => ({ status });

/** Items that are made, read, changed and removed. */
const shop: Contract = {
  name: 'shop',
  version: { header: 'x-version' },
  routes: {
    'GET /items': { responses: { 200: true }, examples: { 'all items': { expect: expect(200) } } },
    'GET /items/{id}': {
      responses: { 200: true },
      examples: {
        'the new item': { path: { id: '{{id}}' }, expect: { status: 200, body: { id: '{{id}}' } } },
      },
    },
    'POST /items': {
      responses: { 201: true },
      examples: {
        'a new item': {
          body: { name: 'Bell' },
          expect: expect(201),
          capture: { id: '/id' },
          cleanup: { route: 'DELETE /items/{id}', path: { id: '{{id}}' } },
        },
      },
    },
    'DELETE /items/{id}': { responses: { 204: true }, examples: {} },
  },
};

type Answer = (arrived: Arrived, response: ServerResponse) => boolean;

/** A shop that keeps its items; `before` may answer in its place, and says so. */
async function openShop(t: TestContext, before: Answer = () => false) {
  const items = new Set<string>();
  let made = 0;
  const server = await serve((arrived, response) => {
    const send = (status: number, body: unknown = '') =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (before(arrived, response)) return;
    const id = /^\/items\/(\w+)$/.exec(arrived.url)?.[1];
    if (arrived.method === 'POST') {
      made += 1;
      items.add(String(made));
      send(201, { id: made });
    } else if (id !== undefined && !items.has(id)) send(404, { error: 'no such item' });
    else if (arrived.method === 'DELETE') {
      items.delete(id ?? '');
      response.writeHead(204).end();
    } else if (id !== undefined) send(200, { id: Number(id) });
    else send(arrived.url === '/items' ? 200 : 403, arrived.url === '/items' ? [] : { message: 'none' });
  });
  t.after(() => server.close());
  return { server, items };
}

function targetAt(invokeUrl: string): Target {
  return {
    target: 'shop:rest',
    apiType: 'rest',
    invokeUrl,
    stage: 'dev',
    region: null,
    stackName: null,
    endpointType: null,
    apiId: null,
  };
}

function run(server: TestServer, options: Partial<PerformOptions> = {}, contract = shop) {
  const planned = planExchanges(
    { target: targetAt(server.origin), contract },
    { runId: 'r1', version: '1.0' },
  );
  return perform(planned, { vault: new Vault(new Map()), ...options });
}

const sent = ({ arrived }: TestServer) => arrived.map(({ method, url }) => `${method} ${url}`);
const statusesOf = (performed: Awaited<ReturnType<typeof run>>) =>
  Object.fromEntries(
    performed.exchanges.flatMap(({ purpose, example, answer }) =>
      purpose === 'example' ? [[example, answer.kind === 'response' ? answer.status : answer.cause]] : [],
    ),
  );
const throttled = (response: ServerResponse, headers = {}) =>
  response
    .writeHead(429, { 'x-amzn-errortype': 'TooManyRequestsException', ...headers })
    .end('{"message":"Too Many Requests"}');
const noRoute = (response: ServerResponse) =>
  response
    .writeHead(403, { 'x-amzn-errortype': 'MissingAuthenticationTokenException' })
    .end('{"message":"Missing Authentication Token"}');

test('a value is handed on, what it is expected as too, and what was created is removed', async (t) => {
  const { server, items } = await openShop(t);
  const performed = await run(server);
  assert.deepEqual(statusesOf(performed), { 'all items': 200, 'the new item': 200, 'a new item': 201 });
  assert.deepEqual([...items], []);
  assert.deepEqual(performed.leftBehind, []);
  const read = performed.exchanges.find(({ example }) => example === 'the new item');
  assert.deepEqual(read?.captured, { id: 1 });
  assert.ok(read?.request.url.endsWith('/items/1'));
  for (const { headers } of server.arrived) {
    assert.equal(headers['x-gatewright-run'], 'r1');
    assert.equal(headers['user-agent'], 'gatewright/1.0 (+smoke)');
  }
});

test('a capture that finds nothing leaves out what waits for it, and says what may be left behind', async (t) => {
  const { server } = await openShop(t, ({ method }, response) => {
    if (method === 'POST') response.writeHead(201).end('{}');
    return method === 'POST';
  });
  const { notMade, leftBehind } = await run(server);
  assert.equal(notMade.length, 1);
  assert.match(
    notMade[0]?.because ?? '',
    /^\{\{id\}\} has no value: "a new item" of POST \/items \(201\) gave none/,
  );
  assert.match(leftBehind[0]?.because ?? '', /^What it created is not known/);
});

test('what was created by an example that broke its promise is removed, and what was refused needs no clean-up', async (t) => {
  const wrong = await openShop(t, ({ method }, response) => {
    if (method === 'POST') wrong.items.add('9');
    if (method === 'POST') response.writeHead(500).end('{"id":9}');
    return method === 'POST';
  });
  await run(wrong.server);
  assert.deepEqual([...wrong.items], []);
  const refusing = await openShop(t, ({ method }, response) => {
    if (method === 'POST') response.writeHead(400).end('{}');
    return method === 'POST';
  });
  assert.deepEqual((await run(refusing.server)).leftBehind, []);
});

test('what can not be removed is named with a line that removes it', async (t) => {
  const { server } = await openShop(t, ({ method }, response) => {
    if (method === 'DELETE') response.writeHead(403).end('{"error":"not you"}');
    return method === 'DELETE';
  });
  const { leftBehind } = await run(server);
  assert.equal(leftBehind.length, 1);
  assert.match(leftBehind[0]?.because ?? '', /^DELETE \/items\/\{id\} answered 403: \{"error":"not you"\}/);
  assert.match(leftBehind[0]?.curl ?? '', /^curl -i -X DELETE http:.*\/items\/1$/);
});

test('what an example has removed itself is not removed again', async (t) => {
  const { server } = await openShop(t);
  const removing: Contract = {
    ...shop,
    routes: {
      ...shop.routes,
      'DELETE /items/{id}': {
        responses: { 204: true },
        examples: { 'the new item, removed': { path: { id: '{{id}}' }, expect: expect(204) } },
      },
    },
  };
  const performed = await run(server, {}, removing);
  assert.deepEqual(statusesOf(performed)['the new item'], 200);
  assert.equal(sent(server).filter((one) => one === 'DELETE /items/1').length, 1);
});

test('after Ctrl-C nothing more is sent, what is under way and creates something is waited for, and it is removed', async (t) => {
  const controller = new AbortController();
  const { server, items } = await openShop(t, ({ method }) => {
    if (method === 'POST') controller.abort();
    return false;
  });
  const { notMade } = await run(server, { signal: controller.signal, concurrency: 1 });
  assert.deepEqual([...items], []);
  assert.ok(sent(server).includes('DELETE /items/1'));
  assert.ok(notMade.some(({ because }) => because === 'the run was interrupted'));
});

test('429 to its own traffic slows it down and fails nothing; with an effect too, since nobody was reached', async (t) => {
  const refused = new Map<string, number>();
  const { server } = await openShop(t, ({ method, url }, response) => {
    const times = (refused.get(method + url) ?? 0) + 1;
    refused.set(method + url, times);
    if (times > 1 || method === 'DELETE') return false;
    throttled(response, { 'retry-after': '0' });
    return true;
  });
  const said: string[] = [];
  const performed = await run(server, { say: (line) => said.push(line) });
  assert.deepEqual(statusesOf(performed), { 'all items': 200, 'the new item': 200, 'a new item': 201 });
  assert.equal(said.filter((line) => /429 to the gate's own requests/.test(line)).length, 1);
  const [first] = performed.exchanges;
  assert.deepEqual(
    first?.earlier?.map(({ because, status }) => [because, status]),
    [['rate-limited', 429]],
  );
});

test('a 429 of the function itself is no reason to repeat what has an effect, and one that asks for hours is no reason to wait', async (t) => {
  const { server } = await openShop(t, ({ method }, response) => {
    if (method === 'DELETE') return false;
    if (method === 'POST') response.writeHead(429).end('{"error":"one order a day"}');
    else throttled(response, { 'retry-after': '7200' });
    return true;
  });
  const performed = await run(server);
  assert.equal(sent(server).filter((one) => one.startsWith('POST')).length, 1);
  assert.equal(sent(server).filter((one) => one === 'GET /items').length, 1);
  assert.equal(statusesOf(performed)['all items'], 429);
});

test('without being told to, nothing waits for a deployment', async (t) => {
  const { server } = await openShop(t, (_, response) => {
    noRoute(response);
    return true;
  });
  await run(server);
  assert.equal(new Set(sent(server)).size, sent(server).length);
});

test('a fresh deployment is waited for before anything with an effect goes out, and that it was is kept', async (t) => {
  let left = 2;
  const { server } = await openShop(t, (_, response) => {
    if (left-- <= 0) return false;
    noRoute(response);
    return true;
  });
  const said: string[] = [];
  const performed = await run(server, { retryUntilDeployedMs: 60_000, say: (line) => said.push(line) });
  assert.deepEqual(statusesOf(performed), { 'all items': 200, 'the new item': 200, 'a new item': 201 });
  assert.deepEqual(sent(server).slice(0, 3), ['GET /items', 'GET /items', 'GET /items']);
  assert.ok(
    said.some((line) =>
      /GET \/items answers 403 Missing Authentication Token, as a fresh deployment may/.test(line),
    ),
  );
  assert.equal(performed.exchanges[0]?.earlier?.length, 2);
});

test('what fails steadily still fails when the time is over, and what reached a function is not sent again', async (t) => {
  const { server } = await openShop(t, ({ method }, response) => {
    if (method === 'DELETE') return false;
    if (method === 'POST') {
      response.writeHead(502, { 'x-amzn-errortype': 'InternalServerErrorException' });
      response.end('{"message":"Internal server error"}');
    } else noRoute(response);
    return true;
  });
  const performed = await run(server, { retryUntilDeployedMs: 700 });
  assert.equal(statusesOf(performed)['all items'], 403);
  assert.equal(statusesOf(performed)['a new item'], 502);
  assert.equal(sent(server).filter((one) => one.startsWith('POST')).length, 1);
  assert.ok(sent(server).filter((one) => one === 'GET /items').length > 1);
  // A probe gets what it asked for.
  assert.equal(sent(server).filter((one) => one.includes('no-such-route')).length, 1);
});

test('the version before is waited for like any other fresh deployment', async (t) => {
  let answers = 0;
  const { server } = await openShop(t, (_, response) => {
    answers += 1;
    response.setHeader('x-version', answers < 3 ? '1' : '2');
    return false;
  });
  const performed = await run(server, { retryUntilDeployedMs: 60_000, isOld: olderThan('2', [shop]) });
  assert.equal(performed.exchanges[0]?.earlier?.length, 2);
  assert.equal(performed.exchanges[0]?.answer.kind, 'response');
});

test('one request is answered before all others where its answer is to be looked at first', async (t) => {
  const { server } = await openShop(t);
  const first = new Set(['shop:rest example GET /items → all items']);
  const looked = run(server, {
    first,
    onExchange: ({ id }) => {
      assert.ok(!first.has(id), 'this is another API type');
    },
  });
  await assert.rejects(looked, /another API type/);
  assert.deepEqual(sent(server), ['GET /items']);
});

test('a target that stops to answer is given up, and what was not sent says why', async (t) => {
  const { server } = await openShop(t, (_, response) => {
    response.destroy();
    return true;
  });
  const many: Contract = {
    name: 'shop',
    routes: Object.fromEntries(
      Array.from({ length: 40 }, (_, index) => [
        `GET /items/${index}/more`,
        { responses: { 200: true }, examples: { one: { expect: expect(200) } } },
      ]),
    ),
  };
  const { exchanges, notMade } = await run(server, { concurrency: 4 }, many);
  assert.ok(exchanges.length < 20);
  assert.match(notMade[0]?.because ?? '', /the last \d+ requests to shop:rest got no answer/);
});
