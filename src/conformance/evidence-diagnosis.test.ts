import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallEvidence, FunctionOutcome } from '../evidence/evidence.ts';
import { evidenceCauses } from './causes/evidence.ts';
import { type Told, tell } from './exchange.fixture.ts';
import { failedCalls } from './failed-calls.ts';
import { judge } from './judge.ts';

const failed: Told = { status: 502, body: { message: 'Internal server error' } };
const failedHttp: Told = { apiType: 'http', status: 500, body: { message: 'Internal Server Error' } };

function diagnosisOf(told: Told, evidence: Partial<CallEvidence>, of = 'status'): string {
  const { exchange, contract } = tell(told);
  const results = judge([exchange], [contract], {
    evidence: [
      {
        exchange: exchange.id,
        functionName: 'shop',
        logGroup: '/aws/lambda/shop',
        outcomes: [],
        permission: null,
        configurationError: null,
        functionState: null,
        ...evidence,
      },
    ],
  });
  return results.find(({ check }) => check === of)?.diagnosis ?? '';
}

const raised: FunctionOutcome = {
  kind: 'raised',
  errorType: 'NameError',
  message: "name 'USERZ' is not defined",
  place: 'index.py line 42',
};

/** Cause → what was read, and what has to be said of it. */
const cases: { readonly [id: string]: readonly [Partial<CallEvidence>, RegExp, Told?] } = {
  'function-cannot-run': [
    { functionState: 'it does not exist' },
    /shop can't run: it does not exist\. Deploy/,
  ],
  'invoke-permission-missing': [
    {
      permission: { granted: false, wanted: '…:abc123/dev/GET/items', has: ['…:abc123/prod/*'] },
      outcomes: [raised],
    },
    /may not invoke the function shop: no permission for …:abc123\/dev\/GET\/items; the function's policy has …:abc123\/prod\/\*\. Add/,
    failedHttp,
  ],
  'execution-failed': [
    { configurationError: 'Unable to transform response' },
    /execution log says of this request: Unable to transform response\./,
  ],
  'function-timed-out-logged': [
    { outcomes: [{ kind: 'timed-out', seconds: 3 }] },
    /shop timed out after 3 s,/,
  ],
  'function-out-of-memory': [
    { outcomes: [{ kind: 'out-of-memory', memoryMb: 128 }] },
    /out of memory \(128 MB\)/,
  ],
  'function-not-loaded': [
    {
      outcomes: [
        { kind: 'not-loaded', errorType: 'Runtime.ImportModuleError', message: "No module named 'requests'" },
      ],
    },
    /does not load: Runtime\.ImportModuleError: No module named 'requests'\. Package the module/,
  ],
  'function-raised': [
    { outcomes: [raised] },
    /^The function shop raised NameError: name 'USERZ' is not defined \(index\.py line 42\)\. .*log group \/aws\/lambda\/shop\./,
  ],
  'function-exited': [
    { outcomes: [{ kind: 'exited', message: 'Runtime exited with error: exit status 1' }] },
    /ended before it answered: Runtime exited with error: exit status 1\./,
  ],
  'result-malformed': [
    { outcomes: [{ kind: 'returned', malformed: 'its body is an object and no string' }] },
    /ended without an error, and its result is malformed: its body is an object and no string\. Return/,
  ],
  'function-failed-somehow': [
    { outcomes: [raised, { kind: 'returned', malformed: null }] },
    /several ends: raised NameError: .*; ended without an error/,
  ],
};

for (const [id, [evidence, words, told = failed]] of Object.entries(cases)) {
  test(`${id} is told from logs and policies`, () => {
    assert.match(diagnosisOf(told, evidence), words);
  });
}

test('every cause that logs and policies tell is shown above', () => {
  assert.deepEqual(evidenceCauses.map(({ id }) => id).toSorted(), Object.keys(cases).toSorted());
});

test('an error that comes of the other payload format says so', () => {
  const outcome = (message: string): FunctionOutcome => ({ ...raised, errorType: 'KeyError', message });
  assert.match(
    diagnosisOf(failedHttp, { outcomes: [outcome("'httpMethod'")] }),
    /reads events of payload format 1\.0, and the integration sends 2\.0/,
  );
  assert.match(
    diagnosisOf(failed, { outcomes: [outcome("'rawPath'")] }),
    /reads events of payload format 2\.0, and the integration sends 1\.0/,
  );
  assert.match(diagnosisOf(failed, { outcomes: [outcome("'TABLE_NAME'")] }), /environment variable/);
});

test('a result that nobody has seen is said to be one of the things that it may be', () => {
  const nothing: FunctionOutcome = { kind: 'returned', malformed: null };
  assert.match(
    diagnosisOf(failed, { outcomes: [nothing] }),
    /statusCode is no number, its body is no string, or it has a key/,
  );
});

test('a route that no contract knows fails for the same causes', () => {
  const told = diagnosisOf({ ...failed, purpose: 'deployed-route' }, { outcomes: [raised] }, 'route-answers');
  assert.match(told, /shop raised NameError: name 'USERZ' is not defined \(index\.py line 42\)/);
});

test('without outcomes the answer alone is explained, as before', () => {
  assert.match(
    diagnosisOf(failed, {}),
    /raised an error, timed out, or returned something|fails on every route/,
  );
});

test('only failures of the integration are worth asking about, and a preflight is one of OPTIONS', () => {
  const of = (told: Told) => failedCalls([tell(told).exchange]);
  assert.deepEqual(of({}), []);
  assert.deepEqual(of({ status: 403, body: { message: 'Forbidden' } }), []);
  assert.deepEqual(of({ status: 502, body: 'from the function' }), []);
  assert.deepEqual(of({ silence: 'timeout' }), []);
  const [call] = of({
    ...failed,
    headers: { 'x-amzn-trace-id': 'Root=1-5759e988-bd862e3fe1be46a994272793' },
  });
  assert.equal(call?.route, 'GET /items');
  assert.equal(call?.startedMs, Date.parse('2026-01-01T00:00:00.000Z'));
  assert.equal(call?.traceId, '1-5759e988-bd862e3fe1be46a994272793');
  assert.equal(of({ ...failed, purpose: 'preflight' })[0]?.route, 'OPTIONS /items');
});

const emulated: { readonly [title: string]: Told } = {
  "Lambda's own error": {
    status: 502,
    body: { errorMessage: "name 'USERZ' is not defined", errorType: 'NameError' },
  },
  "Lambda's own error as a message": {
    status: 502,
    body: {
      message: JSON.stringify({ errorMessage: "name 'USERZ' is not defined", errorType: 'NameError' }),
    },
  },
  'nothing at all': { status: 500, body: '', headers: { 'x-amzn-requestid': [], 'x-amz-apigw-id': [] } },
};

for (const [title, told] of Object.entries(emulated)) {
  test(`where an emulator answers a failed call with ${title}, logs are asked too`, () => {
    assert.equal(failedCalls([tell(told).exchange]).length, 1);
    assert.match(diagnosisOf(told, { outcomes: [raised] }), /^The function shop raised NameError/);
  });
}

test('an error that the answer tells is believed before a log without one', () => {
  const told = emulated["Lambda's own error"] as Told;
  const ended: FunctionOutcome = { kind: 'returned', malformed: null };
  assert.match(diagnosisOf(told, { outcomes: [ended] }), /the function raised NameError: name 'USERZ'/);
});

test('an empty 5xx of the function is its own affair', () => {
  assert.deepEqual(failedCalls([tell({ status: 500, body: '' }).exchange]), []);
});

test('a clock that is far from the gateway’s is put right by the Date header', () => {
  const [call] = failedCalls([
    tell({ ...failed, headers: { date: 'Thu, 01 Jan 2026 00:01:00 GMT' } }).exchange,
  ]);
  assert.ok(Math.abs((call?.startedMs ?? 0) - Date.parse('2026-01-01T00:01:00Z')) < 100);
});
