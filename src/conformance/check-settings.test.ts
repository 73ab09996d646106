import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkContract } from '../contract/check-contract.ts';
import type { CheckSettings, Contract } from '../contract/contract.ts';
import type { UsageError } from '../errors/usage-error.ts';
import { refuseUnknownChecks } from './check-settings.ts';
import { tell } from './exchange.fixture.ts';
import { judge } from './judge.ts';

const broken = tell({ body: { id: 1 }, expect: { body: { id: '1' } } });

function judged(settings: { readonly contract?: CheckSettings; readonly route?: CheckSettings }) {
  const { exchange, contract } = broken;
  const route = contract.routes[exchange.route];
  const set: Contract = {
    ...contract,
    ...(settings.contract === undefined ? {} : { checks: settings.contract }),
    routes: {
      ...contract.routes,
      ...(route === undefined || settings.route === undefined
        ? {}
        : { [exchange.route]: { ...route, checks: settings.route } }),
    },
  };
  return judge([exchange], [set]);
}

const because = 'the id is a number until March';

test('a check that is switched off is skipped, and the reason is told', () => {
  const result = judged({ contract: { body: { severity: 'off', because } } }).find(
    ({ check }) => check === 'body',
  );
  assert.equal(result?.outcome, 'skip');
  assert.match(result?.message ?? '', /switched off by the contract: the id is a number until March/);
});

test('a check that counts less still fails, with its severity changed and the reason told', () => {
  const result = judged({ contract: { body: { severity: 'note', because } } }).find(
    ({ check }) => check === 'body',
  );
  assert.equal(result?.outcome, 'fail');
  assert.equal(result?.severity, 'note');
  assert.match(result?.diagnosis ?? '', /counts it as a note: the id is a number until March\.$/);
});

test("a route's word goes before the contract's", () => {
  const result = judged({
    contract: { body: { severity: 'off', because } },
    route: { body: { severity: 'warning', because } },
  }).find(({ check }) => check === 'body');
  assert.equal(result?.outcome, 'fail');
  assert.equal(result?.severity, 'warning');
});

test('what is switched off takes no ground from the checks behind it', () => {
  const checksOf = (settings: CheckSettings) =>
    judged({ contract: settings })
      .filter(({ outcome }) => outcome !== 'skip')
      .map(({ check }) => check);
  assert.ok(checksOf({ status: { severity: 'off', because } }).includes('content-type'));
});

test('a setting has a severity and a reason, and names a check that there is', () => {
  const { contract } = broken;
  const mistakes = (checks: unknown) => checkContract({ ...contract, checks }).map(({ path }) => path);
  assert.deepEqual(mistakes({ body: { severity: 'off', because } }), []);
  assert.deepEqual(mistakes({ body: { severity: 'off' } }), ['checks.body.because']);
  assert.deepEqual(mistakes({ body: { severity: 'low', because } }), ['checks.body.severity']);
  assert.throws(
    () =>
      refuseUnknownChecks({ ...contract, checks: { boddy: { severity: 'off', because } } }, [
        'body',
        'status',
      ]),
    (error: UsageError) => /checks names "boddy"/.test(error.message) && /"body"/.test(String(error.next)),
  );
});
