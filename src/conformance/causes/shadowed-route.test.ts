import assert from 'node:assert/strict';
import { test } from 'node:test';
import { observe } from '../answer.ts';
import { tell } from '../exchange.fixture.ts';
import { judge } from '../judge.ts';

const told = {
  key: 'GET /files/latest',
  body: { file: 'latest' },
  expect: { body: { file: 'the latest one' } },
};

function diagnosisBeside(other: string): string {
  const { exchange, contract } = tell(told);
  const route = { responses: { 200: true }, examples: {} };
  const routes = { ...contract.routes, [other]: route };
  assert.equal(observe(exchange).gatewayError, null);
  const results = judge([exchange], [{ ...contract, routes }]);
  return results.find(({ check }) => check === 'body')?.diagnosis ?? '';
}

test('a route that promises the same path more widely is named where the specific one answers wrong', () => {
  assert.match(diagnosisBeside('GET /files/{path+}'), /^GET \/files\/\{path\+\} takes this path too/);
  assert.match(diagnosisBeside('GET /files/{name}'), /^GET \/files\/\{name\} takes this path too/);
});

test('a route of another method or another path is not', () => {
  for (const other of ['POST /files/{path+}', 'GET /folders/{path+}', 'GET /files/{a}/{b}'])
    assert.doesNotMatch(diagnosisBeside(other), /takes this path too/);
});
