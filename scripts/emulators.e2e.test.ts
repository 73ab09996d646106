import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { checkout, cli } from './cli.fixture.ts';
import { type MiniStack, startMiniStack, withoutMiniStack } from './ministack.fixture.ts';

describe('MiniStack, given by AWS_ENDPOINT_URL and nothing else', { skip: withoutMiniStack }, () => {
  let emulator: MiniStack;
  let root: string;
  const outputs: Record<string, string> = {};

  before(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'gatewright-emulators-'));
    await mkdir(path.join(root, 'node_modules'));
    await symlink(checkout, path.join(root, 'node_modules/gatewright'), 'dir');
    await writeFile(path.join(root, 'package.json'), '{ "type": "module" }\n');
    emulator = await startMiniStack();
    const template = path.join(checkout, 'stacks/my-api/template.yaml');
    Object.assign(outputs, await emulator.deploy('my-api', template));
  });

  after(async () => {
    await emulator?.stop();
    await rm(root, { recursive: true, force: true });
  });

  const run = (...typed: readonly string[]) => cli(typed, { cwd: root, env: emulator.env });

  test('discover finds both APIs under paths of the endpoint, and names the emulator', async () => {
    const { code, stdout, stderr } = await run('discover', '--stack', 'my-api', '--json');
    assert.equal(code, 0, stderr);
    const { targets } = JSON.parse(stdout) as {
      targets: { target: string; invokeUrl: string; emulator: unknown }[];
    };
    assert.deepEqual(
      targets.map(({ target }) => target),
      ['my-api:rest', 'my-api:http'],
    );
    for (const { invokeUrl, emulator: who } of targets) {
      assert.ok(invokeUrl.startsWith(`${emulator.endpoint}/_aws/execute-api/`), invokeUrl);
      assert.deepEqual(who, { origin: emulator.endpoint, server: null });
    }
    assert.match(stderr, /^note: An emulator answered, not AWS: http:\/\/127\.0\.0\.1:\d+\./m);
  });

  test('smoke without a contract passes, and says what only AWS sends', async () => {
    const { code, stdout, stderr } = await run('smoke', '--stack', 'my-api');
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    assert.match(stdout, /there is no x-amz-apigw-id header \(request-id\)/);
    assert.match(stdout, /my-api:http: \d+ passed/);
    assert.match(
      stdout,
      /the emulator at http:\/\/127\.0\.0\.1:\d+ answered, not AWS: what it does differently/,
    );
  });

  test('import writes a contract, and latency measures by it without a word of an account of AWS', async () => {
    const imported = await run('import', '--stack', 'my-api');
    assert.match(imported.stdout, /contracts\/my-api\.ts: 5 routes/, imported.stderr);
    const typed = [
      'latency',
      '--stack',
      'my-api',
      '--route',
      'GET /hello',
      '--rate',
      '10',
      '--duration',
      '2s',
    ];
    const plan = await run(...typed, '--plan');
    assert.equal(plan.code, 0, plan.stderr);
    assert.match(plan.stdout, /USD on AWS, and nothing on the emulator/);
    assert.match(
      plan.stdout,
      new RegExp(`^account {4}…\\d{4} in us-east-1, emulated by ${emulator.endpoint}$`, 'm'),
    );
    const { code, stdout, stderr } = await run(...typed, '--json');
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    assert.match(stdout, /"my-api:rest"/);
  });
});
