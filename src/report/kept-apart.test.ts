import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConnectionMeasurement } from '../run/connections.ts';
import type { Run, SeriesMeasurement } from '../run/run.ts';
import { histogramOf, simulatedRun, steady } from '../statistics/simulated-run.fixture.ts';
import { keptApartText } from './kept-apart.ts';

const target = 'my-api:rest';
const sound = simulatedRun({ series: [{ target, route: 'GET /a', outcomes: steady(100, 10, () => 20) }] });

function text(changes: Partial<SeriesMeasurement>, connection: Partial<ConnectionMeasurement> = {}): string {
  const run: Run = {
    ...sound,
    series: sound.series.map((series) => ({ ...series, ...changes })),
    connections: sound.connections.map((one) => ({ ...one, ...connection })),
  };
  return keptApartText(run).join(' ').replaceAll(/\s+/g, ' ');
}

test('says what opening a connection took, in its parts, and over which protocol', () => {
  assert.match(
    text({}),
    /opening a connection p50 TCP 12\.1 ms, TLS 25\.3 ms, DNS and waiting 1\.10 ms \(40 opened in the warm-up, 0 while measuring; HTTP\/2, TLS 1\.3\)/,
  );
  const first = { opened: 2, service: histogramOf([20, 25]), response: histogramOf([70, 90]) };
  assert.match(
    text({}, first),
    /first requests of a connection 2: p50 70\.\d ms, max 90\.\d ms from when they were due, p50 20\.\d ms, max 25\.\d ms once it was open/,
  );
});

test('says that requests were sent again, where that were more than a busy machine makes', () => {
  assert.match(
    text({}, { sentAgain: 9 }),
    /sent again about 9 of 100 requests: their connection broke before an answer, and k6’s HTTP client sent them once more/,
  );
  assert.doesNotMatch(text({}, { sentAgain: 2 }), /sent again/);
});

test('cold starts are told where a mark tells them, and named as unknown where none does', () => {
  const coldStarts = {
    marked: true,
    count: 2,
    inWarmUp: 3,
    service: histogramOf([300, 310, 350, 400, 900]),
    firstCall: null,
  };
  assert.match(
    text({ coldStarts }),
    /cold starts 2 while measuring, 3 in the warm-up: service time p50 350 ms, max 900 ms/,
  );
  const none = { ...coldStarts, count: 0, inWarmUp: 0, service: histogramOf([]) };
  assert.match(text({ coldStarts: none }), /cold starts none, by the mark of the contract/);
  const unmarked = { ...none, marked: false, firstCall: { serviceMs: 420, status: 200 } };
  assert.match(
    text({ coldStarts: unmarked }),
    /first call 420 ms service time: a cold start if the function was idle/,
  );
});

test("the function's own time and the rest are named as what they are", () => {
  const functionTime = { count: 2, function: histogramOf([10, 12]), gateway: histogramOf([3, 5]) };
  assert.match(
    text({ functionTime }),
    /function, by Server-Timing p50 10\.\d ms, max 12\.\d ms service time less that p50 3\.\d+ ms, max 5\.\d+ ms: the gateway, the network and what the function doesn't count/,
  );
});

test('a run without an answer has nothing to tell apart', () => {
  const nothing = simulatedRun({ series: [{ target, route: 'GET /a', outcomes: [] }] });
  assert.deepEqual(keptApartText({ ...nothing, connections: [] }), []);
});

test('no line is wider than a terminal', () => {
  const otherwise = { functionTime: { count: 1, function: histogramOf([1]), gateway: histogramOf([1]) } };
  const run = { ...sound, series: sound.series.map((series) => ({ ...series, ...otherwise })) };
  assert.ok(keptApartText(run).every((line) => line.length <= 100));
});

test('cold starts that are only likely are named as such, where a burst needed new environments', () => {
  const usual = Array.from({ length: 2000 }, (_, i) => 10 + (i % 40) / 4);
  const candidate = { atMs: 900, inFlight: 3, afterIdle: false, overtakenMs: 40 };
  const needs = {
    raised: 3,
    mostInFlight: 4,
    candidates: [
      { ...candidate, inFlight: 1, serviceMs: 14 },
      { ...candidate, serviceMs: 310 },
      { ...candidate, inFlight: 4, serviceMs: 450 },
    ],
  };
  const coldStarts = {
    marked: false,
    count: 0,
    inWarmUp: 0,
    service: histogramOf([]),
    firstCall: null,
    needs,
  };
  const service = histogramOf([...usual, 14, 310, 450]);
  assert.match(
    text({ coldStarts, service }),
    /possible cold starts 2 of 3 requests .* \(up to 4\), .* took far longer than the others, 310–450 ms: .* They are in the percentiles/,
  );
  const stalled = needs.candidates.map((one) => ({ ...one, overtakenMs: null }));
  const other = { ...coldStarts, needs: { ...needs, candidates: stalled } };
  assert.doesNotMatch(text({ coldStarts: other, service }), /possible cold starts/);
  const slowAnyway = histogramOf([...usual, ...Array(60).fill(500), 14, 310, 450]);
  assert.doesNotMatch(text({ coldStarts, service: slowAnyway }), /possible cold starts/);
});
