import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { logText } from './log-text.ts';

test('a line of a log is shown on one line, without what a terminal would obey', () => {
  assert.equal(logText('a\u001b[31mred\u001b[0m\r\nb\u0007\u202Ec'), 'ared b c');
});

test('secrets and accounts are taken out', () => {
  const secrets = [
    'password=hunter22',
    '"apiKey": "hunter22"',
    'Authorization: Bearer hunter22',
    'Bearer hunter22',
    'https://user:hunter22@host/',
    'AWS_SECRET_ACCESS_KEY=hunter22',
  ];
  for (const secret of secrets) assert.doesNotMatch(logText(`bad ${secret} thing`), /hunter22/, secret);
  assert.doesNotMatch(logText('token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdef'), /eyJ/);
  assert.doesNotMatch(logText('key AKIAIOSFODNN7EXAMPLE'), /AKIA/);
  assert.doesNotMatch(logText('arn:aws:sns:us-east-1:123456789012:topic'), /\d{12}/);
  assert.doesNotMatch(logText('got wJalrXUtnFEMIK7MDENGbPxRfiCYEXAMPLEKEY1'), /wJalr/);
});

test('what is no secret stays', () => {
  for (const plain of ["name 'USERZ' is not defined", "No module named 'requests'", "KeyError: 'httpMethod'"])
    assert.equal(logText(plain), plain);
});

test('whatever stands in a log is cut, and on one line', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 5000, unit: 'binary' }), (text) => {
      const shown = logText(text);
      assert.ok(shown.length <= 241);
      assert.doesNotMatch(shown, /[\p{Cc}]/u);
    }),
    { seed: 7, numRuns: 200 },
  );
});
