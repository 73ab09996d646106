import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  CloudFormationClient,
  CreateChangeSetCommand,
  CreateStackCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  ListStacksCommand,
  UpdateStackCommand,
} from '@aws-sdk/client-cloudformation';
import { type LocalGateway, serveDeployment } from '../main.ts';
import { greetingTemplate, integrationTypeLine } from './deployed.fixture.ts';

const capabilities = ['CAPABILITY_IAM' as const];
const greeting = (ParameterValue: string) => ({ ParameterKey: 'Greeting', ParameterValue });
const kept = { ParameterKey: 'Greeting', UsePreviousValue: true };

describe('stacks deployed by the SDK', () => {
  let gateway: LocalGateway;
  let client: CloudFormationClient;

  before(async () => {
    gateway = await serveDeployment({ stacks: [] }, { warnings: [] });
    client = new CloudFormationClient({
      endpoint: gateway.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      maxAttempts: 1,
    });
  });
  after(() => gateway.close());

  const create = (StackName: string, TemplateBody = greetingTemplate(), more = {}) =>
    client.send(
      new CreateStackCommand({
        StackName,
        TemplateBody,
        Capabilities: capabilities,
        Parameters: [greeting('hello')],
        ...more,
      }),
    );
  const update = (StackName: string, TemplateBody: string, Parameters = [kept] as object[]) =>
    client.send(new UpdateStackCommand({ StackName, TemplateBody, Capabilities: capabilities, Parameters }));
  const described = async (StackName: string) =>
    (await client.send(new DescribeStacksCommand({ StackName }))).Stacks?.[0];
  const eventsOf = async (StackName: string) =>
    (await client.send(new DescribeStackEventsCommand({ StackName }))).StackEvents ?? [];
  const urlOf = async (name: string) => (await described(name))?.Outputs?.[0]?.OutputValue ?? '';
  const call = async (name: string) => {
    const answer = await fetch(await urlOf(name));
    return (await answer.json()) as { text: string; greeting: string; secret: string; pid: number };
  };

  it('serve as soon as their creation answers, and tell each resource as an event', async () => {
    await create('created');
    assert.equal((await described('created'))?.StackStatus, 'CREATE_COMPLETE');
    assert.equal((await call('created')).greeting, 'hello');
    const events = await eventsOf('created');
    assert.deepEqual(
      [events[0], events.at(-1)].map((event) => [event?.LogicalResourceId, event?.ResourceStatus]),
      [
        ['created', 'CREATE_COMPLETE'],
        ['created', 'CREATE_IN_PROGRESS'],
      ],
    );
    assert.ok(
      events.some(
        ({ LogicalResourceId, ResourceStatus }) =>
          LogicalResourceId === 'Function' && ResourceStatus === 'CREATE_COMPLETE',
      ),
    );
    await assert.rejects(create('created'), { name: 'AlreadyExistsException' });
  });

  it('keep their ids and parameters when they are updated, and leave the functions of others running', async () => {
    await create('updated', greetingTemplate(), {
      Parameters: [greeting('good day'), { ParameterKey: 'Secret', ParameterValue: 'told once' }],
    });
    await create('bystander');
    const [url, other] = [await urlOf('updated'), await call('bystander')];
    await update('updated', greetingTemplate({ text: 'v2' }), [
      kept,
      { ParameterKey: 'Secret', UsePreviousValue: true },
    ]);
    const answer = await call('updated');
    assert.deepEqual(
      { text: answer.text, greeting: answer.greeting, secret: answer.secret },
      { text: 'v2', greeting: 'good day', secret: 'told once' },
    );
    assert.equal(await urlOf('updated'), url);
    assert.equal((await call('bystander')).pid, other.pid);
    const stack = await described('updated');
    assert.equal(stack?.StackStatus, 'UPDATE_COMPLETE');
    assert.ok(stack.LastUpdatedTime instanceof Date);
    assert.equal(
      stack.Parameters?.find(({ ParameterKey }) => ParameterKey === 'Secret')?.ParameterValue,
      '****',
    );
  });

  it('answer every call while they are updated', async () => {
    await create('busy');
    const url = await urlOf('busy');
    let updating = true;
    const calls = (async () => {
      const statuses = new Set<number>();
      while (updating) statuses.add((await fetch(url)).status);
      return statuses;
    })();
    for (const text of ['v2', 'v3', 'v4']) await update('busy', greetingTemplate({ text }));
    updating = false;
    assert.deepEqual([...(await calls)], [200]);
    assert.equal((await call('busy')).text, 'v4');
  });

  it('serve on as before when an update fails, and the events say which line is wrong', async () => {
    await create('survivor');
    await update('survivor', greetingTemplate({ text: 'v2', integrationType: 'AWS_PROXI' }));
    assert.equal((await described('survivor'))?.StackStatus, 'UPDATE_ROLLBACK_COMPLETE');
    assert.equal((await call('survivor')).text, 'v1');
    const failed = (await eventsOf('survivor')).find(
      ({ ResourceStatus }) => ResourceStatus === 'UPDATE_FAILED',
    );
    assert.equal(failed?.LogicalResourceId, 'GetGreeting');
    assert.match(
      failed.ResourceStatusReason ?? '',
      new RegExp(`AWS_PROXI.*line ${integrationTypeLine} of the template`),
    );
    await update('survivor', greetingTemplate({ text: 'v3' }));
    assert.equal((await call('survivor')).text, 'v3');
  });

  it('say that what an update adds failed to be created', async () => {
    await create('grown');
    const added =
      '  Added: { Type: AWS::Lambda::Version, Properties: { Description: of nothing } }\nOutputs:';
    await update('grown', greetingTemplate().replace('Outputs:', added));
    const failed = (await eventsOf('grown')).find(({ LogicalResourceId }) => LogicalResourceId === 'Added');
    assert.equal(failed?.ResourceStatus, 'CREATE_FAILED');
    assert.match((await described('grown'))?.StackStatusReason ?? '', /failed to create: \[Added\]/);
  });

  it('are rolled back when their creation fails, and then can only be deleted', async () => {
    await create('hopeless', greetingTemplate({ integrationType: 'AWS_PROXI' }));
    const stack = await described('hopeless');
    assert.equal(stack?.StackStatus, 'ROLLBACK_COMPLETE');
    assert.match(stack.StackStatusReason ?? '', /failed to create: \[GetGreeting\]/);
    await assert.rejects(update('hopeless', greetingTemplate(), [greeting('hi')]), {
      message: `Stack:${stack.StackId} is in ROLLBACK_COMPLETE state and can not be updated.`,
    });
    await client.send(new DeleteStackCommand({ StackName: 'hopeless' }));
    await create('hopeless');
    assert.equal((await call('hopeless')).text, 'v1');
  });

  it('are gone once deleted, with their function’s process; only their id still finds them', async () => {
    await create('deleted');
    const [{ pid }, url, stack] = [await call('deleted'), await urlOf('deleted'), await described('deleted')];
    await client.send(new DeleteStackCommand({ StackName: 'deleted' }));
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
    assert.equal((await fetch(url)).status, 404);
    await assert.rejects(described('deleted'), { message: 'Stack with id deleted does not exist' });
    assert.equal((await described(stack?.StackId ?? ''))?.StackStatus, 'DELETE_COMPLETE');
    const { StackSummaries = [] } = await client.send(
      new ListStacksCommand({ StackStatusFilter: ['DELETE_COMPLETE'] }),
    );
    assert.ok(StackSummaries.some(({ StackName }) => StackName === 'deleted'));
  });

  it('are refused before anything changes, in CloudFormation’s words', async () => {
    await assert.rejects(create('refused', greetingTemplate(), { Capabilities: [] }), {
      name: 'InsufficientCapabilitiesException',
      message: 'Requires capabilities : [CAPABILITY_IAM]',
    });
    await assert.rejects(create('refused', greetingTemplate(), { Parameters: [] }), {
      message: 'Parameters: [Greeting] must have values',
    });
    await assert.rejects(
      create('refused', greetingTemplate(), {
        Parameters: [greeting('x'), { ParameterKey: 'Greting', ParameterValue: 'x' }],
      }),
      { message: 'Parameters: [Greting] do not exist in the template' },
    );
    await assert.rejects(create('refused', 'Resources: {'), { message: /^Template format error: / });
    await assert.rejects(create('under_score'), { message: /\[a-zA-Z\]\[-a-zA-Z0-9\]\*/ });
    await assert.rejects(update('refused', greetingTemplate()), {
      message: 'Stack [refused] does not exist',
    });
    await assert.rejects(described('refused'), { message: 'Stack with id refused does not exist' });
  });

  it('come about by change sets, which say what they would do and do nothing else', async () => {
    const change = (ChangeSetName: string, more: object) => ({
      StackName: 'planned',
      ChangeSetName,
      TemplateBody: greetingTemplate(),
      Capabilities: capabilities,
      ...more,
    });
    await client.send(
      new CreateChangeSetCommand(change('first', { ChangeSetType: 'CREATE', Parameters: [greeting('hi')] })),
    );
    assert.equal((await described('planned'))?.StackStatus, 'REVIEW_IN_PROGRESS');
    const of = (ChangeSetName: string) => ({ StackName: 'planned', ChangeSetName });
    const first = await client.send(new DescribeChangeSetCommand(of('first')));
    assert.deepEqual([first.Status, first.ExecutionStatus], ['CREATE_COMPLETE', 'AVAILABLE']);
    assert.ok(first.Changes?.every(({ ResourceChange }) => ResourceChange?.Action === 'Add'));
    await client.send(new ExecuteChangeSetCommand(of('first')));
    assert.equal((await call('planned')).greeting, 'hi');

    await client.send(new CreateChangeSetCommand(change('same', { Parameters: [kept] })));
    const same = await client.send(new DescribeChangeSetCommand(of('same')));
    assert.deepEqual(
      [same.Status, same.StatusReason, same.ExecutionStatus],
      [
        'FAILED',
        "The submitted information didn't contain changes. Submit different information to create a change set.",
        'UNAVAILABLE',
      ],
    );
    await assert.rejects(client.send(new ExecuteChangeSetCommand(of('same'))), {
      name: 'InvalidChangeSetStatusException',
    });
    await client.send(new DeleteChangeSetCommand(of('same')));
    await assert.rejects(client.send(new DescribeChangeSetCommand(of('same'))), {
      name: 'ChangeSetNotFoundException',
    });
    await assert.rejects(update('planned', `# a comment\n${greetingTemplate()}`), {
      message: 'No updates are to be performed.',
    });

    await client.send(new CreateChangeSetCommand(change('other', { Parameters: [greeting('bye')] })));
    const other = await client.send(new DescribeChangeSetCommand(of('other')));
    assert.deepEqual(
      other.Changes?.map(({ ResourceChange }) => [ResourceChange?.Action, ResourceChange?.LogicalResourceId]),
      [['Modify', 'Function']],
    );
    assert.equal((await call('planned')).greeting, 'hi');
  });
});
