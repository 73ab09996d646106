import assert from 'node:assert/strict';
import { tmpdir } from 'node:os';
import { test } from 'node:test';
import { UsageError } from '../../errors/usage-error.ts';
import { fileWith, nobody, resources, restUrl, shownState, storedState } from './outputs.fixture.ts';
import { type OutputsFileWish, targetsFromOutputs } from './targets-from-outputs.ts';

async function refusal(file: string, wish: Partial<OutputsFileWish> = {}): Promise<string> {
  try {
    await targetsFromOutputs({ file, ...wish }, { env: nobody });
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    assert.ok(error.next.length > 0, `nothing to do next: ${error.message}`);
    assert.doesNotMatch(error.message, /\n/);
    return [error.message, ...error.next].join('\n');
  }
  throw new Error('nothing was refused');
}

const texts = [
  ['nothing', '', /is empty/],
  ['blanks', ' \n', /is empty/],
  ['a web page', '<!DOCTYPE html><html><body>Log in</body></html>', /is a web page/],
  ['broken JSON', '{"a": {', /breaks off/],
  [
    'a CloudFormation template',
    'AWSTemplateFormatVersion: "2010-09-09"\nResources:\n',
    /is a template.*--stack NAME/s,
  ],
  ['a SAM template', '# my app\nTransform: AWS::Serverless-2016-10-31\n', /is a template/],
  [
    'the table of sam list',
    '-----------\nResource ID  CloudEndpoint\n',
    /is a table for people.*--output json/s,
  ],
  ['tfvars', 'region = "eu-west-1"\nname   = "x"\n', /lines NAME = VALUE.*terraform output -json/s],
  [
    'terraform output without -json',
    `api_url = "${restUrl}"\n`,
    /what terraform output prints without -json/,
  ],
  [
    'Terraform source',
    'resource "aws_api_gateway_rest_api" "this" {\n  name = "x"\n}\n',
    /is Terraform's source/,
  ],
  [
    'what cdk deploy prints',
    ` ✅  shop\n\nOutputs:\nshop.Url = ${restUrl}\n`,
    /what a deployment prints.*--outputs-file/s,
  ],
  [
    'serverless info',
    `service: shop\nstage: dev\nendpoints:\n  GET - ${restUrl}\n`,
    /serverless info.*--stack SERVICE-STAGE/s,
  ],
  ['YAML', 'Url: https://example.com\n', /is YAML/],
  ['a bare URL', `${restUrl}\n`, /holds a URL and nothing else.*--url URL/s],
  ['prose', 'no outputs found', /is no JSON/],
  ['a plan archive', 'PK\u0003\u0004\0\0tfplan', /is a zip archive: a plan/],
  ['bytes', 'a\0b', /is no text/],
] as const;

for (const [what, text, expected] of texts) {
  test(`${what}: said what it is, and which command writes the right one`, async () => {
    assert.match(await refusal(fileWith(text)), expected);
  });
}

const documents = [
  [
    'a plan',
    { format_version: '1.2', planned_values: {}, resource_changes: [] },
    /is Terraform's plan.*show -json/s,
  ],
  ['an empty state', { format_version: '1.0' }, /is an empty state.*workspace/s],
  [
    'a state of version 3',
    { version: 3, terraform_version: '0.11.14', modules: [] },
    /only version 4 is known/,
  ],
  [
    'a pointer to a remote state',
    { version: 3, terraform_version: '1.9.0', backend: { type: 's3' } },
    /note of where the state is kept/,
  ],
  [
    'an encrypted state',
    { serial: 1, lineage: 'x', encrypted_data: 'x', encryption_version: 'v0' },
    /tofu show -json/,
  ],
  ['a template', { Resources: { A: { Type: 'AWS::SNS::Topic' } } }, /is a template/],
  ["the CDK's manifest", { version: '36.0.0', artifacts: {} }, /the CDK's manifest/],
  [
    'a targets file',
    { schemaVersion: 1, targets: [] },
    /is what gatewright discover writes.*--targets FILE/s,
  ],
  ['an OpenAPI document', { openapi: '3.0.1', paths: {} }, /is an OpenAPI document/],
  ['no outputs', {}, /holds no outputs at all/],
  ['stacks without outputs', { shop: {} }, /holds no outputs/],
  ['an empty list', [], /is an empty list/],
  ['a list of other things', [1, 2], /is a list of something else/],
  ['an object of other things', { a: [1], b: {} }, /holds neither outputs nor a state: a, b/],
  ['a number', 7, /holds only a number/],
  ['null', null, /holds only null/],
  [
    'outputs without a URL',
    { shop: { Table: 't', Bucket: 'https://b.s3.amazonaws.com' } },
    /None of the outputs .*: Table, Bucket/,
  ],
  ['a state without APIs', storedState([]), /holds no outputs/],
] as const;

for (const [what, value, expected] of documents) {
  test(`${what}: said what it is, and what to do`, async () => {
    assert.match(await refusal(fileWith(value)), expected);
  });
}

test('a file that is not there, and a folder', async () => {
  assert.match(await refusal('/nowhere/outputs.json'), /is not there/);
  assert.match(await refusal(tmpdir()), /is a folder/);
});

test('a URL whose type nobody tells: how to tell it', async () => {
  const text = await refusal(fileWith({ shop: { Url: restUrl } }));
  assert.match(text, /\(Url\), and not whether it is a REST or an HTTP API/);
  assert.match(text, /--api rest \(or http\)/);
  assert.match(text, /apigateway:GET/);
});

test('an output that the config names and the file lacks, or that is no URL', async () => {
  const file = fileWith({ shop: { OrdersUrl: restUrl, Table: 't' } });
  assert.match(await refusal(file, { output: { rest: 'OrderUrl' } }), /has no output OrderUrl.*"OrdersUrl"/s);
  assert.match(await refusal(file, { output: { rest: 'Table' } }), /Table in .* is no http URL/);
});

test('a stage that the config names, and neither the outputs nor the state have', async () => {
  const stages = ['prd'];
  assert.match(
    await refusal(fileWith({ shop: { Url: restUrl } }), { apiType: 'rest', stages }),
    /has no stage "prd".*"prod"/s,
  );
  assert.match(await refusal(fileWith(shownState(resources)), { stages }), /has no stage "prd".*"prod"/s);
});

test('sensitive values are never shown, wherever they stand', async () => {
  const secret = 'https://hidden.execute-api.eu-west-1.amazonaws.com/prod';
  const outputs = { url: { sensitive: true, type: 'string', value: secret } };
  const sensitive = resources.map((one) => ({ ...one, sensitive: ['invoke_url', 'api_endpoint'] }));
  for (const contents of [outputs, shownState(sensitive, outputs), storedState(sensitive, outputs)]) {
    const text = await refusal(fileWith(contents), { apiType: 'rest' });
    assert.match(text, /Sensitive outputs are not looked at \(url\)/);
    assert.doesNotMatch(text, /hidden|a1b2/);
  }
});
