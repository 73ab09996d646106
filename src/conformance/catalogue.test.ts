import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { observe } from './answer.ts';
import { catalogue } from './catalogue.ts';
import type { Failure } from './check.ts';
import { authCases } from './checks/auth.cases.fixture.ts';
import { exposureCases } from './checks/exposure.cases.fixture.ts';
import { requestCases } from './checks/request.cases.fixture.ts';
import { settlingCases } from './checks/settling.cases.fixture.ts';
import { withoutContractCases } from './checks/without-contract.cases.fixture.ts';
import { anyOrigin, type Cases, oneOrigin, type Told, tell } from './exchange.fixture.ts';
import { promiseOf } from './promise.ts';

const allowed = {
  'access-control-allow-origin': '*',
  'access-control-allow-methods': 'GET, POST',
  'access-control-allow-headers': 'content-type',
};
const preflight = { purpose: 'preflight', cors: anyOrigin, headers: allowed, body: '' } as const;
const fromPage = { purpose: 'simple-cors', cors: anyOrigin } as const;
const user = { type: 'object', properties: { id: { type: 'string' } }, required: ['id'] } as const;
const missingToken = { status: 403, body: { message: 'Missing Authentication Token' } } as const;
const notFound = { apiType: 'http', status: 404, body: { message: 'Not Found' } } as const;
const png = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ';

const cases: { readonly [check: string]: Cases } = {
  ...requestCases,
  ...exposureCases,
  ...settlingCases,
  ...authCases,
  ...withoutContractCases,
  answered: {
    holds: { 'a response came': {} },
    fails: { 'nothing listens': [{ silence: 'refused' }, { received: 'refused' }] },
  },
  status: {
    holds: { 'the promised one': { expect: { status: 404 }, status: 404 } },
    fails: { another: [{ status: 500 }, { expected: '200', received: '500' }] },
    silent: { 'nothing is promised of a probe': { purpose: 'unknown-route', status: 500 } },
  },
  'gateway-error': {
    holds: {
      'the function answered': { status: 404, body: { error: 'Not found' }, expect: { status: 404 } },
      "the gateway's error is what is promised": {
        status: 400,
        body: { message: 'Invalid request body' },
        expect: { status: 400, body: { message: 'Invalid request body' } },
      },
      'only the gateway can refuse like this': {
        status: 429,
        body: { message: 'Too Many Requests' },
        expect: { status: 429 },
      },
    },
    fails: {
      'the promised 404 is the missing route': [
        { ...notFound, expect: { status: 404 } },
        { severity: 'warning' },
      ],
      "the promised body is the function's": [
        { ...notFound, expect: { status: 404, body: { error: 'no such item' } } },
        { received: '{"message":"Not Found"}' },
      ],
      'the schema of the promised error is another': [
        {
          status: 401,
          body: { message: 'Unauthorized' },
          expect: { status: 401 },
          route: { responses: { 401: user } },
        },
        {},
      ],
    },
  },
  envelope: {
    holds: {
      'a body': { body: { id: 1 } },
      'promised keys': { body: { statusCode: 200, body: '' }, expect: { body: { statusCode: 200 } } },
    },
    fails: {
      'statusCode and body arrive as content': [
        { body: { statusCode: 200, body: '{}' } },
        { pointer: '/statusCode' },
      ],
      'the status is text': [{ body: { statusCode: '404', headers: {} } }, {}],
    },
  },
  'base64-body': {
    holds: { text: { body: 'Hello, World!', expect: { text: 'Hello, World!' } } },
    fails: {
      'the promised text, encoded': [{ body: 'SGVsbG8=', expect: { text: 'Hello' } }, {}],
      'the promised JSON, encoded': [
        { body: Buffer.from('{"id":1}').toString('base64'), expect: { body: { id: 1 } } },
        {},
      ],
      'JSON, encoded': [{ body: Buffer.from('[1]').toString('base64') }, {}],
      'an image, encoded': [{ body: png, headers: { 'content-type': 'image/png' } }, {}],
    },
    silent: { 'nothing is promised': { purpose: 'unknown-route' } },
  },
  'content-type': {
    holds: {
      'the default': {},
      'parameters that nobody promised': { headers: { 'content-type': 'application/json; charset=utf-8' } },
      'the promised one': { headers: { 'content-type': 'text/csv' }, expect: { contentType: 'text/csv' } },
      'an error of the gateway has its own': {
        ...missingToken,
        route: { contentType: 'text/html', responses: { 403: true } },
        expect: { status: 403 },
      },
    },
    fails: {
      another: [{ headers: { 'content-type': 'text/plain' } }, { received: 'text/plain' }],
      none: [{ headers: { 'content-type': [] } }, { received: 'no header' }],
      'a promised charset is missing': [{ expect: { contentType: 'application/json; charset=utf-8' } }, {}],
    },
    silent: { 'an empty body has no type': { status: 204, body: '', expect: { status: 204 } } },
  },
  body: {
    holds: {
      'more than promised': { body: { id: 1, more: true }, expect: { body: { id: 1 } } },
      'a list, whole': { body: [{ id: 1 }], expect: { body: [{ id: 1 }] } },
    },
    fails: {
      'another value': [
        { body: { user: { name: 'Bob' } }, expect: { body: { user: { name: 'Alice' } } } },
        { pointer: '/user/name', expected: '"Alice"', received: '"Bob"' },
      ],
      'a longer list': [{ body: [1, 2], expect: { body: [1] } }, { pointer: '' }],
      'no JSON': [{ body: '<html>', expect: { body: {} } }, {}],
      'an empty body': [{ body: '', expect: { body: {} } }, {}],
    },
  },
  'body-text': {
    holds: { 'the text': { body: 'Hello, World!', expect: { text: 'Hello, World!' } } },
    fails: { another: [{ body: 'Hello', expect: { text: 'Hello, World!' } }, { received: '"Hello"' }] },
  },
  'body-schema': {
    holds: {
      'it matches': { body: { id: '1' }, route: { responses: { 200: user } } },
      'text is one string to its schema': {
        body: 'id;name',
        route: { contentType: 'text/csv', responses: { 200: { type: 'string', minLength: 1 } } },
      },
      'bytes are, too': {
        body: '\u0089PNG',
        route: { contentType: 'image/png', responses: { 200: { type: 'string', format: 'binary' } } },
      },
      'an empty schema wants nothing': { body: '', route: { responses: { 200: {} } } },
    },
    fails: {
      'a wrong type': [
        { body: { id: 1 }, route: { responses: { 200: user } } },
        { pointer: '/id', expected: 'must be string', received: '1' },
      ],
      'a missing property': [
        { body: {}, route: { responses: { 200: user } } },
        { pointer: '/id', received: 'nothing' },
      ],
      'text that its schema does not allow': [
        {
          body: '42',
          route: { contentType: 'text/plain', responses: { 200: { type: 'string', minLength: 3 } } },
        },
        {},
      ],
      'no JSON': [{ body: 'oops', route: { responses: { 200: user } } }, {}],
    },
    silent: {
      'HEAD has no body': { method: 'HEAD', body: '', route: { responses: { 200: user } } },
      'a promised text is no JSON': { body: 'Hello', expect: { text: 'Hello' } },
    },
  },
  headers: {
    holds: {
      'in any case': { headers: { 'X-Page': '2' }, expect: { headers: { 'x-page': '2' } } },
    },
    fails: {
      'not there': [{ expect: { headers: { 'x-page': '2' } } }, { pointer: 'x-page', received: 'no header' }],
      another: [{ headers: { 'x-page': '3' }, expect: { headers: { 'x-page': '2' } } }, { received: '3' }],
    },
  },
  'set-cookie': {
    holds: {
      'a line each': {
        headers: { 'set-cookie': ['a=1; Path=/', 'b=2; Expires=Wed, 21 Oct 2026 07:28:00 GMT'] },
      },
      'as promised': {
        headers: { 'set-cookie': 'a=1; Path=/' },
        expect: { headers: { 'set-cookie': 'a=1' } },
      },
    },
    fails: {
      lost: [{ expect: { headers: { 'set-cookie': 'a=1' } } }, { pointer: 'set-cookie' }],
      'folded into one line': [{ headers: { 'set-cookie': 'a=1; Path=/, b=2; Path=/' } }, {}],
    },
  },
  'redirect-location': {
    holds: { 'with an address': { status: 302, expect: { status: 302 }, headers: { location: '/there' } } },
    fails: { 'without one': [{ status: 302, expect: { status: 302 } }, { pointer: 'location' }] },
    silent: { 'a 304 leads nowhere': { status: 304, body: '', expect: { status: 304 } } },
  },
  'unknown-route': {
    holds: {
      'a REST API refuses': { purpose: 'unknown-route', ...missingToken },
      'an HTTP API refuses': { purpose: 'unknown-route', ...notFound },
      'a gateway response of its own': {
        purpose: 'unknown-route',
        status: 404,
        body: { error: 'nothing here' },
        headers: { 'x-amzn-ErrorType': 'MissingAuthenticationTokenException' },
      },
    },
    fails: {
      'a function answers': [{ purpose: 'unknown-route', body: { ok: true } }, { severity: 'warning' }],
      'a function breaks': [
        { purpose: 'unknown-route', status: 502, body: { message: 'Internal server error' } },
        { severity: 'error' },
      ],
    },
  },
  'wrong-method': {
    holds: { 'the gateway refuses': { purpose: 'wrong-method', ...missingToken } },
    fails: {
      'a function answers': [{ purpose: 'wrong-method', body: {} }, { severity: 'warning' }],
    },
  },
  'cors-preflight-status': {
    holds: { 'a 204': { ...preflight, status: 204 }, 'a 200': preflight },
    fails: { 'no OPTIONS': [{ ...preflight, ...missingToken }, { received: '403' }] },
    silent: { 'no promise': { purpose: 'preflight', status: 500 } },
  },
  'cors-allow-origin': {
    holds: {
      any: preflight,
      'the origin itself': {
        ...preflight,
        cors: oneOrigin,
        headers: { 'access-control-allow-origin': 'https://app.example' },
      },
    },
    fails: {
      'no header': [{ ...preflight, headers: {} }, { pointer: 'access-control-allow-origin' }],
      'a wildcard for calls with credentials': [
        { ...preflight, cors: { ...anyOrigin, credentials: true } },
        {},
      ],
    },
  },
  'cors-on-response': {
    holds: { allowed: { ...fromPage, headers: allowed } },
    fails: { 'no header': [fromPage, { received: 'no header' }] },
    silent: {
      'no Origin, no CORS': { cors: anyOrigin },
      'an error of the gateway': { ...fromPage, ...missingToken },
    },
  },
  'cors-on-gateway-error': {
    holds: { allowed: { ...fromPage, ...missingToken, headers: allowed } },
    fails: { 'no header': [{ ...fromPage, ...missingToken }, {}] },
    silent: { 'an HTTP API promises nothing here': { ...fromPage, ...notFound } },
  },
  'cors-allow-methods': {
    holds: {
      listed: preflight,
      any: { ...preflight, headers: { ...allowed, 'access-control-allow-methods': '*' } },
    },
    fails: {
      'not listed': [
        { ...preflight, headers: { ...allowed, 'access-control-allow-methods': 'POST' } },
        { expected: 'GET', received: 'POST' },
      ],
    },
  },
  'cors-allow-headers': {
    holds: {
      'in any case': {
        ...preflight,
        headers: { ...allowed, 'access-control-allow-headers': 'CONTENT-TYPE' },
      },
    },
    fails: {
      lacking: [
        { ...preflight, headers: { ...allowed, 'access-control-allow-headers': 'x-other' } },
        { expected: 'Content-Type' },
      ],
      'the wildcard never stands for Authorization': [
        {
          ...preflight,
          cors: { ...anyOrigin, headers: ['Authorization'] },
          headers: { ...allowed, 'access-control-allow-headers': '*' },
        },
        { expected: 'Authorization' },
      ],
    },
  },
  'cors-max-age': {
    holds: {
      'as promised': {
        ...preflight,
        cors: { ...anyOrigin, maxAgeSeconds: 600 },
        headers: { 'access-control-max-age': '600' },
      },
    },
    fails: {
      'no header': [{ ...preflight, cors: { ...anyOrigin, maxAgeSeconds: 600 } }, { expected: '600' }],
    },
  },
  'cors-denied-origin': {
    holds: {
      'nothing allowed': {
        ...preflight,
        cors: oneOrigin,
        headers: {},
        requestHeaders: { origin: 'https://stranger.example' },
      },
      'browsers read nothing of a preflight that failed': {
        ...preflight,
        cors: oneOrigin,
        status: 502,
        requestHeaders: { origin: 'https://stranger.example' },
      },
      'the answer itself allows nobody else': {
        purpose: 'denied-cors',
        cors: oneOrigin,
        requestHeaders: { origin: 'https://stranger.example' },
        headers: { 'access-control-allow-origin': 'https://app.example' },
      },
    },
    fails: {
      'the answer itself echoes': [
        {
          purpose: 'denied-cors',
          cors: oneOrigin,
          requestHeaders: { origin: 'https://stranger.example' },
          headers: { 'access-control-allow-origin': 'https://stranger.example' },
        },
        {},
      ],
      echoed: [
        {
          ...preflight,
          cors: oneOrigin,
          requestHeaders: { origin: 'https://stranger.example' },
          headers: { 'access-control-allow-origin': 'https://stranger.example' },
        },
        {},
      ],
      'a wildcard': [
        { ...preflight, cors: oneOrigin, requestHeaders: { origin: 'https://stranger.example' } },
        { received: '*' },
      ],
    },
  },
  'cors-credentials': {
    holds: {
      'as promised': {
        ...preflight,
        cors: { ...oneOrigin, credentials: true },
        headers: {
          'access-control-allow-origin': 'https://app.example',
          'access-control-allow-credentials': 'true',
        },
      },
    },
    fails: {
      'with a wildcard': [
        { ...preflight, headers: { ...allowed, 'access-control-allow-credentials': 'true' } },
        { received: '*' },
      ],
      'not allowed': [
        {
          ...preflight,
          cors: { ...oneOrigin, credentials: true },
          headers: { 'access-control-allow-origin': 'https://app.example' },
        },
        { expected: 'true' },
      ],
    },
  },
  'cors-expose-headers': {
    holds: {
      listed: {
        ...fromPage,
        cors: { ...anyOrigin, exposeHeaders: ['ETag'] },
        headers: { 'access-control-expose-headers': 'etag' },
      },
    },
    fails: {
      'not listed': [{ ...fromPage, cors: { ...anyOrigin, exposeHeaders: ['ETag'] } }, { expected: 'ETag' }],
    },
  },
  'cors-duplicate-headers': {
    holds: { once: { ...fromPage, headers: allowed } },
    fails: {
      'two lines': [{ ...fromPage, headers: { 'access-control-allow-origin': ['*', '*'] } }, {}],
      'two values in one line': [{ ...fromPage, headers: { 'access-control-allow-origin': '*, *' } }, {}],
    },
  },
  'cors-vary': {
    holds: {
      named: {
        ...fromPage,
        headers: { 'access-control-allow-origin': 'https://page.example', vary: 'Accept, Origin' },
      },
    },
    fails: {
      'not named': [
        { ...fromPage, headers: { 'access-control-allow-origin': 'https://page.example' } },
        { expected: 'Origin' },
      ],
    },
    silent: { 'the same for everybody': { ...fromPage, headers: allowed } },
  },
  'content-type-true': {
    holds: { JSON: { body: [] } },
    fails: {
      'text as JSON': [{ body: 'Hello' }, { pointer: 'content-type' }],
      'an error in JSON that claims to be text': [
        {
          status: 404,
          expect: { status: 404 },
          body: { error: 'no such item' },
          headers: { 'content-type': 'text/plain; charset=utf-8' },
        },
        { expected: 'application/json' },
      ],
      'JSON encoded twice': [{ body: JSON.stringify('{"id":1}') }, { severity: 'warning' }],
    },
  },
  'request-id': {
    holds: { 'a REST API': {}, 'an HTTP API': { apiType: 'http' } },
    fails: {
      'the gateway itself sends none': [
        { headers: { 'x-amzn-requestid': [], 'x-amz-apigw-id': [] } },
        { severity: 'error' },
      ],
      'something stands before it': [
        { url: 'https://api.shop.example/items', headers: { 'x-amzn-requestid': [], 'x-amz-apigw-id': [] } },
        { severity: 'warning' },
      ],
      'one of two': [{ headers: { 'x-amz-apigw-id': [] } }, { severity: 'warning' }],
      'that of the other API type': [
        {
          url: 'http://127.0.0.1:4010/items',
          headers: { 'x-amzn-requestid': [], 'x-amz-apigw-id': [], 'apigw-requestid': 'a1=' },
        },
        { severity: 'error', received: 'apigw-requestid' },
      ],
    },
  },
  'remapped-headers': {
    holds: { none: {} },
    fails: {
      'one that is missed': [
        { headers: { 'x-amzn-Remapped-WWW-Authenticate': 'Basic' } },
        { severity: 'warning' },
      ],
      'one of every proxy': [{ headers: { 'x-amzn-Remapped-Date': 'today' } }, { severity: 'note' }],
    },
  },
};

function outcomeOf(id: string, told: Told) {
  const check = catalogue.find((each) => each.id === id);
  assert.ok(check, `there is a check ${id}`);
  const { exchange, contract } = tell(told);
  if (!check.apiTypes.includes(exchange.apiType)) return null;
  return check.judge(observe(exchange), promiseOf(exchange, [contract]));
}

for (const [id, { holds, fails, silent = {} }] of Object.entries(cases)) {
  describe(id, () => {
    for (const [title, told] of Object.entries(holds)) {
      test(`holds: ${title}`, () => assert.deepEqual(outcomeOf(id, told), { outcome: 'pass' }));
    }
    for (const [title, [told, details]] of Object.entries(fails)) {
      test(`fails: ${title}`, () => {
        const outcome = outcomeOf(id, told);
        assert.equal(outcome?.outcome, 'fail');
        for (const [key, value] of Object.entries(details)) {
          assert.equal((outcome as Failure)[key as keyof Failure], value, key);
        }
        assert.match((outcome as Failure).message, /^\S.*[^.]$/s);
      });
    }
    for (const [title, told] of Object.entries(silent)) {
      test(`has nothing to say: ${title}`, () => assert.equal(outcomeOf(id, told), null));
    }
  });
}

describe('the catalogue', () => {
  test('every check is shown holding and failing above', () => {
    assert.deepEqual(catalogue.map(({ id }) => id).toSorted(), Object.keys(cases).toSorted());
    for (const [id, { holds, fails }] of Object.entries(cases)) {
      assert.ok(Object.keys(holds).length > 0 && Object.keys(fails).length > 0, id);
    }
  });

  test('ids are unique, and a check stands behind those that it waits for', () => {
    const ids = catalogue.map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length);
    for (const [index, { id, after }] of catalogue.entries()) {
      for (const earlier of after) assert.ok(ids.slice(0, index).includes(earlier), `${id} after ${earlier}`);
    }
  });

  test('every check says why it matters, what to do, and where its fact is written down', () => {
    for (const { id, title, why, fix, source } of catalogue) {
      assert.match(id, /^[a-z0-9-]+$/);
      assert.match(title, /^[A-Z].*[^.]$/);
      assert.match(why, /^[A-Z].*\.$/);
      assert.match(fix, /^[A-Z].*\.$/);
      assert.match(source, /^https:\/\//);
    }
  });
});
