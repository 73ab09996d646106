import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callHandler } from '../python-handler.fixture.ts';

interface ProxyResult {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

test('the result has the form that a proxy integration wants: a number, and a text that is JSON', () => {
  const [ending] = callHandler<ProxyResult>(new URL('backend.py', import.meta.url), 'get_widget', [
    { path: '/widget', httpMethod: 'GET' },
  ]);
  assert.ok(ending !== undefined && 'result' in ending);
  assert.equal(ending.result.statusCode, 200);
  assert.equal(ending.result.headers['Content-Type'], 'application/json');
  assert.deepEqual(JSON.parse(ending.result.body), { name: 'widget', path: '/widget' });
});
