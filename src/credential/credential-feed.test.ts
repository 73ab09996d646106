import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serveCredentials } from './credential-feed.ts';
import type { LoadCredentials } from './load-credentials.ts';

const credentials = (token: string, renewAtMs: number | null): LoadCredentials => ({
  values: { TOKEN: token },
  renewAtMs,
  expireAtMs: null,
  expiries: { TOKEN: null },
});

test('what never changes needs no address', async () => {
  const feed = await serveCredentials(credentials('a', null), () => assert.fail('it was renewed'));
  assert.equal(feed.url, null);
  assert.equal(feed.current.values.TOKEN, 'a');
  await feed.close();
});

test('what is due is renewed by itself, and handed to whoever knows the address alone', async () => {
  let renewed = () => {};
  const done = new Promise<void>((resolve) => {
    renewed = resolve;
  });
  const feed = await serveCredentials(credentials('a', Date.now()), async () => {
    renewed();
    return credentials('b', null);
  });
  await done;
  await new Promise(setImmediate);
  const url = new URL(feed.url ?? '');
  assert.equal(url.hostname, '127.0.0.1');
  const answer = (await (await fetch(url)).json()) as LoadCredentials;
  assert.equal(answer.values.TOKEN, 'b');
  assert.equal((await fetch(new URL('/', url))).status, 404);
  await feed.close();
});

test('what could not be renewed stays as it was, and why is known', async () => {
  let tried = () => {};
  const done = new Promise<void>((resolve) => {
    tried = resolve;
  });
  const feed = await serveCredentials(credentials('a', Date.now()), () => {
    tried();
    return Promise.reject(new Error('the command failed'));
  });
  await done;
  await new Promise(setImmediate);
  assert.equal(feed.current.values.TOKEN, 'a');
  assert.equal(feed.failure, 'the command failed');
  await feed.close();
});
