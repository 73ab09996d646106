import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ApiType, Contract } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type PairingWishes, pairContracts } from './subjects.ts';

const contract = (name: string, apiTypes?: readonly ApiType[]): Contract =>
  apiTypes === undefined ? { name, routes: {} } : { name, apiTypes, routes: {} };

const target = (stackName: string | null, apiType: ApiType = 'rest'): Target => ({
  target: `${stackName}:${apiType}`,
  apiType,
  invokeUrl: 'https://api.example.com/v1',
  stage: null,
  region: null,
  stackName,
  endpointType: null,
  apiId: null,
});

const paired = (targets: readonly Target[], contracts: readonly Contract[], wishes?: PairingWishes) =>
  pairContracts(targets, { contracts }, wishes).subjects.map(
    (subject) => `${subject.target.target} ${subject.contract.name}`,
  );

test('a stack is held against the contract of its name, or of its start before a dash, the longest', () => {
  const contracts = [contract('my'), contract('my-api'), contract('my-api-internal')];
  const stacks = ['my-api', 'my-api-prod', 'my-api-internal-dev', 'my-apis'].map((name) => target(name));
  assert.deepEqual(paired(stacks, contracts), [
    'my-api:rest my-api',
    'my-api-prod:rest my-api',
    'my-api-internal-dev:rest my-api-internal',
    'my-apis:rest my',
  ]);
});

test("the environment's target names the contract, and --contract comes before it", () => {
  const contracts = [contract('a'), contract('b'), contract('s')];
  const sources = { 's:rest': { stack: 's', contract: 'a' } };
  assert.deepEqual(paired([target('s')], contracts, { sources }), ['s:rest a']);
  assert.deepEqual(paired([target('s')], contracts, { sources, contract: 'b' }), ['s:rest b']);
});

test('a bare URL is held against the only contract, or the one that its source names', () => {
  assert.deepEqual(paired([target(null)], [contract('a')]), ['null:rest a']);
  const sources = {
    'null:rest': { url: 'https://api.example.com/v1/', apiType: 'rest', contract: 'b' },
  } as const;
  assert.deepEqual(paired([target(null)], [contract('a'), contract('b')], { sources }), ['null:rest b']);
  assert.throws(() => paired([target(null)], [contract('a'), contract('b')]), /No contract is for null:rest/);
});

test('a target without a stack is held against the contract of its own name, too', () => {
  const named = (name: string) => ({ ...target(null), target: `${name}:rest@prod` });
  const contracts = [contract('orders'), contract('admin')];
  assert.deepEqual(paired([named('orders'), named('orders-api')], contracts), [
    'orders:rest@prod orders',
    'orders-api:rest@prod orders',
  ]);
});

test('a contract for the other API type is none', () => {
  const contracts = [contract('s', ['http']), contract('other')];
  const { subjects, unpaired } = pairContracts([target('s'), target('s', 'http')], { contracts });
  assert.deepEqual(
    subjects.map((subject) => subject.target.apiType),
    ['http'],
  );
  assert.deepEqual(
    unpaired.map(({ apiType }) => apiType),
    ['rest'],
  );
});

function refusal(targets: readonly Target[], contracts: readonly Contract[], wishes?: PairingWishes): string {
  try {
    pairContracts(targets, { contracts }, wishes);
  } catch (error) {
    assert.ok(error instanceof UsageError);
    return [error.message, ...error.next].join('\n');
  }
  throw new Error('nothing was refused');
}

test('a contract that is not there: the near ones, and all', () => {
  const contracts = [contract('my-api'), contract('lambda-api')];
  assert.match(
    refusal([target('x')], contracts, { contract: 'my-ap' }),
    /--contract names the contract "my-ap".*Did you mean "my-api"\?.*Contracts: my-api, lambda-api\./s,
  );
  assert.match(
    refusal([target('x')], contracts, { sources: { 'x:rest': { stack: 'x', contract: 'y' } } }),
    /The config names the contract "y"/,
  );
  assert.match(refusal([], contracts, { contract: 'y' }), /"y"/);
});

test('nothing pairs: for which target, which contracts there are, and how to say it', () => {
  assert.match(
    refusal([target('x')], [contract('a')]),
    /No contract is for x:rest\.\nContracts: a\.\n.*--contract a/,
  );
  assert.match(
    refusal([target('x')], []),
    /This project has no contracts\.\nWrite one, or have it begun: npx gatewright import --stack x$/,
  );
  assert.match(
    refusal([target('x')], [contract('a', ['http'])], { contract: 'a' }),
    /not for the API type of x:rest/,
  );
});
