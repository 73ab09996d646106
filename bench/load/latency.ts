import type { TruthRecord } from '../../gateway/truth/observation.ts';
import { gatewrightLatency, withLocal } from './local.ts';
import { artillery, autocannon, type Peer, rawK6, vegeta } from './peers.ts';
import {
  areWithin,
  beside,
  measuredTruth,
  type Percentiles,
  percentilesOf,
  reported,
  totals,
} from './percentiles.ts';
import { columns, heading, kept, row } from './table.ts';

const slow = ['--latency', 'lognormal:20,80'];
const rate = 100;
const bound = { share: 0.01, ms: 0.5 };

/** What each tool says of the same workload, beside what the gateway knew of that tool's own requests. */
export async function latency(seconds: number, peerNames: string): Promise<void> {
  heading(`Latency: lognormal, median 20 ms and p99 80 ms, ${rate}/s for ${seconds} s`);
  columns('tool', 'p50, ms (less the truth)', 'p95', 'p99', 'truth: p50, p95, p99', 'says besides');
  const { result: measured, truth } = await withLocal(slow, (local) =>
    gatewrightLatency(local, { rate, seconds }),
  );
  const known = percentilesOf(totals(measuredTruth(truth, measured)));
  const service = reported(measured, 'service');
  const { verdict, reasons } = measured.document;
  print('gatewright, service time', service, { known, says: [verdict, ...reasons].join(': ') });
  print('gatewright, response time', reported(measured, 'response'), {
    known,
    says: 'from the intended start',
  });
  const peers = [rawK6(200), vegeta, artillery, autocannon].filter(({ name }) => named(name, peerNames));
  for (const peer of peers) await measure(peer, seconds);
  kept('service time within 1 % or 0.5 ms of the truth', areWithin(service, known, bound));
  console.log(`\n${peers.map(({ name, how }) => `${name}: ${how}`).join('\n')}`);
}

function named(name: string, among: string): boolean {
  return among.split(',').some((one) => one !== '' && name.startsWith(one));
}

async function measure(peer: Peer, seconds: number): Promise<void> {
  try {
    const { result, truth } = await withLocal(slow, ({ url }) => peer.measure({ url, rate, seconds }));
    print(peer.name, result, { known: percentilesOf(totals(truth)), says: result.says });
  } catch (error) {
    console.log(`left out: ${peer.name}: ${String(error).split('\n')[0]}`);
  }
}

function print(
  name: string,
  found: Percentiles,
  { known, says }: { readonly known: Percentiles; readonly says: string },
): void {
  const truth = [known.p50, known.p95, known.p99].map((value) => value?.toFixed(2)).join(', ');
  row(
    name,
    beside(found.p50, known.p50),
    beside(found.p95, known.p95),
    beside(found.p99, known.p99),
    truth,
    says,
  );
}

/** The same over TLS: HTTP/2 is what k6 and the gateway agree on, HTTP/1.1 what Go is told to leave it at. */
export async function overTls(seconds: number): Promise<void> {
  heading(`The same over TLS, ${rate}/s for ${seconds} s`);
  columns('protocol', 'p50, ms (less the truth)', 'p95', 'p99', 'spoken', 'verdict');
  for (const [name, env] of [
    ['HTTP/1.1', { GODEBUG: 'http2client=0' }],
    ['HTTP/2', {}],
  ] as const) {
    const { result: measured, truth } = await withLocal(['--https', ...slow], (local) =>
      gatewrightLatency(local, { rate, seconds, env }),
    );
    const known = percentilesOf(totals(measuredTruth(truth, measured)));
    const found = reported(measured, 'service');
    const spoken = Object.keys(measured.run.connections[0]?.protocols ?? {}).join(', ');
    row(
      name,
      ...(['p50', 'p95', 'p99'] as const).map((percentile) => beside(found[percentile], known[percentile])),
      spoken,
      measured.document.verdict,
    );
    kept(`${name}: service time within 1 % or 0.5 ms of the truth`, areWithin(found, known, bound));
  }
}

/** Late in the run, as a person's warm-up would not hide it. */
export async function stall(seconds: number): Promise<void> {
  heading(`A stall of one second, ${rate}/s for ${seconds} s`);
  columns('tool', 'p99, ms', 'truth log', 'schedule', 'says besides');
  const { result: measured, truth } = await withLocal([], async (local) => {
    const running = gatewrightLatency(local, { rate, seconds });
    await stallAfter(local, (6 + seconds / 2) * 1000);
    return running;
  });
  const own = measuredTruth(truth, measured);
  const fromTruth = percentilesOf(totals(own)).p99;
  const implied = impliedBySchedule(own, measured.run.clocks.scheduleStartMs);
  const response = reported(measured, 'response').p99;
  row(
    'gatewright, response time',
    beside(response, implied),
    String(fromTruth),
    String(implied.toFixed(2)),
    `${measured.document.verdict}, ${measured.run.counts.dropped} dropped`,
  );
  row('gatewright, service time', String(reported(measured, 'service').p99), String(fromTruth), '', '');
  for (const peer of [rawK6(10), rawK6(200), vegeta]) {
    const { result, truth } = await withLocal([], async (local) => {
      const running = peer.measure({ url: local.url, rate, seconds });
      await stallAfter(local, (1 + seconds / 2) * 1000);
      return running;
    });
    const { p99 } = percentilesOf(totals(truth));
    row(peer.name, beside(result.p99, implied), String(p99), implied.toFixed(2), result.says);
  }
  const off = response === null ? 1 : Math.abs(response / implied - 1);
  kept('response-time p99 within 5 % of what the schedule implies', off <= 0.05);
}

async function stallAfter(local: { stall(): Promise<void> }, ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
  await local.stall();
}

/**
 * p99 of what clients with a schedule had to wait: who was due during the stall waits until its end and is answered
 * then, everybody else is answered as the truth log says. The end of the stall is when the first of those was answered.
 */
function impliedBySchedule(truth: readonly TruthRecord[], scheduleStartMs: number): number {
  const stalled = truth.filter(({ totalMs }) => totalMs > 500);
  const endMs = Math.min(...stalled.map(({ arrivedAtMs, totalMs }) => arrivedAtMs + totalMs));
  const others = truth.filter(({ totalMs }) => totalMs <= 500).map(({ totalMs }) => totalMs);
  const usual = percentilesOf(others).p50 ?? 0;
  const waits = truth.map((_, k) => {
    const dueMs = scheduleStartMs + (k * 1000) / rate;
    return dueMs >= endMs - 1000 && dueMs < endMs ? endMs - dueMs + usual : usual;
  });
  return percentilesOf(waits).p99 ?? Number.NaN;
}
