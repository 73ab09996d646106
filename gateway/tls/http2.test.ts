import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { type ClientHttp2Session, connect, constants, type OutgoingHttpHeaders } from 'node:http2';
import { request } from 'node:https';
import { after, before, describe, it } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { functionArn, httpApi, httpRoute, proxy, restApi, restMethod, stackOf } from '../api.fixture.ts';
import { type LocalGateway, serveDeployment } from '../main.ts';
import type { LambdaFunction } from '../model.ts';
import { mockMethod, startWatched } from '../truth/watched.fixture.ts';

/** Answers what it got, two cookies, and a header that HTTP/2 forbids. */
const echo = `exports.handler = async (event) => ({
  statusCode: 200,
  headers: { 'Keep-Alive': 'timeout=5', constructor: 'x' },
  cookies: ['a=1', 'b=2'],
  body: JSON.stringify(event),
});`;

const lambda: LambdaFunction = {
  arn: functionArn,
  name: 'echo',
  logicalId: 'Echo',
  description: '',
  handler: 'index.handler',
  runtime: 'nodejs20.x',
  timeoutMs: 3000,
  memoryMb: 128,
  environment: {},
  code: { kind: 'inline', source: echo },
};

const invoked = { ...proxy, timeoutMs: 5000, function: { arn: functionArn, mayInvoke: true } };
const stack = stackOf({
  apis: [
    restApi({ '/': [restMethod('ANY', mockMethod)] }, { id: 'rest123456' }),
    httpApi([httpRoute('ANY /a', { integration: { ...invoked, payloadFormatVersion: '2.0' } })], {
      id: 'http123456',
    }),
  ],
  functions: [lambda],
});

describe('a gateway over HTTPS speaks HTTP/2', () => {
  let gateway: LocalGateway;
  let ca: string;
  let session: ClientHttp2Session;
  before(async () => {
    gateway = await serveDeployment(
      { stacks: [stack] },
      { warnings: [], https: {}, faults: ['rest=drop:1'] },
    );
    ca = readFileSync(gateway.caFile ?? '', 'utf8');
    session = connect(gateway.endpoint, { ca });
  });
  after(async () => {
    session.destroy();
    await gateway.close();
  });

  const send = async (headers: OutgoingHttpHeaders, body: Buffer | string = '') => {
    const stream = session.request(headers, { endStream: body.length === 0 });
    if (body.length > 0) stream.end(body);
    const pieces: Buffer[] = [];
    stream.on('data', (piece: Buffer) => pieces.push(piece));
    const [[answer]] = await Promise.all([once(stream, 'response'), once(stream, 'end')]);
    return { status: answer[':status'], headers: answer, text: Buffer.concat(pieces).toString() };
  };

  it('and shows functions a request as HTTP/1.1 would have brought it', async () => {
    const { status, headers, text } = await send(
      {
        ':method': 'POST',
        ':path': '/_api/http123456/a?x=1',
        cookie: ['one=1', 'two=2'],
        'content-type': 'text/plain',
        expect: '100-continue',
      },
      'hello',
    );
    assert.equal(status, 200);
    assert.deepEqual(headers['set-cookie'], ['a=1', 'b=2']);
    assert.equal(headers.constructor, 'x');
    assert.equal(headers['keep-alive'], undefined);
    const event = JSON.parse(text);
    assert.equal(event.body, 'hello');
    assert.equal(event.rawQueryString, 'x=1');
    assert.deepEqual(event.cookies, ['one=1', 'two=2']);
    assert.equal(event.headers.host, 'http123456.execute-api.us-east-1.amazonaws.com');
    assert.ok(Object.keys(event.headers).every((name) => !name.startsWith(':')));
  });

  it('and answers many requests of one connection at a time, HEAD and what has no route among them', async () => {
    const paths = ['/_api/http123456/a', '/_api/http123456/nowhere', '/nothing'];
    const answers = await Promise.all(
      Array.from({ length: 30 }, (_, at) => send({ ':path': paths[at % 3] ?? '/' })),
    );
    assert.deepEqual(
      answers.slice(0, 3).map(({ status }) => status),
      [200, 404, 404],
    );
    const head = await send({ ':method': 'HEAD', ':path': paths[0] });
    assert.deepEqual([head.status, head.text], [200, '']);
  });

  it('and refuses what is too large', async () => {
    const body = await send({ ':method': 'POST', ':path': '/_api/http123456/a' }, Buffer.alloc(10_485_761));
    assert.equal(body.status, 413);
    const head = await send({ ':path': '/_api/http123456/a', 'x-large': 'x'.repeat(10_300) });
    assert.equal(head.status, 431);
  });

  it('drops a request without its connection', async () => {
    const dropped = session.request({ ':path': '/_api/rest123456/dev/' });
    await assert.rejects(once(dropped, 'response'), /NGHTTP2_INTERNAL_ERROR/);
    assert.equal(dropped.rstCode, constants.NGHTTP2_INTERNAL_ERROR);
    assert.equal((await send({ ':path': '/_api/http123456/a' })).status, 200);
  });

  it('and goes on after streams that are reset at once, and bytes that are no frames', async () => {
    const hasty = connect(gateway.endpoint, { ca });
    hasty.on('error', () => {});
    for (let count = 0; count < 500 && !hasty.destroyed; count += 1)
      hasty
        .request({ ':path': '/_api/http123456/a' })
        .on('error', () => {})
        .close(constants.NGHTTP2_CANCEL);
    await new Promise((resolve) => hasty.close(() => resolve(null)));
    const { port } = new URL(gateway.endpoint);
    for (const bytes of ['hello', `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${'\xff'.repeat(500)}`]) {
      const socket = connectTls({ host: '127.0.0.1', port: Number(port), ca, ALPNProtocols: ['h2'] });
      socket.on('error', () => {}).resume();
      socket.end(Buffer.from(bytes, 'latin1'));
      await once(socket, 'close');
    }
    assert.equal((await send({ ':path': '/_api/http123456/a' })).status, 200);
  });

  it('and HTTP/1.1 to who wants that', async () => {
    const version = await new Promise((resolve, reject) => {
      request(`${gateway.endpoint}/_api/http123456/a`, { ca, agent: false }, (response) => {
        response.resume();
        resolve(response.httpVersion);
      })
        .on('error', reject)
        .end();
    });
    assert.equal(version, '1.1');
  });
});

it('the truth log has an answer by HTTP/2 as out once its last frame is, whenever its client makes room', async () => {
  const source = `exports.handler = async () => ({ statusCode: 200, body: 'x'.repeat(300_000) });`;
  const watched = await startWatched(
    { https: {} },
    { functions: [{ ...lambda, code: { kind: 'inline', source } }] },
  );
  const session = connect(watched.gateway.endpoint, {
    ca: readFileSync(watched.gateway.caFile ?? '', 'utf8'),
  });
  const large = session.request({ ':path': '/_api/http123456/users/7' });
  await once(large, 'response');
  const small = session.request({ ':path': '/_api/rest123456/dev/mock' }).resume();
  await once(small, 'end');
  large.resume();
  await once(large, 'end');
  session.destroy();
  const routes = (await watched.end()).map(({ route }) => route);
  assert.deepEqual(routes, ['GET /mock', 'GET /users/{id}']);
});
