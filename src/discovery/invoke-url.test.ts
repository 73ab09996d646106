import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { awsOrigin, originFor, parseInvokeUrl, type UrlForm, writeInvokeUrl } from './invoke-url.ts';

const known = [
  ['https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod', 'execute-api', 'a1b2c3', 'eu-west-1', ['prod']],
  ['https://a1b2c3.execute-api.eu-west-1.amazonaws.com/', 'execute-api', 'a1b2c3', 'eu-west-1', []],
  [
    'https://a1b2c3.execute-api.cn-north-1.amazonaws.com.cn/dev',
    'execute-api',
    'a1b2c3',
    'cn-north-1',
    ['dev'],
  ],
  [
    'https://a1.execute-api.us-gov-west-1.amazonaws.com/x/y/',
    'execute-api',
    'a1',
    'us-gov-west-1',
    ['x', 'y'],
  ],
  ['https://a1.execute-api.eu-west-1.api.aws/dev', 'execute-api', 'a1', 'eu-west-1', ['dev']],
  [
    'https://a1-vpce-0123abcd.execute-api.eu-west-1.amazonaws.com/dev',
    'execute-api',
    'a1',
    'eu-west-1',
    ['dev'],
  ],
  ['http://127.0.0.1:4566/_api/a1/dev', '/_api', 'a1', null, ['dev']],
  ['http://127.0.0.1:4566/_api/a1', '/_api', 'a1', null, []],
  [
    'http://localhost:4566/restapis/a1/dev/_user_request_',
    '/restapis',
    'a1',
    null,
    ['dev', '_user_request_'],
  ],
  ['http://localhost:4566/_aws/execute-api/a1/dev', '/_aws/execute-api', 'a1', null, ['dev']],
  ['http://a1.execute-api.localhost.localstack.cloud:4566/dev', 'execute-api.localhost', 'a1', null, ['dev']],
  ['http://a1.execute-api.localhost:4566/dev', 'execute-api.localhost', 'a1', null, ['dev']],
] as const;

for (const [text, form, apiId, region, segments] of known) {
  test(`${text} names the API ${apiId}`, () => {
    const { origin, ...told } = parseInvokeUrl(text) ?? { origin: '' };
    assert.deepEqual(told, { form, apiId, region, segments: [...segments] });
    assert.ok(text.startsWith(origin));
  });
}

const others = [
  'https://example.com/dev',
  'https://execute-api.eu-west-1.amazonaws.com/dev',
  'https://a1.execute-api.amazonaws.com/dev',
  'wss://a1.execute-api.eu-west-1.amazonaws.com/dev',
  'arn:aws:execute-api:eu-west-1:123456789012:a1/dev',
  'a1.execute-api.eu-west-1.amazonaws.com/dev',
  'http://localhost:4566/restapis/a1/stages',
  'https://s3.eu-west-1.amazonaws.com/_apis/x',
  'https://',
  '',
];

for (const text of others) {
  test(`"${text}" is no invoke URL`, () => {
    assert.equal(parseInvokeUrl(text), null);
  });
}

const apiIds = fc.stringMatching(/^[a-z0-9]{1,12}$/);
const stages = fc.stringMatching(/^[A-Za-z0-9_-]{1,20}$/);

test('what is written in a form is read back from it, for every form', () => {
  const origins: Record<UrlForm, (apiId: string) => string> = {
    'execute-api': (apiId) => awsOrigin(apiId, 'eu-west-1'),
    'execute-api.localhost': (apiId) => `http://${apiId}.execute-api.localhost:4566`,
    '/_api': () => 'http://127.0.0.1:4010',
    '/_aws/execute-api': () => 'http://localhost:4566',
    '/restapis': () => 'http://localhost:4566',
  };
  const forms = fc.constantFrom(...(Object.keys(origins) as UrlForm[]));
  fc.assert(
    fc.property(forms, apiIds, stages, (form, apiId, stage) => {
      const origin = origins[form](apiId);
      const url = writeInvokeUrl(form, { apiId, origin, stage });
      const told = parseInvokeUrl(url);
      assert.equal(told?.form, form);
      assert.equal(told.apiId, apiId);
      assert.equal(told.segments[0], stage);
      assert.equal(told.origin, origin);
      assert.ok(!url.endsWith('/'));
    }),
    { seed: 3, numRuns: 300 },
  );
});

test('reading never throws, whatever an output holds', () => {
  const almost = fc.tuple(
    fc.constantFrom('https://', 'http://a.execute-api.', 'http://x/_api/', ''),
    fc.string(),
  );
  fc.assert(
    fc.property(almost, ([start, rest]) => {
      parseInvokeUrl(start + rest);
    }),
    { seed: 3, numRuns: 500 },
  );
});

test('every partition has its own suffix', () => {
  assert.equal(awsOrigin('a', 'us-east-1'), 'https://a.execute-api.us-east-1.amazonaws.com');
  assert.equal(awsOrigin('a', 'us-gov-east-1'), 'https://a.execute-api.us-gov-east-1.amazonaws.com');
  assert.equal(awsOrigin('a', 'cn-north-1'), 'https://a.execute-api.cn-north-1.amazonaws.com.cn');
  assert.equal(awsOrigin('a', 'us-iso-east-1'), 'https://a.execute-api.us-iso-east-1.c2s.ic.gov');
});

test('another API of an emulator is found under its own host name, or under the same origin with paths', () => {
  const host = { form: 'execute-api.localhost', origin: 'http://a.execute-api.localhost:4566' } as const;
  assert.equal(originFor('b', host), 'http://b.execute-api.localhost:4566');
  assert.equal(originFor('b', { form: '/_api', origin: 'http://127.0.0.1:1' }), 'http://127.0.0.1:1');
});
