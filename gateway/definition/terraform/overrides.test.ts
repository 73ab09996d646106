// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Terraform's.
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { httpApiOf, restApiOf } from '../written-template.fixture.ts';
import { type Files, loaded, mistakeIn, smallApi } from './written-folder.fixture.ts';

async function read(t: TestContext, files: Files, variables: Record<string, string> = {}) {
  const { deployment, warnings } = await loaded(t, { 'main.tf': smallApi, ...files }, { variables });
  const [stack] = deployment.stacks;
  assert.ok(stack);
  const outputs = Object.entries(stack.terraformOutputs ?? {}).map(([name, { value }]) => [name, value]);
  return { stack, api: httpApiOf(stack), warnings, outputs: Object.fromEntries(outputs) };
}

test('override files change arguments one by one, in the order of their names, after all other files', async (t) => {
  const { api, outputs } = await read(t, {
    'main.tf': `${smallApi}
variable "name" { default = "base" }
locals {
  first  = "base"
  second = local.first
}
output "told" { value = "\${var.name} \${local.second}" }`,
    'a_override.tf': 'locals { first = "a" }\nvariable "name" { default = "a" }',
    'b_override.tf':
      'locals { first = "b" }\nresource "aws_apigatewayv2_api" "api" {\n  name = "b"\n  description = "d"\n}',
    'override.tf': 'output "told" { value = "last ${var.name} ${local.second}" }',
  });
  assert.deepEqual([api.name, api.description], ['b', 'd']);
  assert.equal(outputs.told, 'last a b');
});

test('nested blocks of an override take the place of all of their type, dynamic ones too, and leave the others', async (t) => {
  const settings = (key: string) =>
    `route_settings {\n route_key = "GET /${key}"\n throttling_rate_limit = 1\n throttling_burst_limit = 1\n}\n`;
  const stage = (inside: string) => `resource "aws_apigatewayv2_stage" "default" {\n${inside}\n}`;
  const logs =
    'access_log_settings {\n destination_arn = "arn:aws:logs:us-east-1:123456789012:log-group:l"\n format = "f"\n}\n';
  const { api } = await read(t, {
    'main.tf': smallApi.replace(
      'auto_deploy = true',
      `auto_deploy = true\n${settings('a')}${settings('b')}${logs}`,
    ),
    'more_override.tf': stage(
      'dynamic "route_settings" {\n for_each = ["c"]\n content {\n route_key = "GET /${route_settings.value}"\n throttling_rate_limit = 2\n throttling_burst_limit = 2\n}\n}',
    ),
  });
  const [served] = api.stages;
  assert.deepEqual(Object.keys(served?.routeThrottling ?? {}), ['GET /c']);
  assert.ok(served?.accessLog);
});

test('an override of nothing is refused', async (t) => {
  for (const [text, message] of [
    ['variable "none" { default = 1 }', 'there is no variable none to change'],
    ['locals { none = 1 }', 'There is no local value none to override'],
    [
      'resource "aws_apigatewayv2_api" "other" {}',
      'there is no resource aws_apigatewayv2_api other to change',
    ],
  ] as const)
    assert.match(
      await mistakeIn(t, { 'main.tf': smallApi, 'x_override.tf': text }),
      new RegExp(`^x_override.tf:1: .*${message}`),
    );
});

const routes = {
  '//': 'made by a program',
  locals: {
    list: ['a', 'b'],
    two: '${length(local.list)}',
    text: '%{ if local.two == 2 }yes%{ else }no%{ endif } $${kept} \\n',
  },
  resource: {
    aws_apigatewayv2_integration: {
      each: {
        for_each: '${toset(local.list)}',
        api_id: '${aws_apigatewayv2_api.api.id}',
        integration_type: 'HTTP_PROXY',
        integration_method: 'GET',
        integration_uri: 'https://example.com/${each.key}',
      },
    },
    aws_apigatewayv2_route: [
      {
        each: {
          for_each: '${toset(local.list)}',
          api_id: '${aws_apigatewayv2_api.api.id}',
          route_key: 'GET /${each.key}',
          target: 'integrations/${aws_apigatewayv2_integration.each[each.key].id}',
          depends_on: ['aws_apigatewayv2_integration.each'],
        },
      },
    ],
    aws_apigatewayv2_api: {
      api: { name: 'json', protocol_type: 'HTTP', cors_configuration: { allow_origins: ['*'] } },
    },
    aws_apigatewayv2_stage: {
      default: {
        api_id: '${aws_apigatewayv2_api.api.id}',
        name: '$default',
        auto_deploy: true,
        dynamic: {
          route_settings: {
            for_each: '${local.list}',
            content: {
              route_key: 'GET /${route_settings.value}',
              throttling_rate_limit: 1,
              throttling_burst_limit: 3,
            },
          },
        },
      },
    },
  },
  variable: { list: { type: 'list(string)', default: ['x'] } },
  output: {
    text: { value: '${local.text}' },
    two: { value: '${local.two}' },
    list: { value: '${var.list}' },
  },
};

test('a configuration in JSON is the same as in its own language', async (t) => {
  const { api, outputs, warnings } = await read(t, {
    'main.tf': '',
    'cdk.tf.json': JSON.stringify(routes, null, 2),
  });
  assert.deepEqual(
    api.routes.map(({ routeKey, integration }) => [routeKey, integration.type]),
    [
      ['GET /a', 'HTTP_PROXY'],
      ['GET /b', 'HTTP_PROXY'],
    ],
  );
  assert.deepEqual([api.name, api.cors?.allowOrigins], ['json', ['*']]);
  assert.equal(api.stages[0]?.routeThrottling['GET /b']?.burst, 3);
  assert.deepEqual(outputs, { text: 'yes ${kept} \\n', two: 2, list: ['x'] });
  assert.deepEqual(warnings, []);
});

test('blocks of JSON are blocks wherever Terraform has some', async (t) => {
  const api = { rest_api_id: '${aws_api_gateway_rest_api.r.id}' };
  const resource = {
    aws_api_gateway_rest_api: {
      r: {
        name: 'r',
        endpoint_configuration: { types: ['REGIONAL'] },
        body: '${jsonencode({ openapi = "3.0.1", info = {}, paths = {} })}',
      },
    },
    aws_api_gateway_deployment: { d: api },
    aws_api_gateway_stage: {
      s: { ...api, stage_name: 'v1', deployment_id: '${aws_api_gateway_deployment.d.id}' },
    },
    aws_api_gateway_method_settings: {
      m: {
        ...api,
        stage_name: '${aws_api_gateway_stage.s.stage_name}',
        method_path: '*/*',
        settings: { throttling_rate_limit: 5, throttling_burst_limit: 7 },
      },
    },
  };
  const { stack } = await read(t, { 'rest.tf.json': JSON.stringify({ resource }) });
  const { endpointType, stages } = restApiOf(stack);
  assert.equal(endpointType, 'REGIONAL');
  assert.deepEqual(stages[0]?.throttling, [
    { resourcePath: '/*', httpMethod: '*', throttle: { ratePerSecond: 5, burst: 7 } },
  ]);
});

test('JSON may override, and its mistakes have their lines', async (t) => {
  const override = JSON.stringify({
    resource: { aws_apigatewayv2_api: { api: { name: '${upper("json")}' } } },
  });
  assert.equal((await read(t, { 'override.tf.json': override })).api.name, 'JSON');
  assert.match(
    await mistakeIn(t, { 'main.tf': smallApi, 'x.tf.json': '{' }),
    /^x\.tf\.json:: The file isn't valid JSON/,
  );
  const unknown = '{\n "output": {\n  "o": {\n   "value": "${var.none}"\n  }\n }\n}';
  assert.match(
    await mistakeIn(t, { 'main.tf': smallApi, 'x.tf.json': unknown }),
    /^x\.tf\.json:4: There is no variable none/,
  );
});

test('the environment gives values to variables, files go before it, and what is typed before both', async (t) => {
  for (const [name, value] of Object.entries({
    a: 'env',
    b: 'env',
    c: 'env',
    d: '{ k = [1, 2] }',
    unknown: 'x',
  })) {
    process.env[`TF_VAR_${name}`] = value;
    t.after(() => delete process.env[`TF_VAR_${name}`]);
  }
  const text = ['a', 'b', 'c'].map((name) => `variable "${name}" { default = "default" }\n`).join('');
  const { outputs } = await read(
    t,
    {
      'vars.tf': `${text}variable "d" { type = any }\nvariable "e" { type = map(number) }\noutput "all" { value = [var.a, var.b, var.c, var.d, var.e] }`,
      'x.auto.tfvars': 'b = "file"\nc = "file"',
    },
    { c: 'typed', e: '{ one = 1 }' },
  );
  assert.deepEqual(outputs.all, ['env', 'file', 'typed', { k: [1, 2] }, { one: 1 }]);
});

test('an archive holds what local_file writes', async (t) => {
  const lambda = (name: string) =>
    `resource "aws_lambda_function" "${name}" {\n function_name = "${name}"\n handler = "index.handler"\n runtime = "nodejs22.x"\n role = "arn:aws:iam::123456789012:role/r"\n filename = data.archive_file.${name}.output_path\n}\n`;
  const { stack, warnings } = await read(t, {
    'code.tf': `
resource "local_file" "index" {
  filename = "\${path.module}/out/index.js"
  content  = "exports.handler = async () => 1"
}
resource "local_file" "beside" {
  filename       = "src/made.json"
  content_base64 = base64encode("{}")
}
data "archive_file" "file" {
  type        = "zip"
  source_file = local_file.index.filename
  output_path = "a.zip"
}
data "archive_file" "dir" {
  type        = "zip"
  source_dir  = "src"
  output_path = "b.zip"
}
${lambda('file')}${lambda('dir')}`,
    'src/index.js': '',
  });
  const named = stack.functions.map(({ code }) =>
    code.kind === 'files' ? code.files.map(({ name }) => name) : code.kind,
  );
  assert.deepEqual(named, [['index.js'], ['index.js', 'made.json']]);
  assert.deepEqual(
    warnings.filter(({ advice }) => advice !== true),
    [],
  );
});
