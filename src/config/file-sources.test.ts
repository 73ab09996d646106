import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { devNull, tmpdir } from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { Config } from './define-config.ts';
import { type DeployedTargets, resolveDeployed, type TargetWishes } from './resolve-targets.ts';

const root = mkdtempSync(path.join(tmpdir(), 'gatewright-files-'));
after(() => rmSync(root, { recursive: true }));
const urlOf = (api: string) => `https://${api}.execute-api.eu-west-1.amazonaws.com/prod`;
const file = path.join(root, 'cdk.json');
writeFileSync(file, JSON.stringify({ 'orders-prod': { A: urlOf('a1'), B: urlOf('b2') } }));

async function resolved(
  environments: Config['environments'],
  wishes: TargetWishes = {},
  variables: Readonly<Record<string, string>> = {},
): Promise<DeployedTargets> {
  const project = { root, configFile: null, contractFiles: [], contracts: [], environments };
  const env = { AWS_CONFIG_FILE: devNull, AWS_SHARED_CREDENTIALS_FILE: devNull, ...variables };
  const found = await resolveDeployed(wishes, project, { env, onNote: () => {} });
  if ('local' in found) throw new Error('a local gateway was wished for');
  return found;
}

const named = (name: string): TargetWishes => ({
  outputs: { file: path.join(root, name), option: '--outputs-file' },
});
const one = {
  outputsFile: './cdk.json',
  apiType: 'rest',
  contract: 'orders',
  output: { rest: 'A' },
} as const;

test('a file of the config is read from the project root, with what its source says', async () => {
  const { targets, sources } = await resolved({ e: { targets: [one] } });
  assert.deepEqual(
    targets.map(({ target, apiId }) => [target, apiId]),
    [['orders-prod:rest', 'a1']],
  );
  assert.equal(sources['orders-prod:rest']?.contract, 'orders');
});

test('a file that is named by itself is taken as the config knows it, and else as it is', async () => {
  const known = await resolved({ e: { targets: [one] } }, named('cdk.json'));
  assert.deepEqual([known.targets.length, known.environment], [1, 'e']);
  const unknown = await resolved({}, { ...named('cdk.json'), api: 'rest' });
  assert.equal(unknown.targets.length, 2);
});

test('a variable names a file where no option names targets', async () => {
  const variables = { GATEWRIGHT_OUTPUTS_FILE: 'cdk.json', GATEWRIGHT_API: 'rest' };
  assert.equal((await resolved({}, {}, variables)).targets.length, 2);
  const url = { url: urlOf('c3'), api: 'rest' };
  assert.equal((await resolved({}, url, variables)).targets.length, 1);
  await assert.rejects(
    resolved({}, {}, { ...variables, GATEWRIGHT_STACKS: 'a' }),
    /2 ways at once: GATEWRIGHT_STACKS and GATEWRIGHT_OUTPUTS_FILE/,
  );
});

test('what the config protects stays protected in a file: the file, its name, and the stacks in it', async () => {
  const protect = async (environment: Config['environments'][string], wishes: TargetWishes) =>
    (await resolved({ prod: environment }, wishes)).protect;
  const wishes = { ...named('cdk.json'), api: 'rest' };
  assert.ok(await protect({ protect: ['./cdk.json'], targets: [one] }, wishes));
  assert.ok(await protect({ protect: ['shop'], targets: [{ ...one, name: 'shop' }] }, wishes));
  assert.ok(await protect({ protect: true, targets: [{ stack: 'orders-prod' }] }, wishes));
  assert.ok(!(await protect({ protect: true, targets: [{ stack: 'admin' }] }, wishes)));
});
