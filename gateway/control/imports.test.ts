import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  type CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
  ListExportsCommand,
  ListImportsCommand,
  ValidateTemplateCommand,
} from '@aws-sdk/client-cloudformation';
import { type Deploying, deployingInto } from './deploying.fixture.ts';

const exporting = (output: string) => `Resources: { Topic: { Type: AWS::SNS::Topic } }
Outputs: { Name: { Value: ${output}, Export: { Name: shared } }, Own: { Value: x } }`;
const importing = 'Resources: { Queue: { Type: AWS::SQS::Queue, Properties: { Q: !ImportValue shared } } }';

describe('an export that another stack imports', () => {
  let deploying: Deploying;
  let client: CloudFormationClient;

  before(async () => {
    deploying = await deployingInto();
    client = deploying.client;
    await deploying.create('giver', exporting('one'));
    await deploying.create('taker', `${importing}\nOutputs: { Got: { Value: !ImportValue shared } }`);
  });
  after(() => deploying.gateway.close());

  const stackCalled = async (StackName: string) =>
    (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  const remove = (StackName: string) => client.send(new DeleteStackCommand({ StackName }));

  it('is listed with its importers', async () => {
    const { Exports } = await client.send(new ListExportsCommand({}));
    assert.deepEqual(
      Exports?.map(({ Name, Value }) => [Name, Value]),
      [['shared', 'one']],
    );
    const { Imports } = await client.send(new ListImportsCommand({ ExportName: 'shared' }));
    assert.deepEqual(Imports, ['taker']);
  });

  it('keeps its stack from being deleted', async () => {
    await remove('giver');
    const stack = await stackCalled('giver');
    assert.equal(stack?.StackStatus, 'DELETE_FAILED');
    assert.equal(
      stack.StackStatusReason,
      'Delete canceled. Cannot delete export shared as it is in use by taker.',
    );
  });

  it('can’t be changed or taken away by an update', async () => {
    for (const [body, verb] of [
      [exporting('two'), 'update'],
      ['Resources: { Topic: { Type: AWS::SNS::Topic } }', 'delete'],
    ] as const) {
      await deploying.update('giver', body);
      const stack = await stackCalled('giver');
      assert.equal(stack?.StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
      assert.equal(stack.StackStatusReason, `Cannot ${verb} export shared as it is in use by taker.`);
    }
  });

  it('goes with its stack once nobody imports it', async () => {
    await remove('taker');
    await remove('giver');
    await assert.rejects(stackCalled('giver'), /does not exist/);
  });

  it('validate-template says what a SAM template needs acknowledged', async () => {
    const TemplateBody = `Transform: AWS::Serverless-2016-10-31
Resources:
  F: { Type: AWS::Serverless::Function, Properties: { Handler: a.b, Runtime: python3.12, InlineCode: x } }`;
    const { Capabilities, CapabilitiesReason } = await client.send(
      new ValidateTemplateCommand({ TemplateBody }),
    );
    assert.deepEqual(Capabilities, ['CAPABILITY_IAM', 'CAPABILITY_AUTO_EXPAND']);
    assert.match(CapabilitiesReason ?? '', /AWS::IAM::Role, AWS::Serverless-2016-10-31/);
  });
});
