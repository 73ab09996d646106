import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Exchange, PlannedExchange, PlannedRequest } from '../src/conformance/exchange.ts';
import { Vault } from '../src/credential/vault.ts';
import { perform } from './perform.ts';
import { serve } from './server.fixture.ts';

const planned = (url: string, request: Partial<PlannedRequest> = {}): PlannedExchange => ({
  id: url,
  target: 'shop:rest',
  apiType: 'rest',
  contract: 'shop',
  route: 'GET /',
  example: 'one',
  purpose: 'example',
  request: { method: 'GET', url, headers: {}, secretHeaders: {}, bodyBase64: null, ...request },
});

/** Only what was made. */
async function made(...typed: Parameters<typeof perform>): Promise<readonly Exchange[]> {
  return (await perform(...typed)).exchanges;
}

/** Holds secrets by environment variable. */
function vaultOf(env: Record<string, string>): Vault {
  const secrets = Object.entries(env).map(([name, value]) => [`env:${name}` as const, value] as const);
  return new Vault(new Map(secrets));
}

function responseOf(exchange: Exchange | undefined) {
  assert.equal(exchange?.answer.kind, 'response');
  return exchange.answer;
}

test('every exchange is made once, as planned, and returned in the order planned', async (t) => {
  const server = await serve(({ url }, response) =>
    response.writeHead(201, { 'X-Twice': ['a', 'b'] }).end(url),
  );
  t.after(() => server.close());
  const paths = Array.from({ length: 20 }, (_, index) => `/items/${index}?q=%2F`);
  const exchanges = await made(
    paths.map((path) => planned(server.origin + path)),
    { vault: vaultOf({}), concurrency: 4 },
  );
  assert.deepEqual(
    exchanges.map((exchange) => Buffer.from(responseOf(exchange).bodyBase64, 'base64').toString()),
    paths,
  );
  assert.deepEqual(server.arrived.map(({ url }) => url).toSorted(), paths.toSorted());
  const { status, headers, durationMs } = responseOf(exchanges[0]);
  assert.equal(status, 201);
  assert.deepEqual(
    headers.filter(([name]) => name === 'X-Twice'),
    [
      ['X-Twice', 'a'],
      ['X-Twice', 'b'],
    ],
  );
  assert.ok(durationMs > 0);
});

test('as many are in flight at once as allowed, and no more', async (t) => {
  const held: (() => void)[] = [];
  let most = 0;
  // Nobody is answered before four have come: fewer at once would never end.
  const server = await serve((_, response) => {
    held.push(() => response.end());
    most = Math.max(most, held.length);
    if (held.length === 4) for (const answer of held.splice(0)) answer();
  });
  t.after(() => server.close());
  const twelve = Array.from({ length: 12 }, (_, index) => planned(`${server.origin}/${index}`));
  assert.equal((await made(twelve, { vault: vaultOf({}), concurrency: 4 })).length, 12);
  assert.equal(most, 4);
});

test('bodies go out byte for byte, broken JSON and bytes that are no text too', async (t) => {
  const server = await serve((_, response) => response.end());
  t.after(() => server.close());
  for (const body of [Buffer.from('{"name": '), Buffer.from([0, 255, 10]), Buffer.alloc(0)]) {
    const headers = { 'content-type': 'application/json' };
    const request = { method: 'POST', headers, bodyBase64: body.toString('base64') };
    await made([planned(`${server.origin}/`, request)], { vault: vaultOf({}) });
    assert.deepEqual(server.arrived.at(-1)?.body, body);
    assert.equal(server.arrived.at(-1)?.headers['content-type'], 'application/json');
  }
});

test('a redirect is an answer, and is not followed', async (t) => {
  const server = await serve((_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
  t.after(() => server.close());
  const [one] = await made([planned(`${server.origin}/`)], { vault: vaultOf({}) });
  assert.equal(responseOf(one).status, 302);
  assert.equal(server.arrived.length, 1);
});

test('a cookie of one exchange never reaches another', async (t) => {
  const server = await serve((_, response) => response.setHeader('set-cookie', 'session=1').end());
  t.after(() => server.close());
  const three = ['/a', '/b', '/c'].map((path) => planned(server.origin + path));
  await made(three, { vault: vaultOf({}), concurrency: 1 });
  assert.deepEqual(
    server.arrived.map(({ headers }) => headers.cookie),
    [undefined, undefined, undefined],
  );
});

test('a path that a client would tidy up arrives as it stands', async (t) => {
  const server = await serve((_, response) => response.end('as it stands'));
  t.after(() => server.close());
  const path = "/a/../b/{x}?q='";
  const [one] = await made([planned(server.origin + path)], { vault: vaultOf({}) });
  assert.equal(server.arrived[0]?.url, path);
  assert.equal(Buffer.from(responseOf(one).bodyBase64, 'base64').toString(), 'as it stands');
});

test('secrets are sent and never returned, not even where the API echoes them', async (t) => {
  const server = await serve(({ headers }, response) =>
    response.setHeader('x-echo', headers['x-api-key'] ?? '').end(JSON.stringify(headers)),
  );
  t.after(() => server.close());
  const request = {
    headers: { authorization: 'Bearer told-in-the-example' },
    secretHeaders: { 'x-api-key': { from: 'env:SHOP_KEY' } as const },
  };
  const exchanges = await made([planned(`${server.origin}/`, request)], {
    vault: vaultOf({ SHOP_KEY: 'k3y-t0-the-shop' }),
  });
  assert.equal(server.arrived[0]?.headers['x-api-key'], 'k3y-t0-the-shop');
  assert.equal(server.arrived[0]?.headers.authorization, 'Bearer told-in-the-example');
  const kept =
    JSON.stringify(exchanges) + Buffer.from(responseOf(exchanges[0]).bodyBase64, 'base64').toString();
  assert.ok(!kept.includes('k3y-t0-the-shop') && !kept.includes('told-in-the-example'));
  assert.ok(kept.includes('[redacted]'));
});

test('a secret that is an ordinary word changes nothing in the answer', async (t) => {
  const server = await serve((_, response) => response.setHeader('x-stage', 'dev').end('{"stage":"dev"}'));
  t.after(() => server.close());
  const [one] = await made(
    [planned(`${server.origin}/`, { secretHeaders: { 'x-api-key': { from: 'env:SHOP_KEY' } as const } })],
    { vault: vaultOf({ SHOP_KEY: 'dev' }) },
  );
  const { headers, bodyBase64 } = responseOf(one);
  assert.equal(Buffer.from(bodyBase64, 'base64').toString(), '{"stage":"dev"}');
  assert.ok(headers.some(([name, value]) => name === 'x-stage' && value === 'dev'));
});

test('why nothing came back is told apart, in one line', async (t) => {
  const server = await serve(({ url }, response) => {
    if (url === '/reset') response.destroy();
  });
  const gone = await serve(() => undefined);
  await gone.close();
  t.after(() => server.close());
  const urls = [
    `${server.origin}/reset`,
    `${server.origin}/never`,
    `${gone.origin}/`,
    'https://nowhere.invalid/',
  ];
  const request = { secretHeaders: { 'x-api-key': { from: 'env:SHOP_KEY' } as const } };
  const exchanges = await made(
    urls.map((url) => planned(url, request)),
    { vault: vaultOf({ SHOP_KEY: 'k3y-t0-the-shop' }), limitMs: () => 500 },
  );
  const answers = exchanges.map(({ answer }) => answer);
  assert.deepEqual(
    answers.map((answer) => answer.kind === 'no-response' && answer.cause),
    ['reset', 'timeout', 'refused', 'dns'],
  );
  for (const answer of answers) {
    assert.ok(answer.kind === 'no-response' && /^\S[^\n]*$/.test(answer.message));
    assert.ok(!answer.message.includes('k3y'));
  }
});
