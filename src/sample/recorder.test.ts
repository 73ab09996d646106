import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Plan } from '../plan/plan.ts';
import { planLatency } from '../plan/plan-latency.ts';
import { decodeHistogram, encodeHistogram, mergeHistograms } from './histogram.ts';
import { droppedRow, header, requestRows } from './k6-output.fixture.ts';
import { createRecorder } from './recorder.ts';

const scheduleStartMs = 1_795_416_634_002;
const scheduleStartUs = scheduleStartMs * 1000;
const ok = { expect: { status: 200 } };
const plan: Plan = planLatency({
  runId: 'r',
  subjects: [
    {
      target: {
        target: 'a:http',
        apiType: 'http',
        invokeUrl: 'http://127.0.0.1:1',
        stage: null,
        region: null,
        stackName: null,
        endpointType: null,
        apiId: null,
      },
      contract: {
        name: 'a',
        routes: {
          'GET /x': { responses: {}, examples: { ok } },
          'GET /y': { responses: {}, examples: { ok } },
        },
      },
    },
  ],
  ratePerSecond: 100,
  durationSeconds: 60,
});
const warmUpArrivals = plan.warmUp.arrivals;
const warmUpUs = warmUpArrivals * 10_000;

/** An iteration of a run at 100/s: `delayMs` after slot `slot` of the schedule behind the warm-up k6 begins with it. */
function rows(
  slot: number,
  more: { iteration?: number; delayMs?: number } & Partial<Parameters<typeof requestRows>[0]> = {},
) {
  const { delayMs = 1.2, iteration = slot, ...rest } = more;
  const startUs = scheduleStartUs + warmUpUs + slot * 10_000 + delayMs * 1000;
  return requestRows({
    scheduleStartMs,
    startUs,
    durationMs: 20,
    blockedMs: 0,
    iteration: iteration + warmUpArrivals,
    ...rest,
  });
}

const drop = (slot: number, scenario?: string) =>
  droppedRow(scheduleStartUs + warmUpUs + slot * 10_000 + 300, scenario);

function record(
  output: string,
  ending: Parameters<ReturnType<typeof createRecorder>['finish']>[0] = { kind: 'completed' },
) {
  const recorder = createRecorder(plan);
  recorder.write(Buffer.from(header + output));
  return recorder.finish(ending);
}

const nothing = {
  started: 0,
  dropped: 0,
  droppedByTarget: [0],
  finished: 0,
  freshConnections: 0,
  unreadable: 0,
};

const value = (encoded: string | undefined, percent: number) =>
  decodeHistogram(encoded ?? '').getValueAtPercentile(percent) / 1000;
const near = (actual: number, expected: number) =>
  assert.ok(Math.abs(actual - expected) <= expected * 0.002 + 0.002, `${actual} is not ${expected}`);

test('service time is the duration alone; response time counts from the intended start', () => {
  const run = record(rows(0) + rows(1, { blockedMs: 30 }));
  near(value(run.series[0]?.service, 100), 20);
  near(value(run.series[0]?.response, 0), 20);
  near(value(run.series[0]?.response, 100), 50);
});

test('a request that waited for as long as a connection takes to open, and opened none, was sent again', () => {
  const opening = rows(-5, { blockedMs: 3.2, connectingMs: 3 });
  const again = rows(0, { blockedMs: 3.1 }) + rows(1) + rows(2, { blockedMs: 0.2 });
  assert.equal(record(opening + again).connections[0]?.sentAgain, 1);
  assert.equal(record(opening + rows(0)).connections[0]?.sentAgain, undefined);
  assert.equal(record(again).connections[0]?.sentAgain, undefined);
});

test('the first request of a connection is counted, and its latency is kept apart with what opening it took', () => {
  const run = record(rows(0) + rows(1, { blockedMs: 30, connectingMs: 29 }) + rows(-5, { connectingMs: 3 }));
  const [series] = run.series;
  const [connections] = run.connections;
  assert.deepEqual(
    [run.counts.freshConnections, connections?.opened, connections?.openedInWarmUp],
    [1, 1, 1],
  );
  assert.deepEqual([series?.count, series?.seconds[0]?.apart], [2, 1]);
  assert.equal(decodeHistogram(series?.response ?? '').totalCount, 1);
  near(value(series?.response, 100), 20);
  near(value(connections?.service, 100), 20);
  near(value(connections?.response, 100), 50);
  near(value(connections?.connecting, 100), 29);
  near(value(connections?.waiting, 100), 1);
  assert.equal(connections?.connectFloorMs, 3);
});

/** What the iteration's last rows say more than its requests', as load/answer.ts notes it. */
const noted = (written: string, notes: string) =>
  written.replace(/^(data_received,.*&s=\d+)$/m, `$1&${notes}`);

test('cold starts that the contract marks are kept apart from all other latencies, in whatever order k6 tells of them', () => {
  const marked: Plan = {
    ...plan,
    requests: plan.requests.map((request) => ({ ...request, marks: { coldStart: { header: 'x-cold' } } })),
  };
  const recorder = createRecorder(marked);
  const cold = noted(rows(1, { durationMs: 900 }), 'c=1').split('\n');
  const end = cold.findIndex((row) => row.startsWith('data_received'));
  recorder.write(
    Buffer.from(
      header +
        noted(rows(-300, { durationMs: 1500, connectingMs: 2 }), 'c=1') +
        rows(0) +
        cold.slice(0, end).join('\n') +
        `\n${rows(2)}` +
        cold.slice(end).join('\n'),
    ),
  );
  const [series] = recorder.finish({ kind: 'completed' }).series;
  const { marked: isMarked, count, inWarmUp, service, firstCall } = series?.coldStarts ?? {};
  assert.deepEqual([isMarked, count, inWarmUp, series?.count], [true, 1, 1, 3]);
  assert.deepEqual(firstCall, { serviceMs: 1500, status: 200 });
  near(value(service, 0), 900);
  near(value(service, 100), 1500);
  assert.equal(decodeHistogram(series?.response ?? '').totalCount, 2);
  near(value(series?.response, 100), 20);
});

test('an iteration that never ended counts as warm, and none is lost', () => {
  const marked: Plan = {
    ...plan,
    requests: plan.requests.map((request) => ({ ...request, marks: { coldStart: { header: 'x-cold' } } })),
  };
  const recorder = createRecorder(marked);
  recorder.write(Buffer.from(header + rows(0) + rows(1).replace(/^(data|iterations).*\n/gm, '')));
  assert.equal(recorder.finish({ kind: 'completed' }).counts.finished, 2);
});

test("what answers tell of themselves is told by series: the function's time, media types, redirections, protocols", () => {
  const run = record(
    noted(rows(0), 'f=15000&g=5000&p=HTTP%2F2.0+tls1.3') +
      noted(rows(1, { status: 302 }), 'l=https%3A%2F%2Flogin.example') +
      noted(rows(2), 't=text%2Fhtml') +
      noted(rows(3, { status: 403 }), 'h=1'),
  );
  const told = run.series.map(({ functionTime, otherMediaTypes, redirectedTo }) => ({
    functionTime,
    otherMediaTypes,
    redirectedTo,
  }));
  const merged = Object.assign(
    {},
    ...told.map(({ otherMediaTypes, redirectedTo }) => ({ ...otherMediaTypes, ...redirectedTo })),
  );
  assert.deepEqual(
    run.series.flatMap(({ foreignPages }) => foreignPages ?? []),
    [1],
  );
  assert.deepEqual(merged, { 'text/html': 1, 'https://login.example': 1 });
  const [time] = told.flatMap(({ functionTime }) => functionTime ?? []);
  assert.equal(time?.count, 1);
  near(value(time?.function, 100), 15);
  near(value(time?.gateway, 100), 5);
  assert.deepEqual(run.connections[0]?.protocols, { 'HTTP/2.0 tls1.3': 1 });
});

test('classes of status have latencies of their own where there is more than one', () => {
  const mixed = record(
    rows(0) + rows(1, { status: 429, durationMs: 2 }) + rows(2, { status: 201, durationMs: 30 }),
  );
  const { '2xx': fine, '4xx': refused } = mixed.series[0]?.byClass ?? {};
  assert.deepEqual([fine?.count, refused?.count], [2, 1]);
  near(value(fine?.response, 100), 30);
  near(value(refused?.service, 100), 2);
  assert.deepEqual(record(rows(0) + rows(1)).series[0]?.byClass, {});
});

test("the smallest delay of the run is the generator's own and is taken off every response time", () => {
  const run = record(rows(0, { delayMs: 4.5 }) + rows(1, { delayMs: 1.5 }) + rows(2, { delayMs: 2.5 }));
  assert.deepEqual(run.clocks.calibrationMs, [1.5]);
  near(value(run.series[0]?.response, 0), 20);
  near(value(run.series[0]?.response, 50), 21);
  near(value(run.series[0]?.response, 100), 23);
  near(value(run.clocks.startDelay, 100), 3);
});

test('a smaller delay that comes late corrects the seconds that were closed long before', () => {
  const early = Array.from({ length: 1000 }, (_, slot) => rows(slot, { delayMs: 3 })).join('');
  const run = record(early + rows(1000, { delayMs: 1 }));
  assert.deepEqual(run.clocks.calibrationMs, [1]);
  for (const second of run.series[0]?.seconds.slice(0, 10) ?? []) {
    near(value(second.response, 0), 22);
    near(value(second.response, 100), 22);
  }
  near(value(run.series[0]?.response, 0), 20);
});

test('an arrival that waited for a stalled generator shows its wait in response time and not in service time', () => {
  const stalled = Array.from({ length: 100 }, (_, slot) =>
    rows(slot, { delayMs: 1 + Math.max(0, 500 - slot * 10) }),
  );
  const run = record(stalled.join('') + rows(100, { delayMs: 1 }));
  near(value(run.series[0]?.service, 100), 20);
  near(value(run.series[0]?.response, 100), 520);
});

test('dropped arrivals are counted and move what comes after them to its own place in the schedule', () => {
  const drops = [1, 2, 3].map((slot) => drop(slot)).join('');
  const run = record(rows(0) + drops + rows(4, { iteration: 1 }));
  assert.deepEqual(run.counts, { ...nothing, started: 2, dropped: 3, droppedByTarget: [3], finished: 2 });
  near(value(run.series[0]?.response, 100), 20);
});

test('the seconds merge to the whole, answers that come seconds late included', () => {
  const slots = Array.from({ length: 3000 }, (_, slot) => slot);
  const late = (slot: number) => (slot % 700 === 0 ? 9000 : 0);
  const byEnd = slots.toSorted((a, b) => a * 10 + late(a) - (b * 10 + late(b)));
  const run = record(
    byEnd
      .map((slot) => rows(slot, { durationMs: 20 + (slot % 90) + late(slot), name: String(slot % 2) }))
      .join(''),
  );
  for (const measured of run.series) {
    assert.equal(measured.seconds.length, 30);
    assert.ok(measured.seconds.every(({ second, count }, index) => second === index && count === 50));
    for (const clock of ['service', 'response'] as const) {
      const merged = mergeHistograms(measured.seconds.map((second) => decodeHistogram(second[clock])));
      assert.equal(merged.totalCount, 1500);
      assert.equal(encodeHistogram(merged), measured[clock]);
    }
  }
  near(value(run.series[0]?.response, 100), 9090);
});

test('a run of more than an hour is kept in wider stretches, none of its requests lost', () => {
  const hours = { ...plan, arrivals: { ...plan.arrivals, durationSeconds: 3 * 3600 } };
  const recorder = createRecorder(hours);
  recorder.write(Buffer.from(header + [0, 250, 299, 300, 301, 1_079_999].map((slot) => rows(slot)).join('')));
  const [measured] = recorder.finish({ kind: 'completed' }).series;
  assert.deepEqual(
    measured?.seconds.map(({ second, count }) => [second, count]),
    [
      [0, 3],
      [3, 2],
      [10_797, 1],
    ],
  );
});

test('errors are told by status and by cause, and what was not answered has no latency', () => {
  const run = record(
    rows(0) +
      rows(1, { status: 500, errorCode: '1500' }) +
      rows(2, { status: 0, errorCode: '1050', durationMs: 35_000 }) +
      rows(3, { status: 404, failed: false }),
  );
  const [measured] = run.series;
  assert.deepEqual([measured?.count, measured?.errors], [4, 2]);
  assert.deepEqual(measured?.byStatus, { 200: 1, 404: 1, 500: 1 });
  assert.deepEqual(measured?.byErrorCode, { 1050: 1 });
  assert.equal(decodeHistogram(measured?.response ?? '').totalCount, 3);
  assert.deepEqual(
    measured?.seconds.map(({ count, errors }) => [count, errors]),
    [[4, 2]],
  );
});

test("bytes go to the series of the arrival's request", () => {
  const seriesOf = (slot: number) => plan.requests[plan.targets[0]?.order[slot] ?? -1]?.series ?? -1;
  const run = record(
    [0, 1, 2].map((slot) => rows(slot, { name: String(seriesOf(slot)), receivedBytes: 10 ** slot })).join(''),
  );
  const expected = [0, 0];
  for (const slot of [0, 1, 2]) expected[seriesOf(slot)] = (expected[seriesOf(slot)] ?? 0) + 10 ** slot;
  assert.deepEqual(
    run.series.map(({ bytesReceived }) => bytesReceived),
    expected,
  );
});

test('a request of a series that the plan does not have, or without numbers, is in no result', () => {
  const run = record(
    rows(0) +
      rows(1, { name: '7' }) +
      rows(2).replaceAll('20.000000', 'NaN') +
      rows(3, { name: '-1' }) +
      rows(4, { name: '0.5' }),
  );
  assert.deepEqual([run.counts.finished, run.counts.unreadable], [1, 4]);
  assert.equal(decodeHistogram(run.series[0]?.service ?? '').totalCount, 1);
});

test('a run without a single answer is a whole run that says so', () => {
  const run = record('', { kind: 'script-error', exitCode: 107, message: 'it broke' });
  assert.deepEqual(run.counts, nothing);
  assert.deepEqual(run.ended, { kind: 'generator-failed', exitCode: 107, message: 'it broke' });
  assert.deepEqual(run.clocks.calibrationMs, [0]);
  assert.ok(Number.isFinite(Date.parse(run.startedAt)) && run.finishedAt >= run.startedAt);
  assert.deepEqual(
    run.series.map(({ count, seconds }) => [count, seconds.length]),
    [
      [0, 0],
      [0, 0],
    ],
  );
});

test('what was measured before an interruption is kept, and the end is named', () => {
  const run = record(rows(0) + rows(1), { kind: 'interrupted' });
  assert.deepEqual([run.ended.kind, run.counts.finished], ['interrupted', 2]);
  assert.equal(record(rows(0), { kind: 'thresholds' }).ended.kind, 'completed');
});

test('progress tells where the run stands while it goes', () => {
  const recorder = createRecorder(plan);
  assert.deepEqual(recorder.progress(), {
    started: 0,
    finished: 0,
    dropped: 0,
    errors: 0,
    p50Ms: null,
    p95Ms: null,
    elapsedSeconds: 0,
  });
  recorder.write(
    Buffer.from(header + rows(0) + rows(1, { status: 500 }) + drop(2) + rows(230, { iteration: 229 })),
  );
  const { p50Ms, p95Ms, ...counts } = recorder.progress();
  assert.deepEqual(counts, { started: 230, finished: 3, dropped: 1, errors: 1, elapsedSeconds: 2 });
  near(p50Ms ?? 0, 20);
  near(p95Ms ?? 0, 20);
});

test('the warm-up is in no figure, and what it drops moves the rest to its own place', () => {
  const warmUp = rows(-300, { durationMs: 900, blockedMs: 30, connectingMs: 29, status: 503 });
  const dropped = Array.from({ length: 50 }, (_, index) => drop(index - 100)).join('');
  const run = record(warmUp + dropped + rows(-1, { iteration: -51 }) + rows(0, { iteration: -50 }));
  assert.deepEqual(run.counts, { ...nothing, started: 1, finished: 1 });
  assert.equal(run.series[0]?.errors, 0);
  near(value(run.series[0]?.response, 100), 20);
  assert.equal(Date.parse(run.startedAt), scheduleStartMs + warmUpUs / 1000);
});

test('every target has a schedule, drops and a calibration of its own', () => {
  const [target] = plan.targets;
  assert.ok(target !== undefined);
  const recorder = createRecorder({
    ...plan,
    targets: [target, { ...target, target: 'b:http' }],
    series: plan.series.map((series, index) => (index === 0 ? series : { ...series, target: 'b:http' })),
  });
  const other = { scenario: '1', name: '1', scheduleStartMs: scheduleStartMs - 7 };
  recorder.write(
    Buffer.from(
      header +
        rows(0, { delayMs: 1 }) +
        drop(1, '1') +
        rows(2, { delayMs: 2 }) +
        rows(0, { ...other, delayMs: -6.5 }) +
        rows(2, { ...other, iteration: 1, delayMs: -4.5 }),
    ),
  );
  const run = recorder.finish({ kind: 'completed' });
  assert.deepEqual(run.counts.droppedByTarget, [0, 1]);
  assert.equal(run.counts.started, 5);
  assert.deepEqual(run.clocks.calibrationMs, [1, 0.5]);
  for (const { response } of run.series) near(value(response, 0), 20);
  near(value(run.series[0]?.response, 100), 21);
  near(value(run.series[1]?.response, 100), 22);
});
