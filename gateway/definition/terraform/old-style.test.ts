// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Terraform's.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { startGateway } from '../../main.ts';
import { writtenFolder } from './written-folder.fixture.ts';

/** What configurations of Terraform 0.12's days share: interpolation around every reference, quoted types, depends_on in quotes. */
const common = `
provider "aws" {
  region = "\${var.region}"
}
variable "region" {
  type    = "string"
  default = "eu-west-1"
}
variable "prefix" {
  default = "old"
}
data "aws_caller_identity" "current" {}
data "archive_file" "lambda" {
  type        = "zip"
  source_file = "backend.py"
  output_path = "backend.zip"
}
resource "aws_iam_role" "lambda" {
  name = "\${var.prefix}-role"
  assume_role_policy = <<EOF
{ "Version": "2012-10-17", "Statement": [{ "Action": "sts:AssumeRole", "Effect": "Allow", "Principal": { "Service": "lambda.amazonaws.com" } }] }
EOF
}
resource "aws_lambda_function" "backend" {
  filename         = "\${data.archive_file.lambda.output_path}"
  source_code_hash = "\${data.archive_file.lambda.output_base64sha256}"
  function_name    = "\${var.prefix}-backend"
  role             = "\${aws_iam_role.lambda.arn}"
  handler          = "backend.handler"
  runtime          = "python3.7"
}
resource "aws_api_gateway_rest_api" "api" {
  name = "\${var.prefix}-api"
}
`;

const widget = `
resource "aws_api_gateway_resource" "widget" {
  path_part   = "widget"
  parent_id   = "\${aws_api_gateway_rest_api.api.root_resource_id}"
  rest_api_id = "\${aws_api_gateway_rest_api.api.id}"
}
resource "aws_api_gateway_method" "get" {
  rest_api_id   = "\${aws_api_gateway_rest_api.api.id}"
  resource_id   = "\${aws_api_gateway_resource.widget.id}"
  http_method   = "GET"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "get" {
  rest_api_id             = "\${aws_api_gateway_rest_api.api.id}"
  resource_id             = "\${aws_api_gateway_resource.widget.id}"
  http_method             = "\${aws_api_gateway_method.get.http_method}"
  integration_http_method = "POST"
  type                    = "AWS_PROXY"
  uri                     = "arn:aws:apigateway:\${var.region}:lambda:path/2015-03-31/functions/\${aws_lambda_function.backend.arn}/invocations"
}
resource "aws_lambda_permission" "api" {
  statement_id  = "AllowExecutionFromAPIGateway"
  action        = "lambda:InvokeFunction"
  function_name = "\${aws_lambda_function.backend.arn}"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "arn:aws:execute-api:\${var.region}:\${data.aws_caller_identity.current.account_id}:\${aws_api_gateway_rest_api.api.id}/*/\${aws_api_gateway_method.get.http_method}\${aws_api_gateway_resource.widget.path}"
}
resource "aws_api_gateway_deployment" "dev" {
  depends_on  = ["aws_api_gateway_integration.get"]
  rest_api_id = "\${aws_api_gateway_rest_api.api.id}"
  stage_name  = "dev"
}
output "url" {
  value = "\${aws_api_gateway_deployment.dev.invoke_url}/widget"
}
`;

const orca = `
resource "aws_api_gateway_resource" "proxy" {
  rest_api_id = "\${aws_api_gateway_rest_api.api.id}"
  parent_id   = "\${aws_api_gateway_rest_api.api.root_resource_id}"
  path_part   = "{proxy+}"
}
resource "aws_api_gateway_method" "any" {
  rest_api_id   = "\${aws_api_gateway_rest_api.api.id}"
  resource_id   = "\${aws_api_gateway_resource.proxy.id}"
  http_method   = "ANY"
  authorization = "NONE"
}
resource "aws_api_gateway_integration" "any" {
  rest_api_id             = "\${aws_api_gateway_rest_api.api.id}"
  resource_id             = "\${aws_api_gateway_resource.proxy.id}"
  http_method             = "\${aws_api_gateway_method.any.http_method}"
  type                    = "AWS"
  integration_http_method = "POST"
  uri                     = "\${aws_lambda_function.backend.invoke_arn}"
}
resource "aws_api_gateway_method_response" "200" {
  rest_api_id = "\${aws_api_gateway_rest_api.api.id}"
  resource_id = "\${aws_api_gateway_resource.proxy.id}"
  http_method = "\${aws_api_gateway_method.any.http_method}"
  status_code = "200"
}
resource "aws_api_gateway_integration_response" "any" {
  depends_on  = ["aws_api_gateway_integration.any"]
  rest_api_id = "\${aws_api_gateway_rest_api.api.id}"
  resource_id = "\${aws_api_gateway_resource.proxy.id}"
  http_method = "\${aws_api_gateway_method.any.http_method}"
  status_code = "\${aws_api_gateway_method_response.200.status_code}"
  response_templates {
    "application/json" = <<EOF
#set($inputRoot = $input.path('$'))
#if($input.path("stackTrace") != '')
#set($context.responseOverride.status = 500)
#elseif($input.path("httpStatus") != '')
#set($context.responseOverride.status = $input.path("httpStatus"))
#end
$input.json('$')
EOF
  }
}
resource "aws_api_gateway_rest_api_policy" "open" {
  rest_api_id = "\${aws_api_gateway_rest_api.api.id}"
  policy = <<EOF
{
  "Version": "2012-10-17",
  "Statement": [
    { "Effect": "Allow", "Principal": "*", "Action": "execute-api:Invoke", "Resource": "\${aws_api_gateway_rest_api.api.execution_arn}/*" }
  ]
}
EOF
}
resource "aws_lambda_permission" "api" {
  action        = "lambda:InvokeFunction"
  function_name = "\${aws_lambda_function.backend.function_name}"
  principal     = "apigateway.amazonaws.com"
  source_arn    = "\${aws_api_gateway_rest_api.api.execution_arn}/*/*"
}
resource "aws_api_gateway_deployment" "orca" {
  depends_on  = ["aws_api_gateway_integration.any", "aws_api_gateway_integration_response.any"]
  rest_api_id = "\${aws_api_gateway_rest_api.api.id}"
  stage_name  = "orca"
}
`;

test('a Lambda proxy API of Terraform 0.12 is served as it stands, its runtime mapped with a warning', async (t) => {
  const backend =
    'import json\ndef handler(event, context):\n    return {"statusCode": 200, "body": json.dumps(event["path"])}\n';
  const folder = writtenFolder(t, { 'main.tf': common + widget, 'backend.py': backend });
  const gateway = await startGateway({ sources: [{ file: folder, stackName: 'widget' }] });
  t.after(() => gateway.close());
  const url = gateway.stacks[0]?.outputs.url ?? '';
  assert.match(url, /^http:\/\/127\.0\.0\.1:\d+\/_api\/\w+\/dev\/widget$/);
  const response = await fetch(url);
  assert.deepEqual([response.status, await response.json()], [200, '/widget']);
  const messages = gateway.warnings.map(({ message, line }) => `${line}: ${message}`);
  assert.deepEqual(messages, [
    '30: runtime python3.7 is no longer offered by AWS Lambda; it runs on python3 here',
  ]);
  assert.deepEqual(readdirSync(folder).sort(), ['backend.py', 'main.tf'], 'nothing is written to the folder');
});

test('a catch-all with a non-proxy integration chooses its status in VTL, in a stage that its deployment makes', async (t) => {
  const backend = 'def handler(event, context):\n    return {"httpStatus": event["wanted"]}\n';
  // Since 0.12 a map of templates is an argument, not a block.
  const written = (common + orca).replace('response_templates {', 'response_templates = {');
  const folder = writtenFolder(t, { 'main.tf': written, 'backend.py': backend });
  const gateway = await startGateway({ sources: [{ file: folder, stackName: 'orca' }] });
  t.after(() => gateway.close());
  const [api] = gateway.stacks[0]?.apis ?? [];
  assert.equal(api?.stage, 'orca');
  const answer = async (body: string) => {
    const response = await fetch(`${api?.invokeUrl}/any/path`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    });
    return [response.status, (await response.json()) as Record<string, unknown>] as const;
  };
  assert.deepEqual(await answer('{"wanted": 418}'), [418, { httpStatus: 418 }]);
  const [status, { errorType }] = await answer('{}');
  assert.deepEqual([status, errorType], [500, 'KeyError']);
});

const httpApi = `
resource "aws_lambda_function" "hello" {
  function_name    = "hello-api"
  handler          = "index.handler"
  runtime          = "nodejs18.x"
  role             = aws_iam_role.lambda.arn
  filename         = "lambda.zip"
  source_code_hash = filebase64sha256("lambda.zip")
}
resource "aws_iam_role" "lambda" {
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
resource "aws_apigatewayv2_api" "http" {
  name          = "http-api-demo"
  protocol_type = "HTTP"
}
resource "aws_apigatewayv2_integration" "hello" {
  api_id                 = aws_apigatewayv2_api.http.id
  integration_type       = "AWS_PROXY"
  integration_uri        = aws_lambda_function.hello.invoke_arn
  integration_method     = "POST"
  payload_format_version = "2.0"
}
resource "aws_apigatewayv2_route" "hello" {
  api_id    = aws_apigatewayv2_api.http.id
  route_key = "GET /hello"
  target    = "integrations/\${aws_apigatewayv2_integration.hello.id}"
}
resource "aws_apigatewayv2_stage" "default" {
  api_id      = aws_apigatewayv2_api.http.id
  name        = "$default"
  auto_deploy = true
}
resource "aws_lambda_permission" "http" {
  action        = "lambda:InvokeFunction"
  function_name = aws_lambda_function.hello.function_name
  principal     = "apigateway.amazonaws.com"
  source_arn    = "\${aws_apigatewayv2_api.http.execution_arn}/*/*"
}
output "url" {
  value = aws_apigatewayv2_api.http.api_endpoint
}
`;

test('an HTTP API whose zip nobody has made yet runs the handler that lies beside it, and says so', async (t) => {
  const index = 'exports.handler = async (event) => ({ version: event.version });\n';
  const folder = writtenFolder(t, { 'main.tf': httpApi, 'index.js': index });
  const gateway = await startGateway({ sources: [{ file: folder, stackName: 'demo' }] });
  t.after(() => gateway.close());
  const response = await fetch(`${gateway.stacks[0]?.outputs.url}/hello`);
  assert.deepEqual([response.status, await response.json()], [200, { version: '2.0' }]);
  assert.deepEqual(
    gateway.warnings.map(({ line, message }) => `${line}: ${message}`),
    [
      "7: lambda.zip isn't there; index.js beside it is used",
      `5: runtime nodejs18.x is no longer offered by AWS Lambda; it runs on Node ${process.versions.node} here`,
    ],
  );
});
