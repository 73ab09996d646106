import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSources } from '../read-sources.ts';
import { httpApiOf, restApiOf } from '../written-template.fixture.ts';
import { loaded } from './written-folder.fixture.ts';

const refers = (...references: string[]) => ({ references });
const constant = (value: unknown) => ({ constant_value: value });

interface Row {
  readonly address: string;
  /** As planned: what is known only after apply is missing. */
  readonly values: Readonly<Record<string, unknown>>;
  readonly expressions?: Readonly<Record<string, unknown>>;
  readonly mode?: 'data';
  readonly index?: string | number;
}

const resource = ({ address, values, mode = undefined, index }: Row) => {
  const [type = '', name = ''] = address
    .replace(/^data\./, '')
    .replace(/\[.*/, '')
    .split('.')
    .slice(-2);
  return { address, mode: mode ?? 'managed', type, name, ...(index === undefined ? {} : { index }), values };
};

/** What `terraform show -json` writes of a plan, as its documentation describes it ("JSON Output Format"). */
function plan(rows: readonly Row[], outputs: Readonly<Record<string, readonly string[]>> = {}): string {
  return JSON.stringify({
    format_version: '1.2',
    terraform_version: '1.11.4',
    variables: { region: { value: 'eu-west-1' } },
    planned_values: {
      outputs: Object.fromEntries(Object.keys(outputs).map((name) => [name, { sensitive: false }])),
      root_module: { resources: rows.filter(({ mode }) => mode === undefined).map(resource) },
    },
    prior_state: {
      values: { root_module: { resources: rows.filter(({ mode }) => mode === 'data').map(resource) } },
    },
    configuration: {
      provider_config: { aws: { name: 'aws', expressions: { region: refers('var.region') } } },
      root_module: {
        outputs: Object.fromEntries(
          Object.entries(outputs).map(([name, references]) => [name, { expression: { references } }]),
        ),
        resources: rows.map(({ address, expressions = {} }) => ({
          address: address.replace(/\[.*/, ''),
          expressions,
        })),
      },
    },
  });
}

const lambda: readonly Row[] = [
  {
    address: 'data.archive_file.code',
    mode: 'data',
    values: { output_path: './code.zip', source_file: './backend.py', type: 'zip' },
    expressions: { output_path: constant('./code.zip') },
  },
  {
    address: 'aws_iam_role.role',
    values: { name: 'backend' },
    expressions: { name: constant('backend') },
  },
  {
    address: 'aws_lambda_function.backend',
    values: {
      function_name: 'backend',
      handler: 'backend.handler',
      runtime: 'python3.13',
      filename: './code.zip',
      timeout: 3,
      memory_size: 128,
      layers: null,
      environment: [],
      reserved_concurrent_executions: -1,
      publish: false,
    },
    expressions: {
      function_name: constant('backend'),
      handler: constant('backend.handler'),
      runtime: constant('python3.13'),
      role: refers('aws_iam_role.role.arn', 'aws_iam_role.role'),
      filename: refers('data.archive_file.code.output_path', 'data.archive_file.code'),
    },
  },
];

const api = refers('aws_api_gateway_rest_api.api.id', 'aws_api_gateway_rest_api.api');
const widget = refers('aws_api_gateway_resource.widget.id', 'aws_api_gateway_resource.widget');

const rest: readonly Row[] = [
  ...lambda,
  {
    address: 'aws_api_gateway_rest_api.api',
    values: { name: 'widget', policy: null },
    expressions: { name: constant('widget') },
  },
  {
    address: 'aws_api_gateway_resource.widget',
    values: { path_part: 'widget' },
    expressions: {
      path_part: constant('widget'),
      rest_api_id: api,
      parent_id: refers('aws_api_gateway_rest_api.api.root_resource_id', 'aws_api_gateway_rest_api.api'),
    },
  },
  {
    address: 'aws_api_gateway_method.get',
    values: { http_method: 'GET', authorization: 'NONE' },
    expressions: {
      http_method: constant('GET'),
      authorization: constant('NONE'),
      rest_api_id: api,
      resource_id: widget,
    },
  },
  {
    address: 'aws_api_gateway_integration.get',
    values: {
      http_method: 'GET',
      type: 'AWS_PROXY',
      integration_http_method: 'POST',
      timeout_milliseconds: 29000,
    },
    expressions: {
      http_method: refers('aws_api_gateway_method.get.http_method', 'aws_api_gateway_method.get'),
      type: constant('AWS_PROXY'),
      integration_http_method: constant('POST'),
      rest_api_id: api,
      resource_id: widget,
      // `arn:aws:apigateway:${var.region}:…/${aws_lambda_function.backend.arn}/invocations`: a plan has the names only.
      uri: refers('var.region', 'aws_lambda_function.backend.arn', 'aws_lambda_function.backend'),
    },
  },
  {
    address: 'aws_lambda_permission.api',
    values: {
      action: 'lambda:InvokeFunction',
      principal: 'apigateway.amazonaws.com',
      function_name: 'backend',
    },
    expressions: {
      action: constant('lambda:InvokeFunction'),
      principal: constant('apigateway.amazonaws.com'),
      function_name: refers('aws_lambda_function.backend.function_name', 'aws_lambda_function.backend'),
      source_arn: refers('aws_api_gateway_rest_api.api.execution_arn', 'aws_api_gateway_rest_api.api'),
    },
  },
  {
    address: 'aws_api_gateway_deployment.now',
    values: { stage_name: null },
    expressions: {
      rest_api_id: api,
      triggers: refers('aws_api_gateway_integration.get.id', 'aws_api_gateway_integration.get'),
    },
  },
  {
    address: 'aws_api_gateway_stage.dev',
    values: { stage_name: 'dev' },
    expressions: {
      stage_name: constant('dev'),
      rest_api_id: api,
      deployment_id: refers('aws_api_gateway_deployment.now.id', 'aws_api_gateway_deployment.now'),
    },
  },
];

const files = (text: string) => ({
  'plan.json': text,
  'backend.py': 'def handler(event, context):\n    return {}\n',
});

test('a plan is served: what is known only after apply is made from what it refers to', async (t) => {
  const text = plan(rest, { url: ['aws_api_gateway_stage.dev.invoke_url', 'aws_api_gateway_stage.dev'] });
  const { deployment, warnings, folder } = await loaded(t, files(text), { file: 'plan.json' });
  const [stack] = deployment.stacks;
  assert.ok(stack !== undefined);
  assert.deepEqual(warnings, []);
  const served = restApiOf(stack);
  const method = served.pathResources.find(({ path }) => path === '/widget')?.methods[0];
  assert.ok(method?.integration.type === 'AWS_PROXY');
  assert.deepEqual(method.integration.function, {
    arn: 'arn:aws:lambda:eu-west-1:123456789012:function:backend',
    mayInvoke: true,
  });
  assert.deepEqual(stack.functions[0]?.code, {
    kind: 'files',
    files: [{ name: 'backend.py', path: `${folder}/backend.py` }],
  });
  assert.equal(stack.outputs[0]?.value, `https://${served.id}.execute-api.eu-west-1.amazonaws.com/dev`);
});

test('what nothing can be made from is named and left out', async (t) => {
  const rows = [
    ...rest,
    {
      address: 'aws_api_gateway_rest_api_policy.p',
      values: {},
      expressions: { rest_api_id: api, policy: refers('local.policy') },
    },
  ];
  const { warnings } = await loaded(t, files(plan(rows)), { file: 'plan.json' });
  assert.deepEqual(
    warnings.map(({ resource: address, message }) => `${address}: ${message}`),
    ['aws_api_gateway_rest_api_policy.p: policy is known only after apply, and is left out here'],
  );
});

test('a state is served too: the ids of its deployment give way to local ones', async (t) => {
  const values = (more: object) => ({ tags: {}, tags_all: {}, ...more });
  const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:hello';
  const rows: Row[] = [
    {
      address: 'aws_lambda_function.hello',
      values: values({
        id: 'hello',
        function_name: 'hello',
        arn,
        role: 'arn:aws:iam::111122223333:role/hello',
        handler: 'backend.handler',
        runtime: 'python3.13',
        filename: 'backend',
        last_modified: '2024-01-01T00:00:00.000+0000',
        source_code_size: 300,
        version: '$LATEST',
        timeout: 3,
      }),
    },
    {
      address: 'aws_apigatewayv2_api.http["a"]',
      index: 'a',
      values: values({
        id: 'abcdef1234',
        name: 'http',
        protocol_type: 'HTTP',
        api_endpoint: 'https://abcdef1234.execute-api.eu-central-1.amazonaws.com',
        arn: 'arn:aws:apigateway:eu-central-1::/apis/abcdef1234',
        execution_arn: 'arn:aws:execute-api:eu-central-1:111122223333:abcdef1234',
        cors_configuration: [],
      }),
    },
    {
      address: 'aws_apigatewayv2_integration.hello',
      values: values({
        id: 'int1234',
        api_id: 'abcdef1234',
        integration_type: 'AWS_PROXY',
        integration_uri: `arn:aws:apigateway:eu-central-1:lambda:path/2015-03-31/functions/${arn}/invocations`,
        payload_format_version: '2.0',
        timeout_milliseconds: 30000,
      }),
    },
    {
      address: 'aws_apigatewayv2_route.hello',
      values: values({
        id: 'rt12345',
        api_id: 'abcdef1234',
        route_key: 'GET /hello',
        target: 'integrations/int1234',
        authorization_type: 'NONE',
      }),
    },
    {
      address: 'aws_apigatewayv2_stage.default',
      values: values({
        id: '$default',
        api_id: 'abcdef1234',
        name: '$default',
        auto_deploy: true,
        invoke_url: 'x',
      }),
    },
    {
      address: 'aws_lambda_permission.api',
      values: values({
        id: 'x',
        action: 'lambda:InvokeFunction',
        principal: 'apigateway.amazonaws.com',
        function_name: 'hello',
        source_arn: 'arn:aws:execute-api:eu-central-1:111122223333:abcdef1234/*/*',
      }),
    },
  ];
  const state = JSON.stringify({
    format_version: '1.0',
    values: {
      outputs: {
        url: {
          sensitive: false,
          type: 'string',
          value: 'https://abcdef1234.execute-api.eu-central-1.amazonaws.com',
        },
      },
      root_module: { resources: rows.map(resource) },
    },
  });
  const { deployment, warnings } = await loaded(
    t,
    { 'state.json': state, 'backend/backend.py': 'def handler(event, context):\n    return {}\n' },
    { file: 'state.json' },
  );
  const [stack] = deployment.stacks;
  assert.ok(stack !== undefined);
  assert.deepEqual(warnings, []);
  const served = httpApiOf(stack);
  assert.notEqual(served.id, 'abcdef1234');
  const [route] = served.routes;
  assert.ok(route?.integration.type === 'AWS_PROXY');
  assert.deepEqual(route.integration.function, { arn, mayInvoke: true });
  assert.equal(stack.outputs[0]?.value, `https://${served.id}.execute-api.eu-central-1.amazonaws.com`);
});

test('a plan or state as Terraform keeps it is refused, with what shows it', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kept-'));
  try {
    for (const [name, text, what] of [
      ['terraform.tfstate', '{"version":4,"terraform_version":"1.11.4","serial":1,"resources":[]}', 'state'],
      ['tfplan', 'PK\u0003\u0004tfplan', 'plan'],
    ] as const) {
      const file = join(folder, name);
      writeFileSync(file, text);
      await assert.rejects(readSources([{ file, stackName: 'kept' }], { region: 'eu-west-1' }), {
        message: `The file is a ${what} as Terraform keeps it; only what it shows of one is read.`,
        next: [`Write it out: terraform show -json ${name} > shown.json, and name that file.`],
      });
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
