import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { main } from './main.ts';
import { printed } from './print-score.ts';
import { readCases } from './recorded-case.ts';
import { type Score, scoreOf } from './score.ts';

const definition = `
Resources:
  Api: { Type: AWS::ApiGateway::RestApi, Properties: { Name: api } }
  Get:
    Type: AWS::ApiGateway::Method
    Properties:
      RestApiId: !Ref Api
      ResourceId: !GetAtt Api.RootResourceId
      HttpMethod: GET
      AuthorizationType: NONE
      ApiKeyRequired: true
      Integration:
        Type: MOCK
        RequestTemplates: { application/json: '{"statusCode": 200}' }
        IntegrationResponses: [{ StatusCode: 200, ResponseTemplates: { application/json: '{"ok": true}' } }]
      MethodResponses: [{ StatusCode: 200 }]
  Deployment: { Type: AWS::ApiGateway::Deployment, DependsOn: Get, Properties: { RestApiId: !Ref Api, StageName: dev } }
  Key: { Type: AWS::ApiGateway::ApiKey, Properties: { Enabled: true } }
  Plan:
    Type: AWS::ApiGateway::UsagePlan
    DependsOn: Deployment
    Properties: { ApiStages: [{ ApiId: !Ref Api, Stage: dev }], Quota: { Limit: 5, Period: DAY } }
  PlanKey: { Type: AWS::ApiGateway::UsagePlanKey, Properties: { KeyId: !Ref Key, KeyType: API_KEY, UsagePlanId: !Ref Plan } }
`;

const request = { method: 'GET', path: '/dev' };
const given = { apiKey: 'Key' };
const head = {
  source: 'test',
  awsValidated: true,
  evidence: 'none',
  recorded: { request: {}, response: {} },
};

const cases = {
  'one.json': [
    {
      ...head,
      id: 'served',
      api: 'REST',
      definition: 'a.yaml',
      given,
      request,
      expect: { status: 200, body: { ok: true } },
    },
    { ...head, id: 'no-key', api: 'REST', definition: 'a.yaml', request, expect: { status: 403 } },
    {
      ...head,
      id: 'quota',
      api: 'REST',
      definition: 'a.yaml',
      given: { ...given, quotaUsedUp: true },
      request,
      expect: { status: 429, body: { message: 'Limit Exceeded' } },
    },
  ],
  'two.json': [
    { ...head, id: 'wrong', api: 'REST', definition: 'a.yaml', given, request, expect: { status: 201 } },
    { ...head, id: 'not-loaded', api: 'HTTP', definition: 'none.yaml', request, expect: { status: 200 } },
    { ...head, id: 'left-out', api: 'LAMBDA_URL', skip: 'a function URL' },
  ],
};

describe('the score of a folder of recorded cases', () => {
  let folder: string;
  let score: Score;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'facts-'));
    mkdirSync(join(folder, 'definitions'));
    writeFileSync(join(folder, 'definitions', 'a.yaml'), definition);
    for (const [name, list] of Object.entries(cases)) writeFileSync(join(folder, name), JSON.stringify(list));
    score = await scoreOf(readCases(folder).cases);
  });
  after(() => rmSync(folder, { recursive: true }));

  it('counts what passed, failed and was skipped, per file and API type', () => {
    const { passed, failed, skipped, ratio, byFile, byApi } = score;
    assert.deepEqual({ passed, failed, skipped, ratio }, { passed: 3, failed: 2, skipped: 1, ratio: 0.6 });
    assert.deepEqual(byFile['one.json'], { passed: 3, failed: 0, skipped: 0 });
    assert.deepEqual(byApi, {
      REST: { passed: 3, failed: 1, skipped: 0 },
      HTTP: { passed: 0, failed: 1, skipped: 0 },
      LAMBDA_URL: { passed: 0, failed: 0, skipped: 1 },
    });
  });

  it('tells each failure with what differs, a definition that does not load included', () => {
    const [wrong, notLoaded] = score.failures;
    assert.equal(wrong?.id, 'wrong');
    assert.deepEqual(wrong.differences[0], { where: 'status', expected: 201, actual: 200 });
    assert.equal(notLoaded?.id, 'not-loaded');
    assert.equal(notLoaded.differences[0]?.where, 'definition');
    assert.match(
      printed(score),
      /^3 passed, 2 failed, 1 skipped: 60\.0 % .*\n(?:.*\n)*wrong {2}\(two\.json, a\.yaml\)\n {2}status: expected 201, got 200/,
    );
  });

  it('is 1 as exit code where too few pass, 2 for files that hold no cases, 0 without any folder', async (t) => {
    t.mock.method(console, 'log', () => {});
    const said = t.mock.method(console, 'error', () => {});
    assert.equal(await main(['--json'], { GATEWAY_FACTS: folder }), 1);
    writeFileSync(join(folder, 'three.json'), '[{ "id": "half" }]');
    assert.equal(await main([], { GATEWAY_FACTS: folder }), 2);
    assert.match(String(said.mock.calls.at(-1)?.arguments[0]), /Case 0 of three\.json \(half\)/);
    assert.equal(await main([], { GATEWAY_FACTS: join(folder, 'nowhere') }), 0);
    assert.match(String(said.mock.calls.at(-1)?.arguments[0]), /^Skipped: /);
  });
});
