import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inContractOrder, withCapturers } from './captured-order.ts';
import { tell } from './exchange.fixture.ts';
import type { PlannedExchange } from './exchange.ts';

const planned = (id: string, told: Partial<PlannedExchange> = {}): PlannedExchange => ({
  ...tell().exchange,
  id,
  ...told,
});
const uses = ['id'];
const waits = (all: readonly PlannedExchange[]) =>
  Object.fromEntries(all.map(({ id, after = [] }) => [id, after]));

test('what reads the same value goes together, and what changes it takes its turn in the contract', () => {
  const all = [
    planned('made'),
    planned('read', { uses, after: ['made'] }),
    planned('read too', { uses, after: ['made'] }),
    planned('changed', { uses, after: ['made'], effect: 'changes' }),
    planned('read again', { uses, after: ['made'] }),
    planned('removed', { uses, after: ['made'], effect: 'changes' }),
    planned('something else'),
    planned('of another target', { uses, target: 'other:rest' }),
  ];
  assert.deepEqual(waits(inContractOrder(all)), {
    made: [],
    read: ['made'],
    'read too': ['made'],
    changed: ['made', 'read', 'read too'],
    'read again': ['made', 'changed'],
    removed: ['made', 'changed', 'read again'],
    'something else': [],
    'of another target': [],
  });
});

test('who picks an example gets what its values come from, by however long a way', () => {
  const all = [planned('a'), planned('b', { after: ['a'] }), planned('c', { after: ['b'] }), planned('d')];
  const [, , c] = all;
  assert.deepEqual(
    withCapturers(c === undefined ? [] : [c], all).map(({ id }) => id),
    ['a', 'b', 'c'],
  );
});
