import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { loaded } from './terraform/written-folder.fixture.ts';
import { aRestApi, httpApiOf, loadText, restApiOf } from './written-template.fixture.ts';

const stageWith = (settings: string) =>
  loadText(`Resources:
  Logs: { Type: AWS::Logs::LogGroup, Properties: { LogGroupName: /aws/shop } }
${aRestApi.replace('StageName: dev }', `StageName: dev, AccessLogSetting: ${settings} }`)}`);

describe('the access log setting of a stage', () => {
  it('names a log group or a delivery stream, and a format', () => {
    const logOf = (settings: string) => restApiOf(stageWith(settings).stack).stages[0]?.accessLog;
    const format = '{ "id": "$context.requestId" }';
    assert.deepEqual(logOf(`{ DestinationArn: !GetAtt Logs.Arn, Format: '${format}' }`), {
      logGroup: '/aws/shop',
      format,
    });
    const stream = 'arn:aws:firehose:us-east-1:123456789012:deliverystream/amazon-apigateway-shop';
    const toStream = logOf(`{ DestinationArn: "${stream}", Format: $context.requestId }`);
    assert.equal(toStream?.logGroup, 'amazon-apigateway-shop');
    assert.match(
      logOf('{ DestinationArn: !GetAtt Logs.Arn }')?.format ?? '',
      /^\$context\.identity\.sourceIp /,
    );
    assert.equal(restApiOf(loadText(`Resources:${aRestApi}`).stack).stages[0]?.accessLog, undefined);
  });

  it('of more than one line is refused, as API Gateway refuses it', () => {
    assert.throws(
      () => stageWith('{ DestinationArn: !GetAtt Logs.Arn, Format: "a\\nb" }'),
      /Format of AccessLogSetting of Stage .* must be a single line/,
    );
  });

  it('is the same in Terraform', async (t) => {
    const { deployment } = await loaded(t, {
      'main.tf': `
resource "aws_cloudwatch_log_group" "logs" {
  name = "/aws/http"
}
resource "aws_apigatewayv2_api" "a" {
  name          = "a"
  protocol_type = "HTTP"
  target        = "https://example.com"
}
resource "aws_apigatewayv2_stage" "s" {
  api_id      = aws_apigatewayv2_api.a.id
  name        = "$default"
  auto_deploy = true
  access_log_settings {
    destination_arn = aws_cloudwatch_log_group.logs.arn
    format          = jsonencode({ id = "$context.requestId" })
  }
}
`,
    });
    const [stack] = deployment.stacks;
    assert.ok(stack);
    assert.deepEqual(httpApiOf(stack).stages[0]?.accessLog, {
      logGroup: '/aws/http',
      format: '{"id":"$context.requestId"}',
    });
  });
});
