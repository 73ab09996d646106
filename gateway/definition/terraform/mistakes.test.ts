// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are Terraform's.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mistakeIn, smallApi } from './written-folder.fixture.ts';

/** What a person reads: file, line of it, one sentence, what to do. Files are `main.tf`, after an API of 10 lines. */
const mistakes: Readonly<Record<string, readonly [string, string]>> = {
  'bad syntax': [
    'resource "aws_x" "y" {\n  a = b c\n}',
    "main.tf:12: This isn't valid HCL: Missing newline after argument: An argument definition must end with a newline.",
  ],
  'a function that is none': [
    'locals {\n  a = uper("x")\n}',
    'main.tf:12: The function uper is not known here. Did you mean upper?',
  ],
  'a function with too few arguments': [
    'output "a" {\n  value = replace("x", "y")\n}',
    'main.tf:12: The function replace takes 3 arguments, not 2.',
  ],
  'an argument of the wrong kind': [
    'output "a" {\n  value = join(",", "x")\n}',
    'main.tf:12: In join, a list is wanted, not the text "x".',
  ],
  'a resource that is not there': [
    'output "a" {\n  value = aws_apigatewayv2_api.apo.id\n}',
    'main.tf:12: There is no resource aws_apigatewayv2_api.apo in the configuration. Did you mean aws_apigatewayv2_api.api?',
  ],
  'an attribute that is not there': [
    'output "a" {\n  value = aws_apigatewayv2_api.api.api_endpont\n}',
    'main.tf:12: aws_apigatewayv2_api.api has no attribute api_endpont that is known here. Did you mean api_endpoint?',
  ],
  'a variable without a value': [
    'variable "name" {}',
    'main.tf:11: The variable name has no default and was given no value. Give it one: --var name=…, or write it into terraform.tfvars.',
  ],
  'a variable that is not declared': [
    'variable "stage" {\n  default = "dev"\n}\noutput "a" {\n  value = var.stag\n}',
    'main.tf:15: There is no variable stag. Did you mean stage?',
  ],
  'a value that a validation refuses': [
    'variable "n" {\n  default = 5\n  validation {\n    condition     = var.n < 3\n    error_message = "Small numbers only."\n  }\n}',
    'main.tf:11: The value of the variable n is refused: Small numbers only.',
  ],
  'local values in a circle': [
    'locals {\n  a = local.b\n  b = local.a\n}\noutput "a" {\n  value = local.a\n}',
    'main.tf:12: local.a refers to itself in a circle.',
  ],
  'an instance that count does not make': [
    'resource "aws_sqs_queue" "q" {\n  count = 0\n}\noutput "a" {\n  value = aws_sqs_queue.q[0].arn\n}',
    'main.tf:15: aws_sqs_queue.q has no instance 0: its count makes none.',
  ],
  'a module from a registry': [
    'module "x" {\n  source = "terraform-aws-modules/lambda/aws"\n}',
    'main.tf:11: The module x comes from terraform-aws-modules/lambda/aws, and only local paths are read here. Load a plan instead: terraform plan -out plan && terraform show -json plan > plan.json.',
  ],
  'a file that is not there': [
    'output "a" {\n  value = file("nothing.txt")\n}',
    'main.tf:12: In file, the file nothing.txt is not there (looked for ./nothing.txt).',
  ],
  'a function without code': [
    'resource "aws_lambda_function" "f" {\n  function_name = "f"\n  role = "r"\n  handler = "a.b"\n  runtime = "python3.13"\n}',
    'main.tf:11: aws_lambda_function.f needs filename. Or s3_bucket and s3_key, or image_uri.',
  ],
  'an archive that would write outside of the function': [
    'data "archive_file" "a" {\n  type = "zip"\n  output_path = "a.zip"\n  source {\n    filename = "../a.py"\n    content = "x"\n  }\n}\nresource "aws_lambda_function" "f" {\n  function_name = "f"\n  role = "r"\n  handler = "a.b"\n  runtime = "python3.13"\n  filename = data.archive_file.a.output_path\n}',
    'main.tf:24: data.archive_file.a packs ../a.py, which lies outside of the archive.',
  ],
  'an argument that API Gateway refuses, in the words of Terraform': [
    'resource "aws_apigatewayv2_route" "r" {\n  api_id    = aws_apigatewayv2_api.api.id\n  route_key = "GET"\n}',
    'main.tf:13: route_key of aws_apigatewayv2_route.r must be METHOD /path or $default, not GET.',
  ],
  'an argument that is missing': [
    'resource "aws_apigatewayv2_route" "r" {\n  api_id = aws_apigatewayv2_api.api.id\n}',
    'main.tf:11: aws_apigatewayv2_route.r needs the argument route_key.',
  ],
  'an integration of a method that is not there': [
    'resource "aws_api_gateway_integration" "i" {\n  rest_api_id = "a"\n  resource_id = "b"\n  http_method = "GET"\n  type = "MOCK"\n}',
    "main.tf:11: aws_api_gateway_integration.i belongs to a method GET that its resource doesn't have.",
  ],
};

for (const [name, [text, expected]] of Object.entries(mistakes))
  test(name, async (t) => assert.equal(await mistakeIn(t, { 'main.tf': `${smallApi}${text}\n` }), expected));

test('a variable that no configuration declares', async (t) => {
  const files = { 'main.tf': `${smallApi}variable "stage" {\n  default = "dev"\n}\n` };
  assert.equal(
    await mistakeIn(t, files, { stge: 'prod' }),
    ':: The variable stge was given, but no configuration declares it. Did you mean stage?',
  );
});

test('a configuration without an API has nothing to serve', async (t) => {
  assert.equal(
    await mistakeIn(t, { 'main.tf': 'resource "aws_sqs_queue" "q" {}\n' }),
    ':: The configuration has nothing to serve: it holds neither an aws_api_gateway_rest_api nor an aws_apigatewayv2_api.',
  );
});

test('of several files the right one is named', async (t) => {
  const files = { 'api.tf': smallApi, 'z.tf': '\noutput "a" {\n  value = nonsense("x")\n}\n' };
  assert.equal(await mistakeIn(t, files), 'z.tf:3: The function nonsense is not known here.');
});
