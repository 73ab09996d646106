import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tell } from './exchange.fixture.ts';
import type { PlannedExchange } from './exchange.ts';
import { scopeFrom, withinScope } from './scope.ts';

const planned = (id: string, told: Partial<PlannedExchange>): PlannedExchange => ({
  ...tell().exchange,
  id,
  ...told,
});

const all = [
  planned('fine', {}),
  planned('not found', { provokes: '4xx' }),
  planned('gone', { provokes: '4xx' }),
  planned('broken', { provokes: '5xx' }),
  planned('no such path', { purpose: 'unknown-route', provokes: '4xx' }),
  planned('no such method', { purpose: 'wrong-method', provokes: '4xx' }),
  planned('nor this one', { purpose: 'wrong-method', provokes: '4xx' }),
  planned('no such method elsewhere', { purpose: 'wrong-method', provokes: '4xx', target: 'other:rest' }),
];

test('deploy provokes no 5xx, keeps the 4xx of the contract, and one probe of each kind of 4xx a target', () => {
  const { planned: sent, leftOut } = withinScope(all, 'deploy');
  assert.deepEqual(
    sent.map(({ id }) => id),
    ['fine', 'not found', 'gone', 'no such path', 'no such method', 'no such method elsewhere'],
  );
  assert.deepEqual(
    leftOut.map(({ provokes }) => provokes),
    ['5xx', '4xx'],
  );
});

test('a route that may stand open is asked in every scope, up to ten a target', () => {
  const asked = Array.from({ length: 12 }, (_, index) =>
    planned(`open ${index}`, { purpose: 'no-credentials', provokes: '4xx' }),
  );
  assert.equal(withinScope(asked, 'deploy').planned.length, 10);
});

test('full leaves nothing out', () => {
  assert.deepEqual(withinScope(all, 'full'), { planned: all, leftOut: [] });
});

test('without a word a pipeline gets deploy, and a person full', () => {
  const at = (ci: boolean) => ({ option: '--scope ', ci });
  assert.equal(scopeFrom(null, at(true)), 'deploy');
  assert.equal(scopeFrom(null, at(false)), 'full');
  assert.equal(scopeFrom('full', at(true)), 'full');
  assert.throws(() => scopeFrom('all', at(true)), /--scope all makes no sense/);
});
