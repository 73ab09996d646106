import assert from 'node:assert/strict';
import { test } from 'node:test';

interface Result {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: string;
}

const { handler } = (await import(new URL('index.mjs', import.meta.url).href)) as {
  handler(event: { readonly queryStringParameters?: Record<string, string> }): Promise<Result>;
};

test('it greets the world where an event of format 2.0 has no query at all', async () => {
  const { statusCode, headers, body } = await handler({});
  assert.equal(statusCode, 200);
  assert.equal(headers['content-type'], 'application/json');
  assert.deepEqual(JSON.parse(body), { message: 'Hello, World!' });
});

test('it greets whom the query names', async () => {
  const { body } = await handler({ queryStringParameters: { name: 'Zoë' } });
  assert.deepEqual(JSON.parse(body), { message: 'Hello, Zoë!' });
});
