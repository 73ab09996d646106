import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { type AwsCredentials, type Digests, prepareSigning, type Signable, sign } from '../../load/sign.ts';
import { signed } from './sign.ts';

/** What k6/crypto does, with Node's crypto. */
const digests: Digests = {
  sha256: (data) => createHash('sha256').update(bytes(data)).digest('hex'),
  hmac: (_algorithm, key, data, encoding) => {
    const mac = createHmac('sha256', bytes(key)).update(data).digest();
    return encoding === 'hex' ? mac.toString('hex') : Uint8Array.from(mac).buffer;
  },
};
const bytes = (data: string | ArrayBuffer) => (typeof data === 'string' ? data : new Uint8Array(data));

const pair: AwsCredentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/** The SDK signs with the clock, so its own date says when the other has to. */
async function assertSame(request: Signable & { body: string | null }, credentials = pair): Promise<void> {
  const body = request.body === null ? null : Buffer.from(request.body);
  const theirs = await signed({ ...request, body }, { region: 'eu-west-1', credentials });
  const date = theirs['x-amz-date'] ?? '';
  const nowMs = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const ours = sign(prepareSigning(request, 'eu-west-1', digests), credentials, { digests, nowMs });
  assert.deepEqual({ ...request.headers, ...ours }, theirs, `${request.method} ${request.url}`);
}

const origin = 'https://abc123.execute-api.eu-west-1.amazonaws.com';
const get = (path: string): Signable & { body: null } => ({
  method: 'GET',
  url: `${origin}${path}`,
  headers: {},
  body: null,
});

test("a signature is the one of AWS's own signer", async () => {
  const paths = [
    '',
    '/',
    '/dev',
    '/dev/',
    '/dev/users/a%20b',
    '/dev/users/a%2Fb',
    "/dev/(it's)*!",
    '/dev//twice',
    '/dev/./a/../b',
    '/dev/Zo%C3%AB',
    '/dev?b=2&a=1&a=0&B=',
    '/dev?q=a%20b%2Bc&flag',
    '/dev?x=%E2%82%AC&x=a%3Db&y=~-._',
    '/dev?a=1=2&&c',
  ];
  for (const path of paths) await assertSame(get(path));
});

test('it covers the body, the content type and the port', async () => {
  await assertSame({
    method: 'POST',
    url: 'http://127.0.0.1:8080/_api/abc/dev/users?x=1',
    headers: { 'content-type': '  application/json;  charset=utf-8 ', 'x-other': 'unsigned' },
    body: '{"name":"Zoë €"}',
  });
  await assertSame({ ...get(''), url: 'https://API.example.com/a' });
});

test('a session token is part of it', async () => {
  await assertSame(get('/dev/a?b=c'), { ...pair, sessionToken: 'FwoGZXIvYXdzE/+=//token' });
});

test('whatever the path and query are', async () => {
  const text = fc
    .string({ unit: 'binary', maxLength: 12 })
    .map((raw) => encodeURIComponent(raw.replace(/[\ud800-\udfff]/g, '')));
  await fc.assert(
    fc.asyncProperty(
      fc.array(text, { maxLength: 4 }),
      fc.array(fc.tuple(text, text), { maxLength: 4 }),
      async (segments, query) => {
        const pairs = query.map(([name, value]) => `${name}=${value}`).join('&');
        await assertSame(get(`/${segments.join('/')}${pairs === '' ? '' : `?${pairs}`}`));
      },
    ),
    { seed: 6, numRuns: 25 },
  );
});
