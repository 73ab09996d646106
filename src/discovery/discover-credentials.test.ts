import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const module = fileURLToPath(new URL('./discover.ts', import.meta.url));
const nowhere = join(tmpdir(), 'gatewright-no-such-folder');

/** Discovery in a process that knows nothing of AWS but these variables; nothing is sent before there are credentials. */
function inAnEmptyHome(env: Readonly<Record<string, string>>): { refusal: string; stderr: string } {
  const script = `const { discover } = await import(${JSON.stringify(module)});
    await discover({ stacks: [{ stack: 's' }], env: process.env }).catch((error) =>
      console.log([error.name, error.message, ...error.next].join('\\n')));`;
  const { stdout, stderr } = spawnSync(
    process.execPath,
    ['--import', 'tsx', '--input-type=module', '--eval', script],
    {
      cwd: fileURLToPath(new URL('.', import.meta.url)),
      encoding: 'utf8',
      env: {
        PATH: process.env.PATH,
        HOME: nowhere,
        AWS_CONFIG_FILE: join(nowhere, 'config'),
        AWS_SHARED_CREDENTIALS_FILE: join(nowhere, 'credentials'),
        AWS_EC2_METADATA_DISABLED: 'true',
        ...env,
      },
    },
  );
  return { refusal: stdout, stderr };
}

test('no region: how to say one', () => {
  const { refusal } = inAnEmptyHome({});
  assert.match(refusal, /^UsageError\nNo AWS region is set\.\nSay which: --region eu-west-1/);
});

test('no credentials: how to get them, and how to do without', () => {
  const { refusal, stderr } = inAnEmptyHome({ AWS_DEFAULT_REGION: 'eu-west-1' });
  assert.match(refusal, /^UsageError\nThere are no AWS credentials\.\nSet AWS_PROFILE/);
  assert.match(refusal, /--local/);
  assert.equal(stderr, '', "the SDK's warnings stay out of people's output");
});
