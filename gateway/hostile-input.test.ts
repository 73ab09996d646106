import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { backend, callOf, httpApi, restApi, restMethod } from './api.fixture.ts';
import type { HeaderLine } from './call.ts';
import { isSendable } from './header-rules.ts';
import { serveHttp } from './http/serve.ts';
import { parseQuery } from './query.ts';
import { serveRest } from './rest/serve.ts';

const rest = restApi(
  { '/': [restMethod('ANY')], '/{proxy+}': [restMethod('ANY')] },
  { binaryMediaTypes: ['image/png'] },
);
const http = httpApi(['$default', 'GET /a/{b}/{c+}'], {
  cors: {
    allowOrigins: ['*'],
    allowMethods: [],
    allowHeaders: [],
    exposeHeaders: [],
    allowCredentials: false,
    maxAge: null,
  },
});
const bounds = { seed: 7, numRuns: 300 };

const target = fc
  .array(
    fc.constantFrom(
      '/',
      '//',
      'a',
      '%',
      '%2F',
      '%zz',
      '%00',
      '{b}',
      '..',
      '+',
      '?',
      '=',
      '&',
      ';',
      'é',
      '__proto__',
    ),
  )
  .map((parts) => `/dev${parts.join('')}`);
const headers = fc.array(
  fc.tuple(
    fc.constantFrom('Accept', 'content-type', 'Cookie', 'Origin', 'X-Amzn-Trace-Id', '__proto__'),
    fc.string(),
  ),
);

for (const [name, serve] of [
  ['a REST API', (behind: ReturnType<typeof backend>) => serveRest(rest, behind)],
  ['an HTTP API', (behind: ReturnType<typeof backend>) => serveHttp(http, behind)],
] as const) {
  test(`${name} answers whatever is sent with something that can be sent back`, async () => {
    const sent = fc.record({
      target,
      headers,
      body: fc.uint8Array(),
      method: fc.constantFrom('GET', 'POST', 'OPTIONS', 'HEAD'),
    });
    await fc.assert(
      fc.asyncProperty(sent, async ({ target: path, headers: lines, body, method }) => {
        const options = { method, headers: lines as HeaderLine[], body: Buffer.from(body) };
        const answer = await serve(backend({ statusCode: 200 })).answer(callOf(path, options));
        assert.ok([200, 204, 400, 403, 404].includes(answer.status), String(answer.status));
        assert.ok(answer.headers.every(isSendable));
      }),
      bounds,
    );
  });

  test(`${name} makes of whatever a function returns something that can be sent`, async () => {
    const result = fc.oneof(
      fc.jsonValue(),
      fc.record(
        {
          statusCode: fc.oneof(fc.integer(), fc.string(), fc.constant(200)),
          headers: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.string())),
          multiValueHeaders: fc.oneof(fc.jsonValue(), fc.dictionary(fc.string(), fc.array(fc.string()))),
          cookies: fc.oneof(fc.jsonValue(), fc.array(fc.string())),
          body: fc.oneof(fc.jsonValue(), fc.string()),
          isBase64Encoded: fc.boolean(),
        },
        { requiredKeys: [] },
      ),
    );
    await fc.assert(
      fc.asyncProperty(result, async (returned) => {
        const answer = await serve(backend(returned)).answer(callOf('/dev/x'));
        assert.ok(answer.status >= 200 && answer.status <= 599);
        assert.ok(answer.headers.every(isSendable));
        assert.ok(typeof answer.body === 'string' || Buffer.isBuffer(answer.body));
      }),
      bounds,
    );
  });
}

test('a query is decoded as the URL standard encodes it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.string({ unit: 'grapheme', minLength: 1 }), fc.string({ unit: 'grapheme' }))),
      (pairs) => {
        const encoded = new URLSearchParams(pairs).toString();
        assert.deepEqual(parseQuery(encoded, '&'), [...new URLSearchParams(encoded)]);
        assert.deepEqual(parseQuery(encoded, /[&;]/), [...new URLSearchParams(encoded)]);
      },
    ),
    bounds,
  );
});
