import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadText } from '../definition/written-template.fixture.ts';
import { localised } from './invoke-url.ts';

const endpoint = 'http://127.0.0.1:4010';

test("execute-api URLs of the deployment's APIs become local, wherever they stand; all others stay", () => {
  const { stack } = loadText(
    'Resources: { Api: { Type: AWS::ApiGatewayV2::Api, Properties: { Name: a, ProtocolType: HTTP, Target: "https://example.com", RouteKey: "GET /a" } } }',
  );
  const id = stack.apis[0]?.id ?? '';
  const url = (suffix = '', api = id) => `https://${api}.execute-api.eu-west-1.amazonaws.com${suffix}`;
  const here = `${endpoint}/_api/${id}`;
  const cases: [text: string, expected: string][] = [
    [url(), here],
    [url('/prod/users?a=1'), `${here}/prod/users?a=1`],
    [JSON.stringify({ dev: url('/dev'), live: url() }), JSON.stringify({ dev: `${here}/dev`, live: here })],
    [`curl -X POST ${url('/prod')}`, `curl -X POST ${here}/prod`],
    [url('', 'someother1'), url('', 'someother1')],
    [url('.example.com/'), url('.example.com/')],
  ];
  for (const [text, expected] of cases)
    assert.equal(localised(text, { stacks: [stack] }, endpoint), expected);
});
