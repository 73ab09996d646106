import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Subject } from '../config/subjects.ts';
import type { ApiType, Contract } from '../contract/contract.ts';
import { UsageError } from '../errors/usage-error.ts';
import { planComparison } from './plan-comparison.ts';

const ok = { status: 200 } as const;
const contract: Contract = {
  name: 'shop',
  routes: {
    'GET /users': {
      responses: {},
      examples: { 'all of them': { expect: ok }, 'REST only': { apiTypes: ['rest'], expect: ok } },
    },
    'GET /users/{id}': {
      weight: 3,
      responses: {},
      examples: {
        one: { path: { id: '1' }, expect: ok },
        nobody: { path: { id: '0' }, expect: { status: 404 } },
      },
    },
    'GET /keys': { apiTypes: ['rest'], responses: {}, examples: { any: { expect: ok } } },
    'POST /users': { responses: {}, examples: { new: { expect: { status: 201 } } } },
  },
};

const subject = (apiType: ApiType): Subject => ({
  contract,
  target: {
    target: `shop:${apiType}`,
    apiType,
    apiId: 'a1b2c3',
    invokeUrl: `https://${apiType}.example${apiType === 'rest' ? '/dev' : ''}`,
    stage: apiType === 'rest' ? 'dev' : '$default',
    region: 'eu-west-1',
    stackName: 'shop',
    endpointType: 'REGIONAL',
  } as Subject['target'],
});

const planned = (more: Partial<Parameters<typeof planComparison>[0]> = {}) =>
  planComparison({
    runId: 'r',
    baseline: subject('rest'),
    candidate: subject('http'),
    ratePerSecond: 20,
    durationSeconds: 30,
    ...more,
  });

describe('the plan of a comparison', () => {
  it('sends the same example to both targets, arrival by arrival', () => {
    const { targets, requests } = planned();
    const [baseline, candidate] = targets;
    assert.equal(baseline?.order.length, candidate?.order.length);
    for (const [arrival, request] of (baseline?.order ?? []).entries()) {
      const here = requests[request];
      const there = requests[candidate?.order[arrival] ?? -1];
      assert.equal(
        here?.url.replace('https://rest.example/dev', ''),
        there?.url.replace('https://http.example', ''),
      );
    }
  });

  it('leaves out what only one of them may be sent, and what has an effect or promises no success', () => {
    const { series, requests } = planned();
    assert.deepEqual(
      series.map(({ target, route }) => `${target} ${route}`),
      [
        'shop:rest GET /users',
        'shop:rest GET /users/{id}',
        'shop:http GET /users',
        'shop:http GET /users/{id}',
      ],
    );
    assert.equal(requests.length, 4);
  });

  it('throws a coin for who goes first, and lets the other wait half a period', () => {
    const { turns, targets, warmUp } = planned();
    assert.equal(turns.gapSeconds, 0.025);
    assert.equal(turns.first.length, 600 + warmUp.arrivals);
    const heads = turns.first.filter((first) => first === 0).length / turns.first.length;
    assert.ok(heads > 0.4 && heads < 0.6);
    assert.deepEqual(
      targets.map(({ offsetSeconds }) => offsetSeconds),
      [0, 0],
    );
    assert.notDeepEqual(planned({ seed: 2 }).turns.first, turns.first);
    assert.deepEqual(planned().turns.first, turns.first);
  });

  it('refuses targets that share no route', () => {
    assert.throws(() => planned({ routes: 'GET /keys' }), UsageError);
    const other: Subject = {
      ...subject('http'),
      contract: {
        name: 'other',
        routes: { 'GET /things': { responses: {}, examples: { any: { expect: ok } } } },
      },
    };
    assert.throws(() => planned({ candidate: other }), /no route in common/);
  });
});
