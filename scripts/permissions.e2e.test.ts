import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { SmokeDocument } from '../src/report/documents.ts';
import { against, cli } from './cli.fixture.ts';
import { startRecordedMyApi } from './recorded-aws.fixture.ts';

const { aws, project, stop } = await startRecordedMyApi({ warm: true });
after(stop);

test('a role that may only look at its stack passes the gate: each feature that is missing is said once', async () => {
  aws.deny(({ action }) => !action.startsWith('cloudformation:'));
  const { code, stdout, stderr } = await cli(['smoke', '--stack', 'my-api', '--json'], {
    cwd: project.root,
    env: against(aws.endpoint),
  });
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  const { deployments = [] } = JSON.parse(stdout) as SmokeDocument;
  const said = [...stderr.split('\n'), ...new Set(deployments.flatMap(({ unread }) => unread))];
  const features = said.flatMap(
    (line) => /without (.+): the permissions? .+ (?:is|are) missing/.exec(line)?.[1] ?? [],
  );
  assert.ok(features.includes('usage plans'), said.join('\n'));
  for (const { target, unread } of deployments) {
    const names = unread.map((line) => line.split(':')[0]);
    assert.equal(new Set(names).size, names.length, target);
  }
});
