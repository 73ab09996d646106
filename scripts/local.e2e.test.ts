import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cli, startCli } from './cli.fixture.ts';
import { assertPublished } from './schema.fixture.ts';

test('the local gateway prints one document when it is ready, serves from then on, and ends with Ctrl-C', async () => {
  const running = startCli(['local', '--json']);
  await running.seen(/\n\}\n$/);
  const [, invokeUrl = ''] = await running.seen(/"invokeUrl": "([^"]+\/dev)"/);
  const answer = await fetch(`${invokeUrl}/hello`);
  assert.deepEqual(await answer.json(), { message: 'Hello, World!' });
  running.child.kill('SIGINT');
  const { code, stdout } = await running.end;
  assert.equal(code, 130);
  assertPublished('local', stdout);
  await assert.rejects(fetch(`${invokeUrl}/hello`));
});

test('--local starts a gateway of its own, whatever AWS settings there are, and needs no contract to discover', async () => {
  const { code, stdout, stderr } = await cli(['discover', '--local', '--json'], {
    env: { AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_PROFILE: 'nobody', AWS_REGION: 'eu-west-1' },
  });
  assert.equal(code, 0, stderr);
  assertPublished('discover', stdout);
  const { targets } = JSON.parse(stdout) as { targets: { target: string; invokeUrl: string }[] };
  assert.ok(targets.some(({ target }) => target === 'lambda-api:rest'));
  for (const { invokeUrl } of targets) assert.match(invokeUrl, /^http:\/\/127\.0\.0\.1:\d+\/_api\//);
});
