import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { backend, callOf, restApi, restMethod } from '../api.fixture.ts';
import type { MethodCaching, RestSnapshot, RestStage } from '../model.ts';
import { serveRest } from './serve.ts';

const now = { '/old': [restMethod('GET')], '/new': [restMethod('GET')] };
const stage = (name: string, deploymentId: string, more: Partial<RestStage> = {}): RestStage => ({
  name,
  deploymentId,
  throttling: [],
  variables: {},
  tags: {},
  ...more,
});
const { pathResources } = restApi({ '/old': [restMethod('GET')] });
const snapshot: RestSnapshot = {
  binaryMediaTypes: [],
  apiKeySource: 'HEADER',
  pathResources,
  gatewayResponses: [],
  models: {},
  authorizers: [],
  policy: null,
};
const deployments = [
  { id: 'first', logicalId: 'First', fixed: '', snapshot },
  { id: 'second', logicalId: 'Second', fixed: '', snapshot: null },
];

describe('a stage', () => {
  it('serves what its deployment froze: a method that came later is one that isn’t there', async () => {
    const api = restApi(now, { deployments, stages: [stage('dev', 'first'), stage('prod', 'second')] });
    const { answer } = serveRest(api, backend({ statusCode: 200, body: 'ok' }));
    const status = async (target: string) => (await answer(callOf(target))).status;
    assert.deepEqual(
      [await status('/dev/old'), await status('/prod/old'), await status('/prod/new')],
      [200, 200, 200],
    );
    const { status: missing, body, headers } = await answer(callOf('/dev/new'));
    assert.deepEqual([missing, String(body)], [403, '{"message":"Missing Authentication Token"}']);
    assert.ok(headers.some(([, value]) => value === 'MissingAuthenticationTokenException'));
  });

  it('sends its canary’s share to the canary’s deployment', async () => {
    const canary = { percentTraffic: 50, deploymentId: 'second', variables: {} };
    const api = restApi(now, { deployments, stages: [stage('dev', 'first', { canary })] });
    const surroundings = backend({ statusCode: 200 });
    for (const [chance, expected] of [
      [0.49, 200],
      [0.5, 403],
    ] as const) {
      const { answer } = serveRest(api, { ...surroundings, random: () => chance });
      assert.equal((await answer(callOf('/dev/new'))).status, expected);
    }
  });
});

describe('a cache of a stage', () => {
  const setting: MethodCaching = {
    resourcePath: '/*',
    httpMethod: '*',
    enabled: true,
    ttlSeconds: 60,
    authorizesRefresh: true,
    unauthorizedRefresh: 'SUCCEED_WITH_RESPONSE_HEADER',
  };
  const counting = () => {
    let calls = 0;
    return backend(async () => {
      calls += 1;
      return { ok: true, payload: JSON.stringify({ body: String(calls) }) };
    });
  };

  it('is shared by the methods of a namespace, which is a path resource’s own by default', async () => {
    const shared = { cacheNamespace: 'shared' };
    const api = restApi(
      { '/a': [restMethod('GET', shared)], '/b': [restMethod('GET', shared)], '/c': [restMethod('GET')] },
      { stages: [stage('dev', 'd', { caching: [setting] })] },
    );
    const { answer } = serveRest(api, counting());
    const ask = async (target: string) => String((await answer(callOf(target))).body);
    assert.deepEqual([await ask('/dev/a'), await ask('/dev/b'), await ask('/dev/c')], ['1', '1', '2']);
  });

  for (const useStageCache of [true, false])
    it(`${useStageCache ? 'is' : 'isn’t'} the canary’s too with UseStageCache: ${useStageCache}`, async () => {
      const canary = { percentTraffic: 50, deploymentId: 'second', variables: {}, useStageCache };
      const caching = [setting];
      const api = restApi(now, { deployments, stages: [stage('dev', 'first', { canary, caching })] });
      let chance = 0.9;
      const { answer } = serveRest(api, { ...counting(), random: () => chance });
      const ask = async () => String((await answer(callOf('/dev/old'))).body);
      assert.equal(await ask(), '1');
      chance = 0.1;
      assert.equal(await ask(), useStageCache ? '1' : '2');
    });
});
