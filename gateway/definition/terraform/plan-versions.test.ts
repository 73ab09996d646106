import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpApiOf } from '../written-template.fixture.ts';
import { loaded } from './written-folder.fixture.ts';

const account = '123456789012';
const lambda = `arn:aws:lambda:us-east-1:${account}:function:orders`;
const uri = (arn: string) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${arn}/invocations`;

/** A state: an applied configuration whose function was published many times. */
function state(integrationUri: string, qualifier: string): string {
  const rows: readonly (readonly [type: string, values: Readonly<Record<string, unknown>>])[] = [
    ['aws_apigatewayv2_api', { id: 'abc', name: 'orders', protocol_type: 'HTTP' }],
    ['aws_apigatewayv2_stage', { api_id: 'abc', name: '$default', auto_deploy: true, stage_variables: {} }],
    [
      'aws_apigatewayv2_integration',
      {
        id: 'int',
        api_id: 'abc',
        integration_type: 'AWS_PROXY',
        integration_uri: integrationUri,
        payload_format_version: '2.0',
      },
    ],
    ['aws_apigatewayv2_route', { api_id: 'abc', route_key: 'GET /', target: 'integrations/int' }],
    [
      'aws_lambda_function',
      {
        arn: lambda,
        function_name: 'orders',
        handler: 'index.handler',
        runtime: 'nodejs22.x',
        role: `arn:aws:iam::${account}:role/r`,
        filename: 'code',
        publish: true,
        version: '117',
      },
    ],
    [
      'aws_lambda_alias',
      {
        name: 'live',
        function_name: lambda,
        function_version: '117',
        routing_config: [{ additional_version_weights: { 116: 0.1 } }],
      },
    ],
    [
      'aws_lambda_permission',
      {
        action: 'lambda:InvokeFunction',
        function_name: 'orders',
        principal: 'apigateway.amazonaws.com',
        qualifier,
      },
    ],
  ];
  const resources = rows.map(([type, values]) => ({
    address: `${type}.one`,
    mode: 'managed',
    type,
    name: 'one',
    values,
  }));
  return JSON.stringify({
    format_version: '1.0',
    terraform_version: '1.15.6',
    values: { root_module: { resources } },
  });
}

test('versions that were published in the past are the one that is there', async (t) => {
  for (const [arn, permitted, qualifier] of [
    [`${lambda}:live`, 'live', 'live'],
    [`${lambda}:117`, '117', '1'],
    [`${lambda}:9`, '9', '1'],
  ] as const) {
    const files = { 'state.json': state(uri(arn), permitted), 'code/index.js': '' };
    const { deployment, warnings } = await loaded(t, files, { file: 'state.json' });
    const [stack] = deployment.stacks;
    assert.ok(stack);
    assert.equal(stack.functions[0]?.qualifiers?.live, '1');
    assert.equal(stack.functions[0]?.weights, undefined);
    const [route] = httpApiOf(stack).routes;
    assert.ok(route?.integration.type === 'AWS_PROXY');
    assert.deepEqual(route.integration.function, { arn: `${lambda}:${qualifier}`, mayInvoke: true });
    assert.deepEqual(warnings, []);
  }
});
