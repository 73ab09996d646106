import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Target } from '../discovery/target.ts';
import { productionSigns, productionWord } from './production.ts';

const target: Target = {
  target: 'orders:rest',
  apiType: 'rest',
  invokeUrl: 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: 'orders',
  endpointType: 'REGIONAL',
  apiId: 'abc123',
};
const nowhere = { name: null, protect: false };
const signOf = (change: Partial<Target>, environment = nowhere as Parameters<typeof productionSigns>[1]) =>
  productionSigns([{ ...target, ...change }], environment)[0]?.because ?? null;

test('a word stands for production where it stands alone', () => {
  for (const name of [
    'prod',
    'Prod',
    'PRODUCTION',
    'orders-prod',
    'prod_eu',
    'OrdersProd',
    'prd1',
    'api.live.eu',
    'prod2',
  ])
    assert.notEqual(productionWord(name), null, name);
  for (const name of [
    'products',
    'reproduce',
    'delivery',
    'alive',
    'preprod',
    'pre-prod',
    'non-prod',
    'nonProd',
    'prod-like',
    'prod-copy',
    'dev',
    '',
  ])
    assert.equal(productionWord(name), null, name);
});

test('a target says by what it looks like production', () => {
  assert.equal(signOf({}), null);
  assert.equal(signOf({ stage: 'prod' }), 'the name of the stage has the word "prod"');
  assert.equal(
    signOf({ stackName: 'orders-prod-eu' }),
    'the name of the stack has the word "prod": orders-prod-eu',
  );
  assert.equal(
    signOf({ environmentTags: { Environment: 'Production' } }),
    'the stack is tagged Environment=Production',
  );
  assert.equal(
    signOf({ stackName: null, invokeUrl: 'https://live.example.com/v1' }),
    'its host has the word "live": live.example',
  );
  assert.equal(signOf({ stackName: null, invokeUrl: 'https://api.example.live/v1' }), null);
  assert.equal(
    signOf({}, { name: 'production', protect: false }),
    'the name of the environment has the word "production"',
  );
  assert.equal(signOf({}, { name: 'dev', protect: true }), 'gatewright.config.ts protects it (protect)');
});
