// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Terraform's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { httpApiOf, restApiOf } from '../written-template.fixture.ts';
import { loaded, smallApi } from './written-folder.fixture.ts';

/** The outputs of a configuration, beside an API that is there to be served. */
async function outputs(
  t: Parameters<typeof loaded>[0],
  text: string,
  { files = {}, variables = {} }: { files?: Record<string, string>; variables?: Record<string, string> } = {},
): Promise<Record<string, unknown>> {
  const { deployment } = await loaded(t, { 'main.tf': smallApi + text, ...files }, { variables });
  const all = deployment.stacks[0]?.terraformOutputs ?? {};
  return Object.fromEntries(Object.entries(all).map(([name, { value }]) => [name, value]));
}

test('outputs are told as terraform output -json does, and as texts to whoever asks for stack outputs', async (t) => {
  const { deployment } = await loaded(t, {
    'main.tf': `${smallApi}
output "name" { value = "small" }
output "list" { value = ["a", 1] }
output "secret" {
  value     = { on = true }
  sensitive = true
}`,
  });
  const [stack] = deployment.stacks;
  assert.deepEqual(stack?.terraformOutputs, {
    name: { sensitive: false, type: 'string', value: 'small' },
    list: { sensitive: false, type: ['tuple', ['string', 'number']], value: ['a', 1] },
    secret: { sensitive: true, type: ['object', { on: 'bool' }], value: { on: true } },
  });
  assert.deepEqual(
    stack?.outputs.map(({ key, value }) => [key, value]),
    [
      ['name', 'small'],
      ['list', '["a",1]'],
      ['secret', '{"on":true}'],
    ],
  );
});

test('variables: the command line before terraform.tfvars before the default, converted to their type', async (t) => {
  const text = `
variable "a" { default = "default" }
variable "b" { default = "default" }
variable "c" { type = number }
variable "d" { type = list(string) }
variable "e" {
  type = object({ name = string, size = optional(number, 3) })
  default = { name = "x" }
}
output "all" { value = [var.a, var.b, var.c + 1, var.d, var.e] }`;
  const { all } = await outputs(t, text, {
    files: { 'terraform.tfvars': 'a = "file"\nb = "file"\n' },
    variables: { b: 'typed', c: '4', d: '["x", "y"]' },
  });
  assert.deepEqual(all, ['file', 'typed', 5, ['x', 'y'], { name: 'x', size: 3 }]);
});

test('count and for_each make instances that are told apart by index and key', async (t) => {
  const { all } = await outputs(
    t,
    `
resource "aws_sqs_queue" "many" {
  count = 2
  name  = "queue-\${count.index}"
}
resource "aws_sqs_queue" "none" {
  count = var.wanted ? 1 : 0
  name  = "unwanted"
}
resource "aws_sqs_queue" "each" {
  for_each = toset(["red", "green"])
  name     = "queue-\${each.key}"
}
variable "wanted" { default = false }
output "all" {
  value = [aws_sqs_queue.many[1].name, aws_sqs_queue.many[*].name, length(aws_sqs_queue.none),
    aws_sqs_queue.each["red"].name, [for key, queue in aws_sqs_queue.each : "\${key}: \${queue.name}"]]
}`,
  );
  assert.deepEqual(all, [
    'queue-1',
    ['queue-0', 'queue-1'],
    0,
    'queue-red',
    ['green: queue-green', 'red: queue-red'],
  ]);
});

test('modules by local path get their variables and give their outputs', async (t) => {
  const { all } = await outputs(
    t,
    `
module "names" {
  source = "./modules/names"
  for_each = { a = "x", b = "y" }
  prefix = each.value
}
output "all" { value = [module.names["a"].name, [for one in module.names : one.folder]] }`,
    {
      files: {
        'modules/names/main.tf':
          'variable "prefix" {}\noutput "name" { value = "${var.prefix}-name" }\noutput "folder" { value = path.module }\n',
      },
    },
  );
  assert.deepEqual(all, ['x-name', ['modules/names', 'modules/names']]);
});

test('templatefile and file read what lies in the folder', async (t) => {
  const { all } = await outputs(
    t,
    'output "all" { value = [templatefile("${path.module}/hello.tpl", { names = ["a", "b"] }), file("plain.txt")] }',
    {
      files: {
        'hello.tpl': '%{ for name in names ~}\nHi ${name}!\n%{ endfor ~}\n',
        'plain.txt': '${not} read',
      },
    },
  );
  assert.deepEqual(all, ['Hi a!\nHi b!\n', '${not} read']);
});

test('a policy document becomes its JSON; what AWS alone knows is made up, and said so', async (t) => {
  const text = `${smallApi}
data "aws_iam_policy_document" "p" {
  statement {
    actions   = ["execute-api:Invoke"]
    resources = ["arn:\${data.aws_partition.current.partition}:x", "y"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "IpAddress"
      variable = "aws:SourceIp"
      values   = ["10.0.0.0/8"]
    }
  }
}
data "aws_partition" "current" {}
data "aws_caller_identity" "me" {}
data "aws_region" "here" {}
data "aws_ssm_parameter" "p" { name = "/x" }
output "policy" { value = jsondecode(data.aws_iam_policy_document.p.json) }
output "place" { value = [data.aws_caller_identity.me.account_id, data.aws_region.here.name] }
output "made_up" { value = data.aws_ssm_parameter.p.value != "" }`;
  const { deployment, warnings } = await loaded(t, { 'main.tf': text });
  const { policy, place, made_up } = deployment.stacks[0]?.terraformOutputs ?? {};
  assert.deepEqual(policy?.value, {
    Version: '2012-10-17',
    Statement: [
      {
        Effect: 'Allow',
        Action: 'execute-api:Invoke',
        Resource: ['arn:aws:x', 'y'],
        Principal: '*',
        Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } },
      },
    ],
  });
  assert.deepEqual(place?.value, ['123456789012', 'us-east-1']);
  assert.equal(made_up?.value, true);
  assert.deepEqual(
    warnings.map(({ line, resource, message }) => `${line} ${resource}: ${message}`),
    ['30 data.aws_ssm_parameter.p: is not read from AWS here; its attributes have made-up values'],
  );
});

test('what an API says itself counts before its OpenAPI document', async (t) => {
  const text = `
resource "aws_api_gateway_rest_api" "api" {
  name               = "own"
  description        = "of its own"
  api_key_source     = "HEADER"
  binary_media_types = ["image/png"]
  body = jsonencode({
    openapi = "3.0.0"
    info    = { title = "title", description = "of the document", version = "2" }
    paths   = { "/users" = { get = { responses = { "200" = { description = "ok" } }, x-amazon-apigateway-integration = { type = "mock" } } } }
    x-amazon-apigateway-binary-media-types = ["image/jpeg"]
    x-amazon-apigateway-api-key-source     = "AUTHORIZER"
  })
}
resource "aws_api_gateway_deployment" "d" { rest_api_id = aws_api_gateway_rest_api.api.id }
resource "aws_api_gateway_stage" "s" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  deployment_id = aws_api_gateway_deployment.d.id
  stage_name    = "live"
}`;
  const { deployment } = await loaded(t, { 'main.tf': text });
  const stack = deployment.stacks[0];
  assert.ok(stack !== undefined);
  const { name, description, version, binaryMediaTypes, apiKeySource } = restApiOf(stack);
  assert.deepEqual(
    [name, description, version, binaryMediaTypes, apiKeySource],
    ['own', 'of its own', '2', ['image/png'], 'HEADER'],
  );
});

test('the parts of a REST API come together: methods, responses, settings, plans, policy', async (t) => {
  const text = `
resource "aws_api_gateway_rest_api" "api" {
  name               = "parts"
  binary_media_types = ["image/png"]
  endpoint_configuration {
    types = ["REGIONAL"]
  }
}
resource "aws_api_gateway_resource" "users" {
  for_each    = { users = "users", orders = "orders" }
  rest_api_id = aws_api_gateway_rest_api.api.id
  parent_id   = aws_api_gateway_rest_api.api.root_resource_id
  path_part   = each.value
}
resource "aws_api_gateway_model" "user" {
  rest_api_id  = aws_api_gateway_rest_api.api.id
  name         = "User"
  content_type = "application/json"
  schema       = jsonencode({ type = "object" })
}
resource "aws_api_gateway_request_validator" "all" {
  rest_api_id           = aws_api_gateway_rest_api.api.id
  name                  = "all"
  validate_request_body = true
}
resource "aws_api_gateway_method" "post" {
  rest_api_id          = aws_api_gateway_rest_api.api.id
  resource_id          = aws_api_gateway_resource.users["users"].id
  http_method          = "POST"
  authorization        = "NONE"
  request_validator_id = aws_api_gateway_request_validator.all.id
  request_models       = { "application/json" = aws_api_gateway_model.user.name }
}
resource "aws_api_gateway_integration" "post" {
  rest_api_id       = aws_api_gateway_rest_api.api.id
  resource_id       = aws_api_gateway_resource.users["users"].id
  http_method       = aws_api_gateway_method.post.http_method
  type              = "MOCK"
  request_templates = { "application/json" = jsonencode({ statusCode = 201 }) }
}
resource "aws_api_gateway_method_response" "created" {
  rest_api_id         = aws_api_gateway_rest_api.api.id
  resource_id         = aws_api_gateway_resource.users["users"].id
  http_method         = "POST"
  status_code         = "201"
  response_parameters = { "method.response.header.Location" = true }
}
resource "aws_api_gateway_integration_response" "created" {
  rest_api_id         = aws_api_gateway_rest_api.api.id
  resource_id         = aws_api_gateway_resource.users["users"].id
  http_method         = "POST"
  status_code         = "201"
  response_parameters = { "method.response.header.Location" = "'/users/1'" }
}
resource "aws_api_gateway_gateway_response" "bad" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  response_type = "BAD_REQUEST_BODY"
  status_code   = "422"
}
resource "aws_api_gateway_deployment" "d" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  triggers    = { always = sha1(jsonencode(aws_api_gateway_integration.post)) }
}
resource "aws_api_gateway_stage" "s" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  deployment_id = aws_api_gateway_deployment.d.id
  stage_name    = "live"
  variables     = { colour = "red" }
}
output "url" { value = "\${aws_api_gateway_stage.s.invoke_url}\${aws_api_gateway_resource.users["users"].path}" }`;
  const { deployment, warnings } = await loaded(t, { 'main.tf': text });
  const stack = deployment.stacks[0];
  assert.ok(stack !== undefined);
  const api = restApiOf(stack);
  assert.deepEqual(warnings, []);
  assert.deepEqual([api.endpointType, api.binaryMediaTypes], ['REGIONAL', ['image/png']]);
  assert.deepEqual(api.models.User, { type: 'object' });
  assert.equal(api.gatewayResponses[0]?.statusCode, '422');
  assert.deepEqual([api.stages[0]?.name, api.stages[0]?.variables], ['live', { colour: 'red' }]);
  const method = api.pathResources.find(({ path }) => path === '/users')?.methods[0];
  assert.ok(method?.integration.type === 'MOCK');
  assert.deepEqual(
    [method.httpMethod, method.validateBody, method.requestModels],
    ['POST', true, { 'application/json': 'User' }],
  );
  assert.deepEqual(method.integration.requestTemplates, { 'application/json': '{"statusCode":201}' });
  assert.deepEqual(method.integration.responses[0]?.responseParameters, {
    'method.response.header.Location': "'/users/1'",
  });
  const url = `https://${api.id}.execute-api.us-east-1.amazonaws.com/live/users`;
  assert.equal(stack.outputs[0]?.value, url);
});

test('a deployment that waits for no integration may be made without it', async (t) => {
  const text = `
resource "aws_api_gateway_rest_api" "api" { name = "late" }
resource "aws_api_gateway_method" "get" {
  rest_api_id   = aws_api_gateway_rest_api.api.id
  resource_id   = aws_api_gateway_rest_api.api.root_resource_id
  http_method   = "GET"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "get" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  resource_id = aws_api_gateway_rest_api.api.root_resource_id
  http_method = aws_api_gateway_method.get.http_method
  type        = "MOCK"
}
resource "aws_api_gateway_deployment" "d" {
  rest_api_id = aws_api_gateway_rest_api.api.id
  stage_name  = "dev"
  depends_on  = [aws_api_gateway_method.get]
}`;
  const { warnings } = await loaded(t, { 'main.tf': text });
  assert.deepEqual(
    warnings.map(({ line, resource, message }) => `${line} ${resource}: ${message}`),
    [
      "15 aws_api_gateway_deployment.d: the deployment doesn't depend on aws_api_gateway_method.get; on AWS it may be made without them (add depends_on)",
    ],
  );
});

test('dynamic blocks, CORS and route settings of an HTTP API', async (t) => {
  const text = `
variable "origins" { default = ["https://a.example", "https://b.example"] }
resource "aws_apigatewayv2_api" "api" {
  name          = "dynamic"
  protocol_type = "HTTP"
  dynamic "cors_configuration" {
    for_each = length(var.origins) > 0 ? [var.origins] : []
    content {
      allow_origins = cors_configuration.value
      max_age       = 60
    }
  }
}
resource "aws_apigatewayv2_stage" "s" {
  api_id      = aws_apigatewayv2_api.api.id
  name        = "$default"
  auto_deploy = true
}`;
  const { deployment } = await loaded(t, { 'main.tf': text });
  const [stack] = deployment.stacks;
  assert.ok(stack !== undefined);
  const { cors } = httpApiOf(stack);
  assert.deepEqual([cors?.allowOrigins, cors?.maxAge], [['https://a.example', 'https://b.example'], 60]);
});

test('an argument that nobody here knows is named, not dropped', async (t) => {
  const text = smallApi.replace('protocol_type', 'colour = "red"\n  protocol_type');
  const { warnings } = await loaded(t, { 'main.tf': text });
  assert.deepEqual(
    warnings.map(({ line, message }) => `${line}: ${message}`),
    ["4: colour isn't an argument of aws_apigatewayv2_api that this gateway knows; it is not applied."],
  );
});

test('code is what an archive would be made of, and a published version can be named by an alias', async (t) => {
  const text = `${smallApi}
data "archive_file" "code" {
  type        = "zip"
  output_path = "code.zip"
  source {
    filename = "lib/index.py"
    content  = "x = 1"
  }
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  role          = "arn:aws:iam::123456789012:role/r"
  handler       = "lib/index.handler"
  runtime       = "python3.13"
  filename      = data.archive_file.code.output_path
  publish       = true
  environment {
    variables = { A = "1" }
  }
}
resource "aws_lambda_alias" "live" {
  name             = "live"
  function_name    = aws_lambda_function.f.function_name
  function_version = aws_lambda_function.f.version
}`;
  const { deployment } = await loaded(t, { 'main.tf': text });
  const [lambda] = deployment.stacks[0]?.functions ?? [];
  assert.deepEqual(lambda?.code, { kind: 'files', files: [{ name: 'lib/index.py', text: 'x = 1' }] });
  assert.deepEqual(lambda?.environment, { A: '1' });
  assert.deepEqual(lambda?.qualifiers, { $LATEST: '$LATEST', 1: '1', live: '1' });
});

test('code that the configuration itself uploads to S3 is what the upload would be made of', async (t) => {
  const text = `${smallApi}
data "archive_file" "code" {
  type        = "zip"
  output_path = "\${path.module}/src.zip"
  source {
    filename = "app.py"
    content  = "x = 1"
  }
}
resource "aws_s3_bucket" "code" {
  bucket_prefix = "code"
}
resource "aws_s3_object" "code" {
  bucket = aws_s3_bucket.code.id
  key    = "src.zip"
  source = data.archive_file.code.output_path
  etag   = filemd5(data.archive_file.code.output_path)
}
resource "aws_lambda_function" "by_key" {
  function_name = "by-key"
  role          = "arn:aws:iam::123456789012:role/r"
  handler       = "app.handler"
  runtime       = "python3.13"
  s3_bucket     = aws_s3_bucket.code.id
  s3_key        = aws_s3_object.code.key
}
resource "aws_lambda_function" "by_id" {
  function_name = "by-id"
  role          = "arn:aws:iam::123456789012:role/r"
  handler       = "app.handler"
  runtime       = "python3.13"
  s3_bucket     = aws_s3_object.code.bucket
  s3_key        = aws_s3_object.code.id
}
resource "aws_lambda_function" "elsewhere" {
  function_name = "elsewhere"
  role          = "arn:aws:iam::123456789012:role/r"
  handler       = "app.handler"
  runtime       = "python3.13"
  s3_bucket     = "another"
  s3_key        = "src.zip"
}`;
  const { deployment } = await loaded(t, { 'main.tf': text });
  const code = deployment.stacks[0]?.functions.map((one) => [one.name, one.code.kind]);
  assert.deepEqual(code, [
    ['by-key', 'files'],
    ['by-id', 'files'],
    ['elsewhere', 'unavailable'],
  ]);
});

test('a deployment with variables and no stage_name is made as ever: they are for no stage', async (t) => {
  const { deployment } = await loaded(t, {
    'main.tf': `${smallApi}
resource "aws_api_gateway_rest_api" "r" { name = "r" }
resource "aws_api_gateway_method" "m" {
  rest_api_id   = aws_api_gateway_rest_api.r.id
  resource_id   = aws_api_gateway_rest_api.r.root_resource_id
  http_method   = "GET"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "i" {
  rest_api_id = aws_api_gateway_rest_api.r.id
  resource_id = aws_api_gateway_rest_api.r.root_resource_id
  http_method = aws_api_gateway_method.m.http_method
  type        = "MOCK"
}
resource "aws_api_gateway_deployment" "d" {
  rest_api_id = aws_api_gateway_rest_api.r.id
  variables   = { deployed_at = timestamp() }
  depends_on  = [aws_api_gateway_integration.i]
}
resource "aws_api_gateway_stage" "s" {
  rest_api_id   = aws_api_gateway_rest_api.r.id
  deployment_id = aws_api_gateway_deployment.d.id
  stage_name    = "live"
}`,
  });
  const api = deployment.stacks[0]?.apis.find(({ apiType }) => apiType === 'rest');
  assert.deepEqual(
    api?.stages.map(({ name, variables }) => [name, variables]),
    [['live', {}]],
  );
});

test('variables in JSON: terraform.tfvars.json, then *.auto.tfvars.json', async (t) => {
  const text = `
variable "a" { type = list(object({ name = string })) }
variable "b" { default = "default" }
output "a" { value = var.a[0].name }
output "b" { value = var.b }`;
  const files = {
    'terraform.tfvars.json': '{"a": [{"name": "${not.evaluated}"}], "b": "first"}',
    'more.auto.tfvars.json': '{"b": "second"}',
  };
  assert.deepEqual(await outputs(t, text, { files }), { a: '${not.evaluated}', b: 'second' });
  await assert.rejects(
    () => outputs(t, text, { files: { 'terraform.tfvars.json': '{' } }),
    /The file isn't valid JSON/,
  );
});

test('data sources that need AWS have made-up values at any depth, and lists where the provider has lists', async (t) => {
  const told = await outputs(
    t,
    `
data "terraform_remote_state" "net" {
  backend = "s3"
  config  = { bucket = "b", key = "k" }
}
data "aws_subnets" "all" {}
output "role" { value = data.terraform_remote_state.net.outputs.roles.lambda }
output "bucket" { value = data.terraform_remote_state.net.config.bucket }
output "subnets" { value = length([for id in data.aws_subnets.all.ids : id]) }`,
  );
  assert.match(String(told.role), /-outputs-roles-lambda$/);
  assert.deepEqual([told.bucket, told.subnets], ['b', 2]);
});

test('a size of -1 is no compression', async (t) => {
  const api = 'resource "aws_api_gateway_rest_api" "r" {\n  name = "r"\n  minimum_compression_size = -1\n}';
  const { warnings } = await loaded(t, { 'main.tf': `${smallApi}${api}` });
  assert.ok(!warnings.some(({ message }) => message.includes('compressed')));
});

test('defaults of optional attributes may be of any kind, and have the defaults of their own type', async (t) => {
  const told = await outputs(
    t,
    `
variable "v" {
  type = object({
    throttle = optional(object({ rate = number, burst = optional(number, 7) }), { rate = 5 })
    methods  = optional(list(string), ["GET"])
    offset   = optional(number, -1)
    labels   = optional(map(string), {})
  })
  default = {}
}
output "v" { value = var.v }`,
  );
  assert.deepEqual(told.v, { labels: {}, methods: ['GET'], offset: -1, throttle: { burst: 7, rate: 5 } });
});
