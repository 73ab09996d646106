import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whereFrom } from './machine.ts';

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
