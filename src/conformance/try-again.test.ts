import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observe } from './answer.ts';
import { otherApiType } from './api-type.ts';
import { type Told, tell } from './exchange.fixture.ts';
import type { PlannedExchange } from './exchange.ts';
import { isExplainedByDeployment, isRateLimited, retryAfterMs } from './try-again.ts';

const seen = (told: Told, planned: Partial<PlannedExchange> = {}) =>
  observe({ ...tell(told).exchange, ...planned });

const noRoute = { status: 403, body: { message: 'Missing Authentication Token' } } as const;
const failed = { status: 502, body: { message: 'Internal server error' } } as const;
const neverAsked = { status: 500, body: { message: 'Internal server error' } } as const;

test('a fresh deployment explains a missing route, an error of the gateway and a name that is not there yet', () => {
  assert.ok(isExplainedByDeployment(seen(noRoute)));
  assert.ok(isExplainedByDeployment(seen({ apiType: 'http', status: 404, body: { message: 'Not Found' } })));
  assert.ok(isExplainedByDeployment(seen(failed)));
  for (const silence of ['refused', 'dns', 'tls'] as const)
    assert.ok(isExplainedByDeployment(seen({ silence })));
});

test('it does not explain what the function says, what is promised, what a probe asked for, or silence', () => {
  assert.ok(!isExplainedByDeployment(seen({ status: 404, body: { error: 'no such item' } })));
  assert.ok(!isExplainedByDeployment(seen({ status: 500, body: { error: 'no database' } })));
  assert.ok(!isExplainedByDeployment(seen({ status: 403, body: { message: 'Forbidden' } })));
  assert.ok(!isExplainedByDeployment(seen(noRoute, { expects: 403, provokes: '4xx' })));
  assert.ok(!isExplainedByDeployment(seen(noRoute, { purpose: 'unknown-route', provokes: '4xx' })));
  for (const silence of ['timeout', 'reset'] as const) assert.ok(!isExplainedByDeployment(seen({ silence })));
});

test('what has an effect is sent again only where nobody was reached', () => {
  const posted = { effect: 'creates' } as const;
  assert.ok(isExplainedByDeployment(seen(noRoute, posted)));
  assert.ok(isExplainedByDeployment(seen(neverAsked, posted)));
  assert.ok(isExplainedByDeployment(seen({ silence: 'refused' }, posted)));
  assert.ok(!isExplainedByDeployment(seen(failed, posted)));
  assert.ok(!isExplainedByDeployment(seen({ ...neverAsked, apiType: 'http' }, posted)));
});

test('429 is worth waiting where nobody promised it, the quota is not used up, and nobody was reached', () => {
  const throttled = { status: 429, body: { message: 'Too Many Requests' } } as const;
  assert.ok(isRateLimited(seen(throttled)));
  assert.ok(isRateLimited(seen(throttled, { effect: 'creates' })));
  assert.ok(isRateLimited(seen({ status: 429, body: { error: 'slower' } })));
  assert.ok(!isRateLimited(seen({ status: 429, body: { error: 'slower' } }, { effect: 'creates' })));
  assert.ok(!isRateLimited(seen(throttled, { expects: 429 })));
  assert.ok(!isRateLimited(seen(throttled, { once: true })));
  assert.ok(!isRateLimited(seen({ status: 429, body: { message: 'Limit Exceeded' } })));
});

test('Retry-After is seconds or a date', () => {
  const now = new Date('2026-01-01T00:00:00Z');
  const after = (value: string) => retryAfterMs(seen({ headers: { 'retry-after': value } }), now);
  assert.equal(after('3'), 3000);
  assert.equal(after('Thu, 01 Jan 2026 00:00:05 GMT'), 5000);
  assert.equal(after('Wed, 31 Dec 2025 00:00:05 GMT'), null);
  assert.equal(after('soon'), null);
  assert.equal(retryAfterMs(seen({}), now), null);
});

test("the other API type shows in its request id, where the type's own is missing", () => {
  const bare = { 'x-amzn-requestid': [], 'x-amz-apigw-id': [] };
  const both = { 'apigw-requestid': 'x' };
  assert.equal(otherApiType(tell({ headers: { ...bare, ...both } }).exchange), 'http');
  assert.equal(otherApiType(tell({ headers: both }).exchange), null);
  assert.equal(otherApiType(tell({ headers: bare }).exchange), null);
  assert.equal(otherApiType(tell({ silence: 'reset' }).exchange), null);
});
