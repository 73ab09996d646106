import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { SignatureV4 } from '@smithy/signature-v4';
import { calledAtMs, callOf } from '../api.fixture.ts';
import type { Call } from '../call.ts';
import { createSignatureCheck } from './check.ts';
import { exampleCredentials } from './credentials.ts';
import { Sha256 } from './sha256.ts';

const judge = createSignatureCheck([exampleCredentials]);
const check = (call: Call, nowMs: number) => judge(call, { nowMs, region: 'us-east-1' });

async function presigned(path: string, query: Record<string, string>): Promise<string> {
  const signer = new SignatureV4({
    service: 'execute-api',
    region: 'us-east-1',
    credentials: exampleCredentials,
    sha256: Sha256,
  });
  const signed = await signer.presign(
    { method: 'GET', protocol: 'https:', hostname: 'h', path, query, headers: { host: 'h' } },
    { expiresIn: 60, signingDate: new Date(calledAtMs) },
  );
  const pairs = Object.entries(signed.query ?? {}).map(
    ([name, value]) => `${name}=${encodeURIComponent(String(value))}`,
  );
  return `${path}?${pairs.join('&')}`;
}

describe('a presigned URL', () => {
  it('holds until it expires, and for its own query only', async () => {
    const target = await presigned('/dev/users', { q: 'a b' });
    const headers = { Host: 'h' };
    assert.equal((await check(callOf(target, { headers }), calledAtMs + 59_000)).kind, 'signed');
    assert.equal((await check(callOf(target, { headers }), calledAtMs + 61_000)).kind, 'refused');
    const other = target.replace('a%20b', 'c');
    assert.equal((await check(callOf(other, { headers }), calledAtMs)).kind, 'refused');
  });
});
