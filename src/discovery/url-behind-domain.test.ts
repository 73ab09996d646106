import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FakeAccount, startFakeAws } from './fake-aws.fixture.ts';
import type { Target } from './target.ts';
import { targetFromUrl } from './target-from-url.ts';
import { behindDomain } from './url-behind-domain.ts';

const account: FakeAccount = {
  restApis: { r1: {} },
  v2Apis: { h1: {} },
  domains: {
    'api.example.com': {
      mappings: [
        ['v1', 'r1', 'prod'],
        ['web', 'h1', '$default'],
      ],
    },
  },
};

async function told(url: string, type: Target['apiType'], more: FakeAccount = {}) {
  const fake = await startFakeAws({ ...account, ...more });
  try {
    const target = targetFromUrl(url, type);
    const found = await behindDomain(target, { env: { AWS_ENDPOINT_URL: fake.endpoint } });
    return { target, found, calls: fake.calls };
  } finally {
    await fake.close();
  }
}

test('a custom domain is resolved to API, stage and region; name and URL stay', async () => {
  const { target, found } = await told('https://api.example.com/v1', 'rest');
  assert.deepEqual(found, {
    ...target,
    apiId: 'r1',
    stage: 'prod',
    region: 'us-east-1',
    endpointType: 'REGIONAL',
  });
  const http = await told('https://api.example.com/web/', 'http');
  assert.deepEqual([http.found.apiId, http.found.stage], ['h1', '$default']);
});

test('the other API type is refused, with what to write', async () => {
  await assert.rejects(
    told('https://api.example.com/v1', 'http'),
    /leads to the API r1, which is of type rest, not http/,
  );
});

test('what is no custom domain here, or may not be read, stays as it was', async () => {
  const denied = { code: 'AccessDeniedException', message: 'no' };
  for (const [url, more] of [
    ['https://other.example.com/v1', {}],
    ['https://api.example.com/none', {}],
    ['https://api.example.com/v1', { odd: { '*': denied } }],
    ['https://api.example.com/v1', { odd: { GetRestApi: denied } }],
    ['https://api.example.com/v1', { odd: { '*': 'reset' } }],
  ] as const) {
    const { target, found } = await told(url, 'rest', more);
    assert.deepEqual(found, target);
  }
});

test('nobody is asked about an invoke URL, an address, or this machine; nor by somebody who is not logged in', async () => {
  for (const url of [
    'https://a1.execute-api.eu-west-1.amazonaws.com/dev',
    'https://192.0.2.1/dev',
    'http://[::1]:3000/dev',
    'http://localhost:3000/dev',
  ]) {
    assert.deepEqual((await told(url, 'rest')).calls, []);
  }
  const target = targetFromUrl('https://api.example.com/v1', 'rest');
  const env = { AWS_CONFIG_FILE: '/nowhere/config', AWS_SHARED_CREDENTIALS_FILE: '/nowhere/none' };
  assert.equal(await behindDomain(target, { env }), target);
});
