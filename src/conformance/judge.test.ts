import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { apiTypes } from '../contract/contract.ts';
import { UsageError } from '../errors/usage-error.ts';
import { anyOrigin, oneOrigin, tell } from './exchange.fixture.ts';
import type { Exchange } from './exchange.ts';
import { judge } from './judge.ts';

test('a sound exchange passes every check that has something to say of it', () => {
  const { exchange, contract } = tell({ body: { id: 1 }, expect: { body: { id: 1 } } });
  const results = judge([exchange], [contract]);
  assert.deepEqual([...new Set(results.map(({ outcome }) => outcome))], ['pass']);
  assert.ok(results.length >= 8);
});

test('a broken handler is one failure: what a wrong status takes the ground from is skipped, with the reason', () => {
  const { exchange, contract } = tell({
    status: 502,
    body: { message: 'Internal server error' },
    expect: { body: { id: 1 } },
  });
  const results = judge([exchange], [contract]);
  const failed = results.filter(({ outcome }) => outcome === 'fail');
  assert.deepEqual(
    failed.map(({ check }) => check),
    ['status'],
  );
  const body = results.find(({ check }) => check === 'body');
  assert.deepEqual([body?.outcome, body?.message], ['skip', 'the check status failed already']);
});

test('what waits for a check that was skipped itself is skipped for the same reason', () => {
  const { exchange, contract } = tell({
    body: { statusCode: 201, body: '{}', headers: { location: '/items/1' } },
    expect: { status: 201, headers: { location: '/items/1' } },
    route: { responses: { 201: true } },
  });
  const all = judge([exchange], [contract]);
  const outcomes = Object.fromEntries(all.map(({ check, outcome, message }) => [check, [outcome, message]]));
  assert.equal(outcomes.envelope?.[0], 'fail');
  assert.deepEqual(outcomes.status, ['skip', 'the check envelope failed already']);
  assert.deepEqual(outcomes.headers, ['skip', 'the check envelope failed already']);
});

test('where no answer came, nothing else is said', () => {
  const { exchange, contract } = tell({ silence: 'timeout' });
  assert.deepEqual(
    judge([exchange], [contract]).map(({ check, outcome }) => [check, outcome]),
    [['answered', 'fail']],
  );
});

test('a failure names target, route, example, pointer, expected, received, request id and a line to try', () => {
  const { exchange, contract } = tell({ body: { id: 2 }, expect: { body: { id: 1 } } });
  const failed = judge([exchange], [contract]).filter(({ outcome }) => outcome === 'fail');
  assert.deepEqual(failed, [
    {
      check: 'body',
      severity: 'error',
      target: 'shop:rest',
      route: 'GET /items',
      example: 'all items',
      outcome: 'fail',
      exchange: 'shop:rest example',
      requestId: 'id-of-x-amzn-requestid',
      message: '/id: expected 1, received 2',
      diagnosis:
        'The right status with the wrong content is still the wrong answer. Compare the function with the contract at the pointer: one of the two is wrong.',
      pointer: '/id',
      expected: '1',
      received: '2',
      curl: 'curl -i https://abc123.execute-api.eu-west-1.amazonaws.com/dev/items',
    },
  ]);
});

test('that a target sends no request ids is told once', () => {
  const { exchange, contract } = tell({
    url: 'http://127.0.0.1:4010/items',
    headers: { 'x-amzn-requestid': [], 'x-amz-apigw-id': [] },
  });
  const results = judge([exchange, { ...exchange, id: 'another' }], [contract]);
  assert.deepEqual(
    results.filter(({ check }) => check === 'request-id').map(({ outcome, severity }) => [outcome, severity]),
    [
      ['fail', 'warning'],
      ['skip', 'error'],
    ],
  );
});

test('account ids never reach a message', () => {
  const { exchange, contract } = tell({
    status: 403,
    body: { error: 'arn:aws:iam::123456789012:role/api' },
    expect: { status: 403, body: { error: 'x' } },
  });
  const text = JSON.stringify(judge([exchange], [contract]));
  assert.ok(text.includes('arn:aws:iam::************:role/api'));
  assert.ok(!text.includes('123456789012'));
});

test('a run for a contract that is gone is refused', () => {
  assert.throws(() => judge([tell().exchange], []), UsageError);
});

const answers: fc.Arbitrary<Exchange['answer']> = fc.record({
  kind: fc.constant('response' as const),
  status: fc.integer({ min: 100, max: 599 }),
  headers: fc.array(
    fc.tuple(
      fc.oneof(
        fc.constantFrom(
          'content-type',
          'Set-Cookie',
          'access-control-allow-origin',
          'Access-Control-Allow-Methods',
          'x-amzn-ErrorType',
          'x-amzn-RequestId',
          'location',
          'vary',
        ),
        fc.string({ minLength: 1 }),
      ),
      fc.string(),
    ),
    { maxLength: 6 },
  ),
  bodyBase64: fc
    .oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc.json().map((text) => Buffer.from(text)),
    )
    .map((bytes) => Buffer.from(bytes).toString('base64')),
  durationMs: fc.nat(),
});

const exchanges = fc
  .record({
    apiType: fc.constantFrom(...apiTypes),
    purpose: fc.constantFrom(
      'example' as const,
      'preflight' as const,
      'simple-cors' as const,
      'unknown-route' as const,
    ),
    answer: answers,
    cors: fc.constantFrom(anyOrigin, oneOrigin),
  })
  .map(({ answer, ...told }) => ({ ...tell(told).exchange, answer }));

const { contract } = tell({ cors: oneOrigin, expect: { body: { id: ['a', null] } } });

test('law: judging never throws, whatever bytes and headers come back', () => {
  fc.assert(
    fc.property(exchanges, (exchange) => {
      for (const { outcome, message } of judge([exchange], [contract])) {
        assert.ok(outcome === 'pass' || typeof message === 'string');
      }
    }),
    { seed: 7, numRuns: 300 },
  );
});

test('law: the order in which exchanges were made changes nothing', () => {
  fc.assert(
    fc.property(
      fc.array(exchanges, { minLength: 2, maxLength: 6 }),
      fc.infiniteStream(fc.nat()),
      (made, picks) => {
        const named = made.map((exchange, index) => ({ ...exchange, id: `${index}` }));
        const shuffled = named
          .map((exchange) => ({ exchange, pick: picks.next().value as number }))
          .toSorted((a, b) => a.pick - b.pick)
          .map(({ exchange }) => exchange);
        assert.deepEqual(judge(shuffled, [contract]), judge(named, [contract]));
      },
    ),
    { seed: 7, numRuns: 60 },
  );
});
