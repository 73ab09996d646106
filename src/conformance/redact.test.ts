import assert from 'node:assert/strict';
import { test } from 'node:test';
import { redactHeaders, redactMessage, redactSecrets } from './redact.ts';

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
