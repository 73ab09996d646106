import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isAwsHost } from '../aws/partitions.ts';
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
    'https://a1.execute-api-fips.us-gov-east-1.amazonaws.com/dev',
    'execute-api',
    'a1',
    'us-gov-east-1',
    ['dev'],
  ],
  [
    'https://a1.execute-api.cn-northwest-1.api.amazonwebservices.com.cn/dev',
    'execute-api',
    'a1',
    'cn-northwest-1',
    ['dev'],
  ],
  ['https://a1.execute-api.eusc-de-east-1.amazonaws.eu/dev', 'execute-api', 'a1', 'eusc-de-east-1', ['dev']],
  ['https://a1.execute-api.us-iso-east-1.c2s.ic.gov/dev', 'execute-api', 'a1', 'us-iso-east-1', ['dev']],
  [
    'https://a1.execute-api.eu-isoe-west-1.cloud.adc-e.uk/dev',
    'execute-api',
    'a1',
    'eu-isoe-west-1',
    ['dev'],
  ],
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

test('case and port of a host do not matter, those of a path do', () => {
  const told = parseInvokeUrl('https://A1B2.Execute-API.EU-WEST-1.amazonaws.com:443/Dev');
  assert.deepEqual([told?.apiId, told?.region, told?.segments], ['a1b2', 'eu-west-1', ['Dev']]);
});

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

// Regions and suffixes as the SDK's partitions.json has them.
const partitions = [
  ['us-east-1', 'amazonaws.com'],
  ['ap-southeast-5', 'amazonaws.com'],
  ['us-gov-east-1', 'amazonaws.com'],
  ['us-gov-west-1', 'amazonaws.com'],
  ['cn-north-1', 'amazonaws.com.cn'],
  ['cn-northwest-1', 'amazonaws.com.cn'],
  ['us-iso-east-1', 'c2s.ic.gov'],
  ['us-isob-east-1', 'sc2s.sgov.gov'],
  ['us-isof-south-1', 'csp.hci.ic.gov'],
  ['eu-isoe-west-1', 'cloud.adc-e.uk'],
  ['eusc-de-east-1', 'amazonaws.eu'],
] as const;

for (const [region, suffix] of partitions) {
  test(`APIs of ${region} are served under ${suffix}, and read back from there`, () => {
    const origin = awsOrigin('a1', region);
    assert.equal(origin, `https://a1.execute-api.${region}.${suffix}`);
    assert.ok(isAwsHost(new URL(origin).hostname));
    assert.equal(parseInvokeUrl(`${origin}/dev`)?.region, region);
  });
}

test("hosts that only look like AWS's are not", () => {
  for (const host of ['amazonaws.com.example.com', 'notamazonaws.com', 'localhost', '127.0.0.1'])
    assert.ok(!isAwsHost(host), host);
});

test('another API of an emulator is found under its own host name, or under the same origin with paths', () => {
  const host = { form: 'execute-api.localhost', origin: 'http://a.execute-api.localhost:4566' } as const;
  assert.equal(originFor('b', host), 'http://b.execute-api.localhost:4566');
  assert.equal(originFor('b', { form: '/_api', origin: 'http://127.0.0.1:1' }), 'http://127.0.0.1:1');
});
