import assert from 'node:assert/strict';
import { test } from 'node:test';
import { executionOf, whyMalformed } from './execution-log.ts';

const id = '4a2b1c3d-0000-4000-8000-000000000001';
const lines = (...said: readonly string[]) => said.map((line) => `(${id}) ${line}`);

test('a malformed result is told with what is wrong with it, where data is traced', () => {
  const execution = executionOf(id, [
    ...lines('Endpoint response body before transformations: {"statusCode": 200, "body": {"a": 1}}'),
    '(another-request) Execution failed due to configuration error: Invalid permissions on Lambda function',
    ...lines(
      'Execution failed due to configuration error: Malformed Lambda proxy response',
      'Method completed with status: 502',
    ),
  ]);
  assert.deepEqual(execution, {
    malformed: { why: 'its body is an object and no string' },
    mayNotInvoke: false,
    lambdaRequestId: null,
    configurationError: null,
    completed: true,
  });
  const untraced = executionOf(
    id,
    lines('Execution failed due to configuration error: Malformed Lambda proxy response'),
  );
  assert.deepEqual(untraced?.malformed, { why: null });
});

test('permissions, failed invocations and other errors are told apart', () => {
  const permission = 'Execution failed due to configuration error: Invalid permissions on Lambda function';
  assert.equal(executionOf(id, lines(permission))?.mayNotInvoke, true);
  const raised = `Lambda execution failed with status 200 due to customer function error: name 'x' is not defined. Lambda request id: 8f507cfc-xmpl-4697-b07a-ac58fc914c95`;
  assert.equal(executionOf(id, lines(raised))?.lambdaRequestId, '8f507cfc-xmpl-4697-b07a-ac58fc914c95');
  const mapping = 'Execution failed due to configuration error: Unable to transform response';
  assert.equal(executionOf(id, lines(mapping))?.configurationError, 'Unable to transform response');
  assert.equal(executionOf('other', lines(mapping)), null);
});

test('each way to return a malformed result has its own words', () => {
  const cases: readonly (readonly [unknown, RegExp | null])[] = [
    [{ statusCode: 200, body: '' }, null],
    [{ statusCode: '200', body: null }, null],
    [{ statusCode: '200 OK', body: '' }, /^its statusCode is "200 OK" and no number$/],
    [{ statusCode: 200, body: [1] }, /^its body is a list and no string$/],
    [{ statusCode: 200, body: 7 }, /^its body is a number and no string$/],
    [{ statusCode: 200, message: 'fine' }, /^it has the key "message", and only statusCode/],
    [{ statusCode: 200, headers: [] }, /headers are a list/],
    [{ statusCode: 200, multiValueHeaders: { a: 'b' } }, /multiValueHeaders/],
    ['text', /^it is a string and no object/],
    [null, /^it is null and no object/],
  ];
  for (const [result, words] of cases) {
    const why = whyMalformed(JSON.stringify(result));
    if (words === null) assert.equal(why, null);
    else assert.match(why ?? '', words);
  }
});

test('a result that the log has cut is told as far as it can be', () => {
  assert.equal(
    whyMalformed('{"statusCode": "200 OK", "body": "aaaa'),
    'its statusCode is "200 OK" and no number',
  );
  assert.equal(
    whyMalformed('{"statusCode": 200, "headers": {"a": "b"}, "body": {"a": '),
    'its body is an object and no string',
  );
  assert.equal(whyMalformed('{"statusCode": 200, "body": "aaa'), null);
});
