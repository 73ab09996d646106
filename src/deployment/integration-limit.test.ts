import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deploymentOf, routeOf } from './deployment.fixture.ts';
import { integrationLimitMs } from './integration-limit.ts';
import { unread } from './reading.ts';

const timed = (key: string, timeoutMs: number | null) => {
  const { integration } = routeOf('rest');
  return { key, integration: integration && { ...integration, timeoutMs } };
};

test("an answer may take its integration's timeout and 2 s; names of parameters don't matter", () => {
  const deployment = deploymentOf('rest', {
    defined: [timed('GET /items/{id}', 5000), timed('ANY /orders', 60_000), timed('GET /orders', null)],
  });
  assert.equal(integrationLimitMs(deployment, 'GET /items/{number}'), 7000);
  assert.equal(integrationLimitMs(deployment, 'POST /orders'), 62_000);
});

test('where it could not be read, or the route is not there, nothing is known', () => {
  assert.equal(
    integrationLimitMs(deploymentOf('rest', { defined: unread('no permission') }), 'GET /items'),
    null,
  );
  assert.equal(integrationLimitMs(deploymentOf('rest'), 'GET /nowhere'), null);
});
