import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulatedRun } from '../statistics/simulated-run.fixture.ts';
import { whereFrom } from './machine.ts';
import type { Run } from './run.ts';
import { vantageDifference } from './vantage-difference.ts';

test('a pipeline names its runner, a person may name the place, and elsewhere nobody does', () => {
  assert.deepEqual(whereFrom({}, null), { runner: null, region: null });
  assert.equal(whereFrom({ GITHUB_ACTIONS: 'true', CI: 'true' }, 'office').runner, 'office');
  const github = {
    GITHUB_ACTIONS: 'true',
    RUNNER_ENVIRONMENT: 'github-hosted',
    ImageOS: 'ubuntu24',
    RUNNER_ARCH: 'X64',
  };
  assert.equal(whereFrom(github, null).runner, 'GitHub Actions github-hosted ubuntu24 X64');
  assert.equal(whereFrom({ GITLAB_CI: 'true' }, null).runner, 'GitLab CI');
});

test('AWS_REGION says where the runner is only inside AWS: elsewhere it says where targets are looked for', () => {
  assert.equal(whereFrom({ AWS_REGION: 'eu-west-1' }, null).region, null);
  assert.equal(whereFrom({ AWS_REGION: 'eu-west-1', CODEBUILD_BUILD_ID: 'b:1' }, null).region, 'eu-west-1');
});

const run = simulatedRun({
  series: [{ target: 'my-api:rest', route: 'GET /a', outcomes: [{ second: 0, ms: 20 }] }],
});
const [connections] = run.connections;

function from(machine: Partial<Run['machine']>, changes: Partial<Run['connections'][number]> = {}): Run {
  assert.ok(connections !== undefined);
  return { ...run, machine: { ...run.machine, ...machine }, connections: [{ ...connections, ...changes }] };
}

test('runs from one place may be held against each other, handshakes a little apart', () => {
  assert.equal(vantageDifference(run, run), null);
  assert.equal(vantageDifference(run, from({}, { connectFloorMs: 14 })), null);
  assert.equal(vantageDifference(from({}, { connectFloorMs: 0.1 }), from({}, { connectFloorMs: 0.9 })), null);
});

test('another runner, region, protocol or distance is said', () => {
  const said = (other: Run) => vantageDifference(run, other) ?? '';
  assert.equal(
    said(from({ runner: 'office' })),
    'They were measured from different places: the runner was not named and office.',
  );
  assert.match(
    said(from({ region: 'eu-west-1', cpus: 8 })),
    /the region was .*; the number of CPUs was 2 and 8/,
  );
  assert.match(
    said(from({}, { protocols: { 'HTTP/1.1': 9 } })),
    /protocol with my-api:rest was HTTP\/2\.0 tls1\.3 and HTTP\/1\.1/,
  );
  assert.match(
    said(from({}, { connectFloorMs: 80 })),
    /a TCP connection to my-api:rest took 12\.1 ms and 80\.0 ms at the least/,
  );
});
