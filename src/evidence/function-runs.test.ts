import assert from 'node:assert/strict';
import { test } from 'node:test';
import { functionRuns, type LogLine } from './function-runs.ts';

const id = '8f507cfc-xmpl-4697-b07a-ac58fc914c95';
const started = `START RequestId: ${id} Version: $LATEST`;
const ended = `END RequestId: ${id}`;
const report = (more = '') =>
  `REPORT RequestId: ${id}\tDuration: 12.96 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 31 MB\t${more}\n`;

const log = (...messages: readonly string[]): LogLine[] =>
  messages.map((message, index) => ({ stream: '2026/01/01/[$LATEST]a', atMs: 1000 + index, message }));
const outcomeOf = (...messages: readonly string[]) => functionRuns(log(...messages))[0]?.outcome;

test('a run that ended without an error returned something', () => {
  const [run] = functionRuns(
    log(started, 'hello', ended, report('XRAY TraceId: 1-5e34a614-10bdxmplf1fb44f07bc535a1\t')),
  );
  assert.deepEqual(run?.outcome, { kind: 'returned', malformed: null });
  assert.equal(run?.requestId, id);
  assert.equal(run?.durationMs, 12.96);
  assert.equal(run?.traceId, '1-5e34a614-10bdxmplf1fb44f07bc535a1');
});

test('a run that is not over has no outcome', () => {
  assert.equal(outcomeOf(started), null);
});

test('Python’s error is the runtime’s own, with the last line of the function’s code', () => {
  const error = `[ERROR] KeyError: 'USERZ'\rTraceback (most recent call last):\r  File "/var/task/app/index.py", line 7, in handler\r    return go()\r  File "/var/task/app/index.py", line 42, in go\r    return USERS["USERZ"]\r  File "/var/lang/lib/python3.13/x.py", line 3, in y\r`;
  assert.deepEqual(outcomeOf(started, error, ended, report()), {
    kind: 'raised',
    errorType: 'KeyError',
    message: "'USERZ'",
    place: 'app/index.py line 42',
  });
});

test('what a handler logs at the level ERROR is no error of the run', () => {
  const logged = `[ERROR]\t2026-01-01T00:00:00.000Z\t${id}\tPayment failed: no funds`;
  assert.deepEqual(outcomeOf(started, logged, ended, report()), { kind: 'returned', malformed: null });
  const json = '{"level":"ERROR","message":"Payment failed","errorType":"Soft"}';
  assert.deepEqual(outcomeOf(started, json, ended, report()), { kind: 'returned', malformed: null });
});

test('Node’s errors are read from their JSON', () => {
  const error = `2026-01-01T00:00:00.000Z\t${id}\tERROR\tInvoke Error \t{"errorType":"ReferenceError","errorMessage":"x is not defined","stack":["ReferenceError: x is not defined","    at node:internal/x:1:1","    at Runtime.handler (/var/task/src/app.js:2:3)"]}`;
  assert.deepEqual(outcomeOf(started, error, ended, report()), {
    kind: 'raised',
    errorType: 'ReferenceError',
    message: 'x is not defined',
    place: 'src/app.js line 2',
  });
});

test('code that does not load is told from a handler that raises', () => {
  const error =
    "[ERROR] Runtime.ImportModuleError: Unable to import module 'index': No module named 'requests'\nTraceback (most recent call last):";
  const notLoaded = {
    kind: 'not-loaded',
    errorType: 'Runtime.ImportModuleError',
    message: "Unable to import module 'index': No module named 'requests'",
  };
  assert.deepEqual(
    outcomeOf(
      error,
      'INIT_REPORT Init Duration: 90.10 ms\tPhase: init\tStatus: error\tError Type: Runtime.ImportModuleError',
    ),
    notLoaded,
  );
  const runs = functionRuns(
    log(error, started, error, ended, report('Status: error\tError Type: Runtime.ImportModuleError')),
  );
  assert.deepEqual(
    runs.map(({ outcome }) => outcome),
    [notLoaded],
  );
  const node =
    '2026-01-01T00:00:00.000Z\tundefined\tERROR\tUncaught Exception \t{"errorType":"Runtime.HandlerNotFound","errorMessage":"index.nope is undefined or not exported","stack":[]}';
  assert.equal(outcomeOf(node)?.kind, 'not-loaded');
  assert.equal(
    outcomeOf(
      "[ERROR] NameError: name 'boto' is not defined",
      'INIT_REPORT Init Duration: 9 ms\tPhase: init\tStatus: error\tError Type: NameError',
    )?.kind,
    'not-loaded',
  );
});

test('a timeout is told in each of its forms', () => {
  assert.deepEqual(
    outcomeOf(
      started,
      `2026-01-01T00:00:03.000Z ${id} Task timed out after 3.00 seconds\n\n`,
      ended,
      report(),
    ),
    {
      kind: 'timed-out',
      seconds: 3,
    },
  );
  assert.deepEqual(
    outcomeOf(
      started,
      ended,
      `REPORT RequestId: ${id}\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\tStatus: timeout`,
    ),
    {
      kind: 'timed-out',
      seconds: 3,
    },
  );
});

test('memory that ran out is told from another end of the process', () => {
  const killed = `RequestId: ${id} Error: Runtime exited with error: signal: killed\nRuntime.ExitError\n`;
  const full = `REPORT RequestId: ${id}\tDuration: 12.96 ms\tBilled Duration: 13 ms\tMemory Size: 128 MB\tMax Memory Used: 128 MB\t`;
  assert.deepEqual(outcomeOf(started, killed, ended, full), { kind: 'out-of-memory', memoryMb: 128 });
  assert.deepEqual(outcomeOf(started, killed, ended, report()), {
    kind: 'exited',
    message: 'Runtime exited with error: signal: killed',
  });
  assert.equal(
    outcomeOf(started, ended, report('Status: error\tError Type: Runtime.OutOfMemory'))?.kind,
    'out-of-memory',
  );
});

test('logs in JSON tell the same', () => {
  const platform = (type: string, record: object) =>
    JSON.stringify({ time: '2026-01-01T00:00:00Z', type: `platform.${type}`, record });
  const start = platform('start', { requestId: id, version: '$LATEST' });
  const end = (status: string, more: object = {}) =>
    platform('report', { requestId: id, metrics: { durationMs: 3000, memorySizeMB: 128 }, status, ...more });
  assert.deepEqual(outcomeOf(start, end('success')), { kind: 'returned', malformed: null });
  assert.deepEqual(outcomeOf(start, end('timeout')), { kind: 'timed-out', seconds: 3 });
  const error = JSON.stringify({
    timestamp: 'x',
    level: 'ERROR',
    errorType: 'NameError',
    errorMessage: "name 'a' is not defined",
    requestId: id,
    stackTrace: ['  File "/var/task/index.py", line 3, in handler\n'],
  });
  assert.deepEqual(outcomeOf(start, error, end('error', { errorType: 'NameError' })), {
    kind: 'raised',
    errorType: 'NameError',
    message: "name 'a' is not defined",
    place: 'index.py line 3',
  });
});

test('runs of several streams, and of one after the other, are kept apart', () => {
  const other = 'b'.repeat(36);
  const lines = [
    ...log(
      started,
      '[ERROR] A: one',
      ended,
      report(),
      `START RequestId: ${other} Version: 1`,
      `END RequestId: ${other}`,
    ),
    { stream: 'elsewhere', atMs: 1002, message: 'START RequestId: c Version: 1' },
    { stream: 'elsewhere', atMs: 1003, message: '[ERROR] B: two' },
  ];
  assert.deepEqual(
    functionRuns(lines).map(({ requestId, outcome }) => [requestId, outcome?.kind]),
    [
      [id, 'raised'],
      ['c', 'raised'],
      [other, 'returned'],
    ],
  );
});

test('lines that are no such thing are no trouble', () => {
  for (const odd of [
    '',
    '{',
    '{"type":"platform.report"}',
    '[ERROR]',
    'REPORT',
    'START',
    '\u0000',
    '[ERROR] : x',
    'null',
    '{"record":[],"type":"platform.start"}',
  ])
    assert.doesNotThrow(() => functionRuns(log(odd, started, odd)), odd);
});

test('a log that is made to be slow to read is read all the same', () => {
  const hostile = ['[ERROR] X: '.padEnd(200_000, ' '), `[ERROR] X: ${' at ('.repeat(40_000)}`];
  const many = Array.from({ length: 20_000 }, (_, index) => `START RequestId: ${index} Version: 1`);
  assert.equal(functionRuns(log(...hostile, ...many)).length, 20_000);
});
