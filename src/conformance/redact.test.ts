import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formsOf, redactHeaders, redactMessage, redactSecrets } from './redact.ts';

test('the values of secret headers are hidden, whatever their case', () => {
  assert.deepEqual(
    redactHeaders({ Authorization: 'Bearer x', 'X-API-Key': 'k', Cookie: 's=1', accept: '*/*' }),
    {
      Authorization: '[redacted]',
      'X-API-Key': '[redacted]',
      Cookie: '[redacted]',
      accept: '*/*',
    },
  );
});

test('a secret is hidden wherever it stands, the longer one of two first, an empty one never', () => {
  assert.equal(redactSecrets('k=abcd&j=ab', ['ab', 'abcd', '']), 'k=[redacted]&j=[redacted]');
});

test('accounts in ARNs and the parameters of signed URLs are hidden in messages', () => {
  assert.equal(redactMessage('arn:aws:iam::123456789012:role/x'), 'arn:aws:iam::************:role/x');
  assert.equal(redactMessage('order 123456789012'), 'order 123456789012');
  assert.equal(redactMessage('?X-Amz-Signature=abc&a=1'), '?X-Amz-Signature=[redacted]&a=1');
});

test('tokens, signatures and keys are hidden by what they look like', () => {
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxNyJ9.c2lnbmF0dXJl';
  assert.equal(redactMessage(`{"token":"${jwt}"}`), '{"token":"[redacted]"}');
  assert.equal(redactMessage('Authorization: Bearer abcdef0123456789'), 'Authorization: Bearer [redacted]');
  assert.equal(
    redactMessage('-H "authorization: Bearer $SHOP_TOKEN"'),
    '-H "authorization: Bearer $SHOP_TOKEN"',
  );
  assert.equal(
    redactMessage('/x?u=%3FX-Amz-Credential%3DAKIA%252Fx%26b=1'),
    '/x?u=%3FX-Amz-Credential%3D[redacted]%26b=1',
  );
  assert.equal(redactMessage('key AKIAIOSFODNN7EXAMPLE is'), 'key [redacted] is');
  assert.equal(redactMessage('the account 123456789012 may not'), 'the account ************ may not');
});

test('a secret is found in a URL, in JSON and in base64, wherever in the text it begins', () => {
  const secret = 'k3y/"with"+odd=characters&';
  for (const before of ['', 'a', 'ab', 'user:']) {
    const text = `${before}${secret}:after`;
    for (const shown of [
      Buffer.from(text).toString('base64'),
      Buffer.from(text).toString('base64url'),
      encodeURIComponent(text),
      JSON.stringify(text),
    ]) {
      assert.match(redactSecrets(shown, formsOf(secret)), /\[redacted\]/, shown);
    }
  }
});
