import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { restApi, restMethod, stackOf } from './api.fixture.ts';
import { rawRequest } from './conformance/raw-client.ts';
import { type LocalGateway, serveDeployment } from './main.ts';
import { listen } from './server.ts';

const mock = restMethod('ANY', {
  methodResponses: [{ statusCode: '200', responseParameters: {}, responseModels: {} }],
  integration: {
    type: 'MOCK',
    requestTemplates: { 'application/json': '{"statusCode": 200}' },
    passthroughBehavior: 'WHEN_NO_MATCH',
    responses: [{ statusCode: '200', selectionPattern: null, responseParameters: {}, responseTemplates: {} }],
  },
});

const api = restApi({ '/': [mock], '/{proxy+}': [mock] });

const stack = stackOf({
  apis: [api],
});
const path = `/_api/${api.id}/dev/x`;

/** All that comes back until the other side ends the connection or says nothing for `quietMs`. */
async function exchange(
  port: number,
  bytes: string | Buffer,
  quietMs: number | null = null,
): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.on('error', () => {});
  const received: Buffer[] = [];
  socket.on('data', (data: Buffer) => {
    received.push(data);
    if (quietMs !== null) socket.setTimeout(quietMs, () => socket.destroy());
  });
  if (quietMs !== null) socket.setTimeout(quietMs, () => socket.destroy());
  socket.write(bytes);
  await once(socket, 'close');
  return Buffer.concat(received).toString('latin1');
}

describe('a client that means harm', () => {
  let gateway: LocalGateway;
  let port: number;
  before(async () => {
    gateway = await serveDeployment({ stacks: [stack] }, { warnings: [] });
    port = Number(new URL(gateway.endpoint).port);
  });
  after(() => gateway.close());
  const stillServes = async () =>
    assert.equal((await rawRequest(gateway.endpoint, { method: 'GET', path })).status, 200);

  for (const [what, request] of [
    ['no request at all', 'hello\r\n\r\n'],
    ['a request line without a path', 'GET\r\n\r\n'],
    ['a header without a name', `GET ${path} HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n`],
    ['two lengths', `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`],
    [
      'a length and chunks, as a request is smuggled',
      `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    ],
    ['a negative length', `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n`],
    ['a chunk of no size', `POST ${path} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n`],
    ['a method of another protocol', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'],
    ['a TLS greeting', Buffer.from('16030100a5010000a10303', 'hex')],
  ] as const) {
    it(`gets 400 and a closed connection for ${what}`, async () => {
      const answer = await exchange(port, request, typeof request === 'string' ? null : 300);
      assert.match(answer, /^HTTP\/1\.1 400 Bad Request\r\n/);
      await stillServes();
    });
  }

  for (const [what, bytes] of [
    ['more header bytes than API Gateway takes', 10_300],
    ['more than Node reads', 40_000],
  ] as const) {
    it(`gets 431 for ${what}`, async () => {
      const flood = `GET ${path} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nX-A: ${'a'.repeat(bytes)}\r\n\r\n`;
      const answer = await exchange(port, flood);
      assert.match(answer, /^HTTP\/1\.1 431 /);
      assert.match(answer, /\{"message":"Request Header Fields Too Large"\}$/);
      await stillServes();
    });
  }

  it('gets 413 as text for a body over 10 MB, however it is announced', async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1, 'a');
    const sent = { method: 'POST', path, body };
    const counted = await rawRequest(gateway.endpoint, sent);
    const chunked = await rawRequest(gateway.endpoint, {
      ...sent,
      headers: { 'Transfer-Encoding': 'chunked' },
    });
    for (const { status, body: text } of [counted, chunked]) {
      assert.equal(status, 413);
      assert.equal(text.toString(), 'HTTP content length exceeded 10485760 bytes.');
    }
  });

  it('may open many connections and keep them, and all are answered, more than once', async () => {
    const sockets: Socket[] = Array.from({ length: 500 }, () => connect(port, '127.0.0.1'));
    await Promise.all(sockets.map((socket) => once(socket, 'connect')));
    for (let round = 0; round < 2; round += 1) {
      const answers = await Promise.all(
        sockets.map(async (socket) => {
          const data = once(socket, 'data');
          socket.write(`GET ${path} HTTP/1.1\r\nHost: a\r\n\r\n`);
          return String((await data)[0]).slice(0, 15);
        }),
      );
      assert.deepEqual([...new Set(answers)], ['HTTP/1.1 200 OK']);
    }
    for (const socket of sockets) socket.destroy();
  });

  it('may send whatever bytes: each connection gets an HTTP answer or its end, and the gateway goes on', async () => {
    const whole = `POST ${path}?a=b HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nX-A: b\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`;
    const edit = fc.record({
      at: fc.nat(whole.length),
      cut: fc.nat(12),
      put: fc.oneof(
        fc.constantFrom(
          '\r\n',
          '\n',
          '\0',
          ' ',
          ':',
          '\r\n\r\n',
          '%',
          '//',
          '\u00ff',
          'HTTP/1.1',
          '-1',
          '99999999999',
        ),
        fc.string({ maxLength: 8 }),
      ),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 4 }), async (edits) => {
        let text = whole;
        for (const { at, cut, put } of edits) text = text.slice(0, at) + put + text.slice(at + cut);
        const answer = await exchange(port, Buffer.from(text, 'latin1'), 25);
        assert.ok(answer === '' || /^HTTP\/1\.1 [1-5]\d\d /.test(answer), JSON.stringify({ text, answer }));
        assert.doesNotMatch(answer, /local gateway failed/);
      }),
      { seed: 7, numRuns: 150 },
    );
    await stillServes();
  });
});

describe('a client that dawdles', () => {
  for (const [what, start] of [
    ['over its headers', `GET ${path} HTTP/1.1\r\nHost: a\r\nX-`],
    ['over its body', `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nab`],
  ] as const) {
    it(`${what} gets 408 and a closed connection`, async () => {
      const listening = await listen(0, null, { headMs: 40, requestMs: 60, checkMs: 20 });
      try {
        assert.match(await exchange(listening.port, start), /^HTTP\/1\.1 408 Request Timeout\r\n/);
      } finally {
        await listening.close();
      }
    });
  }
});
