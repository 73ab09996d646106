import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { calledAtMs, callOf } from '../api.fixture.ts';
import type { Call } from '../call.ts';
import { createSignatureCheck } from './check.ts';
import { exampleCredentials } from './credentials.ts';

const judge = createSignatureCheck([exampleCredentials]);
const check = (call: Call, nowMs: number) => judge(call, { nowMs, region: 'us-east-1' });

interface Signing {
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly region?: string;
  readonly service?: string;
  readonly atMs?: number;
}

const sha256 = (text: string | Buffer) => createHash('sha256').update(text).digest('hex');
const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
const escaped = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Signature Version 4 by hand, as the IAM User Guide describes it, to check the check by something else. */
function signedCall(target: string, method: string, body: string, signing: Signing = {}): Call {
  const { region = 'us-east-1', service = 'execute-api', atMs = calledAtMs } = signing;
  const pair = { ...exampleCredentials, ...signing };
  const stamp = new Date(atMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const [path = '', query = ''] = target.split('?');
  const canonicalQuery = query.split('&').filter(Boolean).sort().join('&');
  const canonicalPath = path.split('/').map(escaped).join('/');
  const canonicalHeaders = `host:127.0.0.1:4000\nx-amz-date:${stamp}\n`;
  const signedHeaders = 'host;x-amz-date';
  const request = [method, canonicalPath, canonicalQuery, canonicalHeaders, signedHeaders, sha256(body)];
  const scope = `${stamp.slice(0, 8)}/${region}/${service}/aws4_request`;
  const text = ['AWS4-HMAC-SHA256', stamp, scope, sha256(request.join('\n'))].join('\n');
  const key = [region, service, 'aws4_request'].reduce<Buffer>(
    hmac,
    hmac(`AWS4${pair.secretAccessKey}`, stamp.slice(0, 8)),
  );
  const signature = hmac(key, text).toString('hex');
  const authorization = `AWS4-HMAC-SHA256 Credential=${pair.accessKeyId}/${scope}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
  const headers = {
    Host: '127.0.0.1:4000',
    'X-Amz-Date': stamp,
    'User-Agent': 'test',
    Authorization: authorization,
  };
  return callOf(target, { method, body, headers });
}

const message = async (call: Call, nowMs = calledAtMs): Promise<string> => {
  const signature = await check(call, nowMs);
  return signature.kind === 'refused' ? `${signature.errorType}: ${signature.message}` : signature.kind;
};

describe('a signature', () => {
  it('holds for the path, the query, the headers and the body that were signed', async () => {
    for (const target of ['/dev/users', '/_api/abc/dev/a%20b/c', '/dev/users?b=2&a=1&a=0&x=%2Fy', '/'])
      assert.deepEqual(
        await check(signedCall(target, 'POST', '{"a":1}'), calledAtMs),
        { kind: 'signed', accessKeyId: exampleCredentials.accessKeyId },
        target,
      );
  });

  it('holds for the path with and without the local gateway’s prefix', async () => {
    const behindPrefix = signedCall('/_api/abc/dev/users', 'GET', '');
    assert.equal(await message({ ...behindPrefix, path: '/dev/users' }), 'signed');
    const asOnAws = signedCall('/dev/users', 'GET', '');
    assert.equal(await message({ ...asOnAws, sentPath: '/_api/abc/dev/users' }), 'signed');
  });

  it('breaks when anything that was signed is another', async () => {
    const call = signedCall('/dev/users?a=1', 'POST', 'body');
    const host = call.headers.map(([name, value]): [string, string] => [name, name === 'Host' ? 'x' : value]);
    for (const forged of [
      { ...call, method: 'PUT' },
      { ...call, path: '/dev/other', sentPath: '/dev/other' },
      { ...call, query: 'a=2' },
      { ...call, body: Buffer.from('other') },
      { ...call, headers: host },
    ])
      assert.match(await message(forged), /^InvalidSignatureException: The request signature we calculated/);
    const secret = signedCall('/dev/users', 'GET', '', { secretAccessKey: 'guessed' });
    assert.match(await message(secret), /^InvalidSignatureException/);
  });

  it('needs known credentials, the service execute-api and the region of the gateway', async () => {
    const refusals: readonly [Signing, RegExp][] = [
      [{ accessKeyId: 'AKIDSTRANGER' }, /^UnrecognizedClientException: The security token/],
      [{ service: 's3' }, /^InvalidSignatureException: .*correct service: 'execute-api'/],
      [{ region: 'eu-west-1' }, /^InvalidSignatureException: .*valid region/],
    ];
    for (const [signing, refusal] of refusals)
      assert.match(await message(signedCall('/dev/users', 'GET', '', signing)), refusal);
  });

  it('holds for five minutes before and after', async () => {
    const call = signedCall('/dev/users', 'GET', '');
    const minutes = 60_000;
    assert.equal(await message(call, calledAtMs + 5 * minutes - 1000), 'signed');
    assert.equal(await message(call, calledAtMs - 5 * minutes + 1000), 'signed');
    assert.match(
      await message(call, calledAtMs + 6 * minutes),
      /^InvalidSignatureException: Signature expired: 20260710T191904Z is now earlier than 20260710T192004Z/,
    );
    assert.match(await message(call, calledAtMs - 6 * minutes), /Signature not yet current/);
  });

  it('may be anything that a stranger makes up, and is refused', async () => {
    const date = new Date(calledAtMs).toISOString().replace(/[-:]|\.\d+/g, '');
    const scope = `${exampleCredentials.accessKeyId}/${date.slice(0, 8)}/us-east-1/execute-api/aws4_request`;
    const piece = fc.oneof(
      fc.constantFrom(
        date,
        scope,
        'host',
        'host;x-amz-date',
        'Credential=',
        'SignedHeaders=',
        '86400',
        '1e99',
      ),
      fc.string({ maxLength: 12 }),
    );
    const made = fc.record({
      Credential: fc.oneof(fc.constant(scope), piece),
      SignedHeaders: piece,
      Signature: piece,
      Expires: piece,
      Date: fc.oneof(fc.constant(date), piece),
    });
    const paths = fc.constantFrom('/', '/a//b/../%zz', '/%2f', '//x');
    await fc.assert(
      fc.asyncProperty(made, paths, async (parts, path) => {
        const { Credential, SignedHeaders, Signature } = parts;
        const Authorization = `AWS4-HMAC-SHA256 Credential=${Credential}, SignedHeaders=${SignedHeaders}, Signature=${Signature}`;
        const headers = { Host: 'h', Authorization, 'X-Amz-Date': parts.Date };
        assert.equal((await check(callOf(path, { headers }), calledAtMs)).kind, 'refused');
        const query = Object.entries(parts).map(
          ([name, value]) => `X-Amz-${name}=${encodeURIComponent(value)}`,
        );
        assert.equal((await check(callOf(`${path}?${query.join('&')}`), calledAtMs)).kind, 'refused');
      }),
      { seed: 42, numRuns: 300 },
    );
  });

  it('is told from none, and from one that can’t be read', async () => {
    assert.equal(await message(callOf('/dev/users')), 'unsigned');
    assert.equal(await message(callOf('/dev/users', { headers: { Authorization: 'Bearer x' } })), 'unsigned');
    const half = { Authorization: 'AWS4-HMAC-SHA256 Credential=a/b/c/d/aws4_request, SignedHeaders=host' };
    assert.equal(
      await message(callOf('/dev/users', { headers: half })),
      "IncompleteSignatureException: Authorization header requires 'Signature' parameter.",
    );
  });
});
