import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repositoryOf } from '../survey/repository.fixture.ts';
import { deployingWorkflow } from './deploying-workflow.ts';

const workflow = (name: string, run: string) =>
  `${name}on: push\njobs: { a: { steps: [{ run: ${run} }] } }\n`;

test('the workflow that deploys is known by its name, or by its file', () => {
  const test = { '.github/workflows/test.yml': workflow('name: Tests\n', 'npm test') };
  const named = { ...test, '.github/workflows/cd.yml': workflow('name: Ship it\n', 'npx cdk deploy --all') };
  assert.equal(deployingWorkflow(repositoryOf(named)), 'Ship it');
  const nameless = { ...test, '.github/workflows/cd.yml': workflow('', 'sam deploy') };
  assert.equal(deployingWorkflow(repositoryOf(nameless)), '.github/workflows/cd.yml');
});

test('none, or several: nobody knows which', () => {
  assert.equal(deployingWorkflow(repositoryOf({})), null);
  const two = {
    '.github/workflows/a.yml': workflow('name: a\n', 'terraform apply'),
    '.github/workflows/b.yml': workflow('name: b\n', 'serverless deploy'),
  };
  assert.equal(deployingWorkflow(repositoryOf(two)), null);
});
