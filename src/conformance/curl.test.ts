import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import type { SecretHeader } from '../credential/secret-header.ts';
import { curlFor } from './curl.ts';
import type { PlannedRequest } from './exchange.ts';

const get: PlannedRequest = {
  method: 'GET',
  url: 'https://api.example/dev/items?q=1',
  headers: {},
  secretHeaders: {},
  bodyBase64: null,
};
const curl = (request: Partial<PlannedRequest>) => curlFor({ request: { ...get, ...request } });
const base64 = (text: string | Buffer) => Buffer.from(text).toString('base64');

test('a plain GET is short', () => {
  assert.equal(
    curl({ headers: { 'user-agent': 'gatewright/1', 'x-gatewright-run': 'r1' } }),
    "curl -i 'https://api.example/dev/items?q=1'",
  );
});

test('method, headers and a readable body are quoted for sh', () => {
  assert.equal(
    curl({
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      bodyBase64: base64('{"name":"O\'Hara"}'),
    }),
    `curl -i -X POST -H 'content-type: application/json' --data-binary '{"name":"O'\\''Hara"}' 'https://api.example/dev/items?q=1'`,
  );
});

test('secrets stand as variables, and so do secret headers of an example', () => {
  const line = curl({
    secretHeaders: { 'x-api-key': { from: 'env:MY_KEY' } },
    headers: { authorization: 'Bearer abc.def', cookie: 'session=1' },
  });
  assert.match(line, /-H "x-api-key: \$MY_KEY"/);
  assert.match(line, /-H "authorization: \$AUTHORIZATION"/);
  assert.ok(!line.includes('abc.def') && !line.includes('session=1'));
});

test('bytes that are no text come from base64', () => {
  const line = curl({ method: 'PUT', bodyBase64: base64(Buffer.from([0, 255])) });
  assert.match(line, /^printf %s AP8= \| base64 -d \| curl .*--data-binary @-/);
});

test('a path that curl would change is sent as it stands', () => {
  assert.match(curl({ url: 'https://api.example/a/../b/{x}' }), /^curl -i --path-as-is -g /);
});

test('law: a shell hands curl exactly the headers, body and URL of the exchange', () => {
  const text = fc
    .string({ unit: 'grapheme' })
    .filter((value) => !/[\0\r\n]/.test(value) && !value.startsWith('@'));
  const requests = fc.sample(fc.record({ header: text, body: text, query: text }), { seed: 11, numRuns: 40 });
  const lines = requests.map(({ header, body, query }) =>
    curl({
      method: 'POST',
      url: `https://api.example/?q=${encodeURIComponent(query)}`,
      headers: { 'x-note': header },
      bodyBase64: base64(body),
    }),
  );
  const script = `curl() { printf '%s\\0' "$@"; printf 'END\\0'; }\n${lines.join('\n')}\n`;
  const { stdout } = spawnSync('sh', {
    input: script,
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', LC_ALL: 'C.UTF-8' },
  });
  const calls = stdout.split('END\0').slice(0, -1);
  assert.equal(calls.length, requests.length);
  for (const [index, { header, body, query }] of requests.entries()) {
    assert.deepEqual((calls[index] ?? '').split('\0').slice(0, -1), [
      '-i',
      '-X',
      'POST',
      '-H',
      header === '' ? 'x-note;' : `x-note: ${header}`,
      '--data-binary',
      body,
      `https://api.example/?q=${encodeURIComponent(query)}`,
    ]);
  }
});

test('law: what a shell makes of a credential is what goes out', () => {
  const env = {
    PATH: process.env.PATH ?? '',
    TOKEN: 'eyJh.eyJi.0123456789abcdef',
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 's3',
  };
  const argumentsOf = (request: Parameters<typeof curl>[0], more: NodeJS.ProcessEnv = {}) => {
    const input = `curl() { printf '%s\\0' "$@"; }\n${curl(request)}\n`;
    return spawnSync('sh', { input, encoding: 'utf8', env: { ...env, ...more } }).stdout.split('\0');
  };
  const authorization = (secret: SecretHeader) =>
    argumentsOf({ secretHeaders: { authorization: secret } })[2];
  assert.equal(authorization({ from: 'env:TOKEN', scheme: 'Bearer' }), `authorization: Bearer ${env.TOKEN}`);
  assert.equal(authorization({ from: `command:printf %s 'a b'` }), 'authorization: a b');
  assert.equal(authorization({ madeUp: 'gatewright-made-up' }), 'authorization: gatewright-made-up');
  const changed = 'authorization: eyJh.eyJi.012345gatewright';
  assert.equal(authorization({ from: 'env:TOKEN', forged: 'signature-changed' }), changed);
  assert.equal(
    authorization({ from: `command:printf %s ${env.TOKEN}`, forged: 'signature-changed' }),
    changed,
  );
  const signing = { region: 'eu-west-1', secret: 'own' } as const;
  const signature = ['--aws-sigv4', 'aws:amz:eu-west-1:execute-api', '--user', 'AKID:s3'];
  assert.deepEqual(argumentsOf({ signing }).slice(1, 5), signature);
  assert.deepEqual(argumentsOf({ signing }, { AWS_SESSION_TOKEN: 'a b' }).slice(5, 7), [
    '-H',
    'x-amz-security-token: a b',
  ]);
});

test('the way to the host stands in the line, and what it sends along', () => {
  const line = curl({
    url: 'https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod/users',
    headers: { 'x-apigw-api-id': 'a1b2c3' },
    transport: {
      connectTo: 'vpce-1.example.com:443',
      clientCertificate: { cert: '/keys/client.pem', key: "/keys/client's key.pem" },
      ca: '/keys/ca.pem',
    },
  });
  assert.equal(
    line,
    "curl -i --connect-to a1b2c3.execute-api.eu-west-1.amazonaws.com:443:vpce-1.example.com:443 --noproxy '*'" +
      " --cert /keys/client.pem --key '/keys/client'\\''s key.pem' --cacert /keys/ca.pem -H 'x-apigw-api-id: a1b2c3'" +
      ' https://a1b2c3.execute-api.eu-west-1.amazonaws.com/prod/users',
  );
});
