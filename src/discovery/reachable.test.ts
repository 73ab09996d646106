import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { test } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { assertReachable } from './reachable.ts';
import { targetFromUrl } from './target-from-url.ts';

const refused = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof UsageError);
  assert.match(error.message, pattern);
  assert.ok(error.next.length > 0);
  return true;
};

test('hosts that take a connection are reachable, each asked once, and nothing is sent to them', async (t) => {
  const seen: number[] = [];
  const server = createServer((socket) => {
    seen.push(1);
    socket.on('data', () => assert.fail('something was sent')).on('error', () => undefined);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await assertReachable([targetFromUrl(`${origin}/a`, 'rest'), targetFromUrl(`${origin}/b`, 'http')]);
  assert.equal(seen.length, 1);
});

test('a port that nobody listens at is named', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  await assert.rejects(
    assertReachable([targetFromUrl(`http://127.0.0.1:${port}/dev`, 'rest')]),
    refused(new RegExp(`nothing listens at 127\\.0\\.0\\.1:${port}`)),
  );
});

test('a host that does not exist is named', async () => {
  await assert.rejects(
    assertReachable([targetFromUrl('http://nobody.invalid/dev', 'rest')]),
    refused(/nobody\.invalid/),
  );
});
