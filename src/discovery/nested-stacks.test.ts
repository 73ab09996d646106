import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discovered, restApi, v2Api } from './discovered.fixture.ts';
import type { FakeResource, FakeStack } from './fake-cloudformation.fixture.ts';

const arn = (name: string) => `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/6d0c`;
const nested = (logicalId: string, name: string): FakeResource => [
  'AWS::CloudFormation::Stack',
  logicalId,
  arn(name),
];
const inner = (name: string, ...resources: FakeResource[]): FakeStack => ({ name, id: arn(name), resources });

test('APIs of nested stacks, however deep, belong to the stack that people name', async () => {
  const { targets, notes, calls } = await discovered(
    {
      server: 'gatewright',
      stacks: [
        { name: 'shop', resources: [nested('Orders', 'shop-Orders-1')] },
        inner('shop-Orders-1', nested('Api', 'shop-Orders-1-Api-2')),
        inner('shop-Orders-1-Api-2', restApi('r1'), ['AWS::ApiGateway::Stage', 'Stage', 'prod']),
      ],
      restApis: { r1: { stages: ['prod'] } },
    },
    { stack: 'shop' },
  );
  assert.deepEqual(
    targets.map(({ target, stackName, stage }) => [target, stackName, stage]),
    [['shop:rest', 'shop', 'prod']],
  );
  assert.deepEqual(notes, []);
  assert.deepEqual(
    calls.filter((call) => call.startsWith('Describe')),
    ['DescribeStacks shop'],
    'a nested stack costs one call, which lists it',
  );
});

test('several APIs of one type are told apart by where they lie', async () => {
  const { urls } = await discovered(
    {
      server: 'gatewright',
      stacks: [
        { name: 'shop', resources: [nested('Orders', 'o'), nested('Admin', 'a')] },
        inner('o', restApi('r1', 'Api'), v2Api('h1', 'Events')),
        inner('a', restApi('r2', 'Api')),
      ],
      restApis: { r1: { stages: ['prod'] }, r2: { stages: ['prod', 'test'] } },
      v2Apis: { h1: { stages: ['$default'] } },
    },
    { stack: 'shop' },
  );
  assert.deepEqual(Object.keys(urls), [
    'shop.Orders.Api:rest',
    'shop.Admin.Api:rest@prod',
    'shop.Admin.Api:rest@test',
    'shop:http',
  ]);
});

test('an output that hands on what a nested stack made is no second API', async () => {
  const url = 'http://127.0.0.1:4010/_api/r1/prod';
  const { urls } = await discovered(
    {
      stacks: [
        { name: 'shop', outputs: { Url: url }, resources: [nested('Api', 'n')] },
        { ...inner('n', restApi('r1')), outputs: { ApiUrl: url } },
      ],
      restApis: { r1: { stages: ['prod'] } },
    },
    { stack: 'shop' },
  );
  assert.deepEqual(urls, { 'shop:rest': url });
});

test('a nested stack that may not be read, and one that is gone, are named in one note; the rest is found', async () => {
  const { urls, notes } = await discovered(
    {
      server: 'gatewright',
      stacks: [
        {
          name: 'shop',
          resources: [nested('Api', 'n'), nested('Secret', 'secret'), nested('Gone', 'gone')],
        },
        inner('n', restApi('r1')),
        inner('secret', restApi('r2')),
      ],
      restApis: { r1: { stages: ['prod'] } },
      odd: { [`ListStackResources ${arn('secret')}`]: { code: 'AccessDenied', message: 'no' } },
    },
    { stack: 'shop' },
  );
  assert.deepEqual(Object.keys(urls), ['shop:rest']);
  assert.equal(notes.length, 2);
  assert.match(notes[0] ?? '', /nested in shop that could not be read: secret, gone\.$/);
  assert.match(notes[1] ?? '', /permission cloudformation:ListStackResources.* is missing/);
});

test('stacks that an emulator nests in a circle, or without an end, are read once each and then no further', async () => {
  const chain = Array.from({ length: 14 }, (_, at) => inner(`n${at}`, nested('Next', `n${at + 1}`)));
  const { notes, calls } = await discovered(
    {
      server: 'gatewright',
      stacks: [
        { name: 'shop', resources: [restApi('r1'), nested('A', 'a'), nested('Deep', 'n0')] },
        inner('a', nested('B', 'b')),
        inner('b', nested('A', 'a')),
        ...chain,
      ],
      restApis: { r1: { stages: ['prod'] } },
    },
    { stack: 'shop' },
  );
  assert.equal(calls.filter((call) => call === `ListStackResources ${arn('a')}`).length, 1);
  assert.match(notes.join('\n'), /could not be read: n10\./);
});

const instance = 'StackSet-orders-prod-0f8fad5b-d9cb-469f-a165-70867728950e';

test('the name of a stack set finds the stack that it made here, and keeps its own name', async () => {
  const { targets, notes } = await discovered(
    {
      server: 'gatewright',
      stacks: [{ name: 'StackSet-orders-x' }, { name: instance, resources: [restApi('r1')] }],
      restApis: { r1: { stages: ['prod'] } },
    },
    { stack: 'orders-prod' },
  );
  assert.deepEqual(
    targets.map(({ target, stackName }) => [target, stackName]),
    [['orders-prod:rest', 'orders-prod']],
  );
  assert.deepEqual(notes, [`orders-prod is a stack set: its stack here is ${instance}.`]);
});

test('the stacks of two sets of one name, and a misspelt set, are named', async () => {
  const another = instance.replace('0f8f', '1f8f');
  await assert.rejects(
    discovered({ stacks: [{ name: instance }, { name: another }] }, { stack: 'orders-prod' }),
    /There are 2 stacks of a stack set orders-prod/,
  );
  await assert.rejects(
    discovered({ stacks: [{ name: instance }] }, { stack: 'order-prod' }),
    (error: Error & { next?: readonly string[] }) => /"orders-prod"/.test(error.next?.join() ?? ''),
  );
});
