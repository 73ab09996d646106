import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Target } from '../discovery/target.ts';
import { fail, pass } from './check.ts';
import { tell } from './exchange.fixture.ts';
import { judge } from './judge.ts';
import type { TargetCheck } from './target-check.ts';

const check: TargetCheck = {
  id: 'two-versions',
  title: 'One version answers',
  family: 'drift',
  apiTypes: ['rest', 'http'],
  severity: 'warning',
  why: 'Callers get different answers.',
  fix: 'Finish the deployment.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/canary-release.html',
  judge: ({ exchanges }) => [
    { route: '*', example: 'all exchanges', outcome: pass },
    ...exchanges.map((observed) => ({
      route: observed.exchange.route,
      example: 'an exchange',
      outcome: fail('there are two'),
      observed,
    })),
  ],
};

function judged(told: Parameters<typeof tell>[0] = {}) {
  const { exchange, contract } = tell(told);
  const target: Target = {
    target: exchange.target,
    apiType: exchange.apiType,
    invokeUrl: 'https://a1b2c3.execute-api.eu-west-1.amazonaws.com/dev',
    stage: 'dev',
    region: 'eu-west-1',
    stackName: 'my-api',
    endpointType: 'REGIONAL',
    apiId: 'a1b2c3',
  };
  return { exchange, results: judgeBoth(target) };

  function judgeBoth(one: Target) {
    const other = { ...one, target: 'other:rest' };
    return judge([exchange], [contract], {
      checks: [],
      targetChecks: [check],
      targets: [one, other].map((each) => ({ target: each, contract: contract.name, deployment: null })),
    });
  }
}

test('a target is judged as a whole, by its own exchanges only', () => {
  const { exchange, results } = judged();
  assert.deepEqual(
    results.map(({ target, route, outcome }) => [target, route, outcome]),
    [
      [exchange.target, '*', 'pass'],
      [exchange.target, exchange.route, 'fail'],
      ['other:rest', '*', 'pass'],
    ],
  );
});

test('what a target check found points to the exchange that shows it, with its advice', () => {
  const { exchange, results } = judged();
  const failure = results.find(({ outcome }) => outcome === 'fail');
  assert.equal(failure?.exchange, exchange.id);
  assert.match(failure?.curl ?? '', /^curl /);
  assert.equal(failure?.diagnosis, 'Callers get different answers. Finish the deployment.');
  assert.equal(results[0]?.exchange, undefined);
});
