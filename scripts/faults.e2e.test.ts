import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, test } from 'node:test';
import type { SmokeDocument } from '../src/report/documents.ts';
import { against, cli, startLocal } from './cli.fixture.ts';
import { plantedFaults, projectWithFaults } from './planted-faults.fixture.ts';

const faults = await plantedFaults();
const project = await projectWithFaults(faults);
const { startIssuer } = await import('../gateway/token/issuer.fixture.ts');
const issuer = await startIssuer();
const key = randomBytes(20).toString('hex');
const gateway = await startLocal(
  ['--parameter', `Issuer=${issuer.url}`, '--parameter', `ApiKeyValue=${key}`],
  { cwd: project.root },
);
after(async () => {
  await gateway.stop();
  await issuer.close();
  await project.remove();
});

const soon = Math.floor(Date.now() / 1000) + 3600;
const token = (aud: string) => issuer.token({ sub: 'alice', aud, exp: soon });
const gate = await cli(['smoke', '--json', '--scope', 'full'], {
  cwd: project.root,
  env: {
    ...against(gateway.endpoint),
    ACCOUNT_KEY: key,
    ACCOUNT_TOKEN: 'allow-alice',
    ACCOUNT_BEARER: await token('account'),
    ACCOUNT_BEARER_OF_ANOTHER_APP: await token('another-app'),
  },
});
const { results } = JSON.parse(gate.stdout || '{"results":[]}') as SmokeDocument;

test('every planted fault is there to be found', () => {
  assert.equal(gate.code, 1, gate.stderr);
  assert.ok(faults.length >= 25, `${faults.length} faults`);
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
