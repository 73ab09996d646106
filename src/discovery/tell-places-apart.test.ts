import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Target } from './target.ts';
import { tellPlacesApart } from './tell-places-apart.ts';

const target = (stackName: string, told: Partial<Target> = {}): { target: Target } => ({
  target: {
    target: `${stackName}:rest`,
    apiType: 'rest',
    invokeUrl: `https://${stackName}.${told.region}.${told.account}.example.com`,
    stage: 'prod',
    region: 'eu-west-1',
    stackName,
    endpointType: null,
    apiId: null,
    ...told,
  },
});
const names = (...found: { target: Target }[]) => tellPlacesApart(found).map((one) => one.target.target);

test('a stack name of one place stays as it is, whatever the others are', () => {
  assert.deepEqual(names(target('a'), target('b', { region: 'us-east-1' })), ['a:rest', 'b:rest']);
});

test('the region is told where it differs, the account where it does, and both where one alone is not enough', () => {
  const us = { region: 'us-east-1', account: '…9012' };
  const eu = { region: 'eu-west-1', account: '…9012' };
  const other = { region: 'eu-west-1', account: '…4321' };
  assert.deepEqual(names(target('a', us), target('a', eu)), ['a.us-east-1:rest', 'a.eu-west-1:rest']);
  assert.deepEqual(names(target('a', eu), target('a', other)), ['a.9012:rest', 'a.4321:rest']);
  assert.deepEqual(names(target('a', us), target('a', eu), target('a', other)), [
    'a.us-east-1:rest',
    'a.eu-west-1.9012:rest',
    'a.eu-west-1.4321:rest',
  ]);
});

test('logical ids and stages stay behind it', () => {
  const name = 'my-api.RestApi:rest@prod';
  assert.deepEqual(
    names(target('my-api', { target: name }), target('my-api', { target: name, region: 'us-east-1' })),
    ['my-api.eu-west-1.RestApi:rest@prod', 'my-api.us-east-1.RestApi:rest@prod'],
  );
});

test('what is found twice is one target', () => {
  assert.deepEqual(names(target('a'), target('a')), ['a:rest']);
});

test('names are unique, whatever is found', () => {
  const place = fc.record({
    stackName: fc.constantFrom('a', 'b'),
    region: fc.constantFrom('eu-west-1', 'us-east-1'),
    account: fc.constantFrom('…9012', '…4321'),
    stage: fc.constantFrom('prod', 'beta'),
    url: fc.constantFrom('https://a', 'https://b', 'https://c', 'https://d'),
  });
  fc.assert(
    fc.property(fc.array(place, { maxLength: 10 }), (places) => {
      const all = names(
        ...places.map(({ stackName, url: invokeUrl, ...told }) => target(stackName, { ...told, invokeUrl })),
      );
      assert.equal(new Set(all).size, all.length, all.join());
    }),
    { seed: 8, numRuns: 300 },
  );
});
