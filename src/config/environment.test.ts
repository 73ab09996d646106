import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Environment } from './define-config.ts';
import { environmentOf } from './environment.ts';

const project = (...names: string[]) => ({
  configFile: '/project/gatewright.config.ts',
  environments: Object.fromEntries(names.map((name): [string, Environment] => [name, { local: true }])),
});

test('without a name it is the only environment, or the default one', () => {
  assert.equal(environmentOf(project('staging')).name, 'staging');
  assert.equal(environmentOf(project('staging', 'default')).name, 'default');
  assert.equal(environmentOf(project('staging', 'default'), 'staging').name, 'staging');
});

test('an unknown environment: the near ones, and all', () => {
  assert.throws(() => environmentOf(project('staging', 'prod'), 'stagin'), {
    name: 'UsageError',
    message: 'There is no environment "stagin" in the config.',
    next: ['Did you mean "staging"?', 'It has: staging, prod.'],
  });
  assert.throws(() => environmentOf(project('staging'), 'toString'), /no environment "toString"/);
});

test('several environments and no default: which to say', () => {
  assert.throws(() => environmentOf(project('staging', 'prod')), {
    name: 'UsageError',
    next: ['Say which: --env staging, --env prod.'],
  });
});

test('nothing to test at all: two examples of how to say what, and what writes a config', () => {
  const next = [
    'Say what to test, for example --stack my-api',
    'or --url https://API_ID.execute-api.REGION.amazonaws.com/STAGE --api rest',
  ];
  assert.throws(() => environmentOf(project()), { name: 'UsageError', next });
  assert.throws(() => environmentOf({ configFile: null, environments: {} }, 'prod'), {
    message: 'There is no environment "prod": this project has no gatewright.config.ts.',
    next: [...next, 'A config, of what is deployed from here: npx gatewright init'],
  });
  assert.throws(() => environmentOf(project(), 'prod'), {
    message: 'There is no environment "prod": the config has none at all.',
    next,
  });
});
