import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, it, type TestContext } from 'node:test';
import { startGateway } from '../main.ts';
import { sourceOf } from './sources.ts';

const files = {
  'python-layer/python/shared.py': 'def words(): return "first"',
  'other-layer/python/shared.py': 'def words(): return "second"',
  'node-layer/nodejs/node_modules/shared/index.js': 'exports.words = "from node_modules";',
  'src/app.py':
    'import shared\ndef handler(event, context): return {"statusCode": 200, "body": shared.words()}',
  'src/index.js':
    'const shared = require("shared"); exports.handler = async () => ({ statusCode: 200, body: shared.words });',
};

async function served(t: TestContext, name: string, text: string) {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  t.after(() => rmSync(folder, { recursive: true }));
  for (const [file, content] of Object.entries({ ...files, [name]: text })) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  const source = name.endsWith('.tf') ? { file: folder, stackName: 'layers' } : sourceOf(join(folder, name));
  const gateway = await startGateway({ sources: [source] });
  t.after(() => gateway.close());
  const [stack] = gateway.stacks;
  const get = async (path: string) => {
    const answer = await fetch(`${stack?.apis[0]?.invokeUrl}${path}`);
    return [answer.status, await answer.text()];
  };
  return { get, warnings: gateway.warnings };
}

const api = `
  N: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: index.handler, Runtime: nodejs22.x, Layers: [!Ref Node], Events: { A: { Type: HttpApi, Properties: { Path: /node, Method: get } } } } }
  P: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: app.handler, Runtime: python3.13, Layers: [!Ref First, !Ref Second], Events: { A: { Type: HttpApi, Properties: { Path: /python, Method: get } } } } }`;

describe('layers', () => {
  it('of a SAM template: handlers import what they hold, of two the later', async (t) => {
    const { get, warnings } = await served(
      t,
      'template.yaml',
      `Transform: AWS::Serverless-2016-10-31
Resources:
  First: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: python-layer } }
  Second: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: ./other-layer/ } }
  Node: { Type: AWS::Lambda::LayerVersion, Properties: { LayerName: deps, Content: node-layer } }${api}`,
    );
    assert.deepEqual(warnings, []);
    assert.deepEqual(await get('/python'), [200, 'second']);
    assert.deepEqual(await get('/node'), [200, 'from node_modules']);
  });

  it('of a Terraform configuration', async (t) => {
    const { get } = await served(
      t,
      'main.tf',
      `data "archive_file" "layer" {
  type        = "zip"
  source_dir  = "python-layer"
  output_path = "layer.zip"
}
resource "aws_lambda_layer_version" "l" {
  layer_name = "l"
  filename   = data.archive_file.layer.output_path
}
resource "aws_lambda_function" "f" {
  function_name = "f"
  filename      = "src.zip"
  handler       = "app.handler"
  runtime       = "python3.13"
  role          = "arn:aws:iam::123456789012:role/r"
  layers        = [aws_lambda_layer_version.l.arn]
}
resource "aws_apigatewayv2_api" "a" {
  name          = "a"
  protocol_type = "HTTP"
  target        = aws_lambda_function.f.arn
}
resource "aws_lambda_permission" "p" {
  action        = "lambda:InvokeFunction"
  function_name = "f"
  principal     = "apigateway.amazonaws.com"
}`,
    );
    assert.deepEqual(await get('/'), [200, 'first']);
  });

  it("that the stack doesn't make are named", async (t) => {
    const { warnings } = await served(
      t,
      'template.yaml',
      `Transform: AWS::Serverless-2016-10-31
Resources:
  Built: { Type: AWS::Serverless::LayerVersion, Metadata: { BuildMethod: python3.13 }, Properties: { ContentUri: src } }
  F: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: app.handler, Runtime: python3.13, Layers: [!Ref Built, 'arn:aws:lambda:us-east-1:123456789012:layer:theirs:7'], Events: { A: { Type: HttpApi } } } }`,
    );
    const said = warnings.map(({ message }) => message);
    assert.match(said[0] ?? '', /^the layer is built by python3\.13, which is not run here: run sam build/);
    assert.match(
      said[1] ?? '',
      /^the layer arn:aws:lambda:us-east-1:123456789012:layer:theirs:7 is not loaded/,
    );
    assert.equal(said.length, 2);
  });
});
