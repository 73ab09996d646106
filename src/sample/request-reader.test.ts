import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chunksOf, droppedRow, header, requestRows, type WrittenRequest } from './k6-output.fixture.ts';
import { createRequestReader } from './request-reader.ts';
import type { ObservedRequest } from './sample.ts';

function read(chunks: readonly Buffer[]) {
  const seen = {
    requests: [] as ObservedRequest[],
    drops: [] as number[][],
    bytes: [] as number[][],
    unreadable: 0,
  };
  const reader = createRequestReader({
    onRequest: (request) => seen.requests.push(request),
    onDropped: (...drop) => seen.drops.push(drop),
    onReceived: ({ target, iteration }, bytes) => seen.bytes.push([target, iteration, bytes]),
    onUnreadable: () => {
      seen.unreadable++;
    },
  });
  for (const chunk of chunks) reader.write(chunk);
  reader.end();
  return seen;
}

const readText = (text: string) => read([Buffer.from(text)]);
const scheduleStartMs = 1_795_416_634_002;
const one: WrittenRequest = {
  iteration: 0,
  scheduleStartMs,
  startUs: scheduleStartMs * 1000 + 1500,
  durationMs: 1.974751,
};

test('a request is read from its nine rows, in whole microseconds', () => {
  const { requests, bytes } = readText(
    header +
      requestRows({
        ...one,
        name: '3',
        scenario: '2',
        blockedMs: 2.2978,
        connectingMs: 2.1519,
        receivedBytes: 127,
      }),
  );
  assert.deepEqual(requests, [
    {
      series: 3,
      target: 2,
      iteration: 0,
      scheduleStartMs,
      startUs: scheduleStartMs * 1000 + 1500,
      endUs: scheduleStartMs * 1000 + 1500 + 4273,
      serviceUs: 1975,
      blockedUs: 2298,
      connectingUs: 2152,
      tlsUs: 0,
      waitingUs: 1945,
      status: 200,
      errorCode: '',
      failed: false,
    },
  ]);
  assert.deepEqual(bytes, [[2, 0, 127]]);
});

test('any requests, cut into chunks anywhere, are read alike', () => {
  const requests = fc.record({
    name: fc.nat(20).map(String),
    scenario: fc.constantFrom('0', '1', 'setup'),
    iteration: fc.nat(2 ** 31),
    scheduleStartMs: fc.constant(scheduleStartMs),
    startUs: fc.integer({ min: scheduleStartMs * 1000, max: scheduleStartMs * 1000 + 1e9 }),
    durationMs: fc.nat(60_000_000).map((us) => us / 1000),
    status: fc.constantFrom(0, 200, 404, 500),
  });
  fc.assert(
    fc.property(fc.array(fc.oneof(requests, fc.nat(1e6))), fc.array(fc.nat(50_000)), (events, cuts) => {
      const text =
        header +
        events.map((event) => (typeof event === 'number' ? droppedRow(event) : requestRows(event))).join('');
      const seen = read(chunksOf(text, cuts));
      const measured = events.filter(
        (event) => typeof event !== 'number' && event.scenario !== 'setup',
      ) as WrittenRequest[];
      assert.deepEqual(
        seen.requests.map(({ target, iteration, serviceUs, status, failed }) => [
          String(target),
          iteration,
          serviceUs,
          status,
          failed,
        ]),
        measured.map(({ scenario, iteration, durationMs, status }) => [
          scenario,
          iteration,
          Math.round(durationMs * 1000),
          status,
          status !== 200,
        ]),
      );
      assert.deepEqual(
        seen.drops,
        events.flatMap((event) => (typeof event === 'number' ? [[0, event]] : [])),
      );
      assert.equal(seen.unreadable, 0);
    }),
    { seed: 5, numRuns: 100 },
  );
});

test('what no scenario of a target made counts for nothing: neither requests nor drops nor bytes', () => {
  const seen = readText(
    header +
      requestRows({ ...one, scenario: '' }) +
      requestRows({ ...one, scenario: 'x' }) +
      droppedRow(7, 'x'),
  );
  assert.deepEqual(seen, { requests: [], drops: [], bytes: [], unreadable: 0 });
});

test('columns are found by their names, whatever the order of the tags', () => {
  const moved = header.replace('error_code,name,scenario,status', 'status,scenario,name,error_code');
  const rows = requestRows({ ...one, status: 500, errorCode: '1500', name: '2' }).replaceAll(
    ',1500,2,0,500,',
    ',500,0,2,1500,',
  );
  const [request] = readText(moved + rows).requests;
  assert.deepEqual([request?.series, request?.status, request?.errorCode], [2, 500, '1500']);
});

test('a request without an answer keeps its code', () => {
  const [request] = readText(header + requestRows({ ...one, status: 0, errorCode: '1050' })).requests;
  assert.deepEqual([request?.status, request?.errorCode, request?.failed], [0, '1050', true]);
});

test('the last request of an output that breaks off is kept as far as it is whole', () => {
  const text = header + requestRows(one);
  const failedRow = text.indexOf('http_req_failed');
  assert.equal(readText(text.slice(0, failedRow)).requests.length, 1);
  const broken = readText(text.slice(0, text.indexOf('http_req_connecting')));
  assert.deepEqual([broken.requests.length, broken.unreadable], [0, 1]);
});

test('what is no number is counted as unreadable and never becomes a sample', () => {
  const text = header + requestRows(one);
  const spoilt = [
    text.replaceAll('1.974751', 'NaN'),
    text.replaceAll('1.974751', '-1.000000'),
    text.replaceAll('1.974751', '+Inf'),
    text.replaceAll(/,i=0&s=\d+/g, ','),
    text.replaceAll(',,0,0,200,', ',,"GET /a, ""b""",0,200,'),
    text.replaceAll(',,0,0,200,', ',,,0,200,'),
  ];
  for (const output of spoilt) {
    const { requests, unreadable } = readText(output);
    assert.deepEqual([requests.length, unreadable], [0, 1], output.slice(90, 300));
  }
});
