import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UsageError } from '../errors/usage-error.ts';
import { targetFromUrl } from './target-from-url.ts';

test('an invoke URL tells stage, region and API, and loses the slash at its end', () => {
  assert.deepEqual(targetFromUrl('https://a1b2.execute-api.eu-west-1.amazonaws.com/prod/', 'rest'), {
    target: 'a1b2:rest',
    apiType: 'rest',
    invokeUrl: 'https://a1b2.execute-api.eu-west-1.amazonaws.com/prod',
    stage: 'prod',
    region: 'eu-west-1',
    stackName: null,
    endpointType: null,
    apiId: 'a1b2',
  });
});

test('an HTTP API without a segment is its $default stage', () => {
  const { invokeUrl, stage } = targetFromUrl('https://a1b2.execute-api.eu-west-1.amazonaws.com', 'http');
  assert.deepEqual(
    { invokeUrl, stage },
    { invokeUrl: 'https://a1b2.execute-api.eu-west-1.amazonaws.com', stage: '$default' },
  );
});

test('any other URL is taken as it is, and tells neither stage nor region', () => {
  const target = targetFromUrl('http://localhost:3000/v1/', 'http', 'orders');
  assert.equal(target.target, 'orders:http');
  assert.equal(target.invokeUrl, 'http://localhost:3000/v1');
  assert.equal(target.stage, null);
  assert.equal(target.region, null);
  assert.equal(targetFromUrl('https://api.example.com', 'rest').target, 'api.example.com:rest');
});

const refused = [
  ['my-api', /is no URL/],
  ['https://', /is no URL/],
  ['a1.execute-api.eu-west-1.amazonaws.com/dev', /is no URL/],
  ['ftp://example.com', /scheme ftp/],
  ['wss://a1.execute-api.eu-west-1.amazonaws.com/dev', /WebSocket/],
  ['https://example.com/dev?x=1', /has a query/],
  ['https://example.com/dev#x', /has a fragment/],
  ['https://me:secret@example.com/dev', /user name or password/],
  ['https://a1.execute-api.eu-west-1.amazonaws.com/', /names no stage/],
] as const;

for (const [text, message] of refused) {
  test(`${text} is refused: ${message.source}`, () => {
    assert.throws(
      () => targetFromUrl(text, 'rest'),
      (error) =>
        error instanceof UsageError &&
        message.test(error.message) &&
        error.next.length > 0 &&
        !error.message.includes('secret'),
    );
  });
}

const hosts = [
  ['localhost:3000/dev', 'http://localhost:3000/dev'],
  ['127.0.0.1:4010/_api/a1', 'http://127.0.0.1:4010/_api/a1'],
  ['a1.execute-api.eu-west-1.amazonaws.com/dev', 'https://a1.execute-api.eu-west-1.amazonaws.com/dev'],
] as const;

for (const [text, whole] of hosts) {
  test(`where only the scheme is missing, the whole URL is shown: ${whole}`, () => {
    assert.throws(
      () => targetFromUrl(text, 'rest'),
      (error) => error instanceof UsageError && error.next[0] === `Write it whole: ${whole}`,
    );
  });
}
