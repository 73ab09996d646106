import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import type { SmokeDocument } from '../src/report/documents.ts';
import { against, cli, startLocal } from './cli.fixture.ts';
import { plantedFaults, projectWithFaults } from './planted-faults.fixture.ts';

const faults = await plantedFaults();
const project = await projectWithFaults(faults);
const gateway = await startLocal([], { cwd: project.root });
after(async () => {
  await gateway.stop();
  await project.remove();
});

const gate = await cli(['smoke', '--json'], {
  cwd: project.root,
  env: against(gateway.endpoint),
});
const { results } = JSON.parse(gate.stdout || '{"results":[]}') as SmokeDocument;

test('every planted fault is there to be found', () => {
  assert.equal(gate.code, 1, gate.stderr);
  assert.ok(faults.length >= 30, `${faults.length} faults`);
});

for (const { name, fault, apiTypes, checks, says } of faults) {
  for (const apiType of apiTypes) {
    test(`${name}: ${fault} [${apiType}]`, () => {
      const failed = results.filter(
        ({ target, outcome }) => outcome === 'fail' && target.startsWith(`${name}:${apiType}`),
      );
      const seen = failed.map(({ check, severity, route, message, diagnosis }) =>
        [check, severity, route, message, diagnosis].join(' | '),
      );
      for (const check of checks) {
        assert.ok(
          failed.some((result) => result.check === check),
          `${check} says nothing:\n${seen.join('\n')}`,
        );
      }
      const told = failed.filter((result) => checks.includes(result.check));
      assert.ok(
        told.some(({ message, diagnosis }) => says.test(`${message} ${diagnosis}`)),
        `nobody says ${says}:\n${seen.join('\n')}`,
      );
    });
  }
}
