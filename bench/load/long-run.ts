import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { longPlan, mixture } from './long-plan.ts';
import type { Recorded } from './long-recorder.ts';
import { percentileOf } from './percentiles.ts';
import { columns, heading, kept, row } from './table.ts';

const size = longPlan.targets[0]?.order.length ?? 0;

/** Millions of requests through the recorder, by a pipe from another process as from k6, with no request sent. */
export async function longRun(wanted: number): Promise<void> {
  const turns = Math.ceil(wanted / size);
  const requests = turns * size;
  heading(
    `A long run: ${requests.toLocaleString('en')} requests of four routes at 1,000/s through the recorder`,
  );
  const { cpuSeconds, residentMb, counts, run, gigabytes } = await record(turns);
  const expected = expectedOf(turns);
  columns('', 'recorded', 'exact');
  for (const name of ['finished', 'errors', 'inHistograms', 'inSeconds', 'unreadable'] as const)
    row(name, String(counts[name]), String(expected[name]));
  const isExact = (['finished', 'errors', 'inHistograms', 'inSeconds', 'unreadable'] as const).every(
    (name) => counts[name] === expected[name],
  );
  const p99 = percentileOf(
    mixture.map(({ durationMs }) => durationMs),
    99,
  );
  row('p99 of service time, ms', counts.p99Ms.toFixed(2), p99.toFixed(2));
  console.log(
    `\n${cpuSeconds.toFixed(1)} processor seconds with the start of the process, ${gigabytes.toFixed(1)} GB of CSV, ` +
      `${residentMb.toFixed(0)} MB resident at most, run.json of ${run.megabytes.toFixed(1)} MB`,
  );
  kept('at most 60 s of CPU per 5 million', cpuSeconds <= (60 * requests) / 5_000_000);
  kept('at most 250 MB resident', residentMb <= 250);
  kept('exact counts', isExact);
}

function expectedOf(turns: number) {
  const requests = turns * size;
  const failed = mixture.filter(({ status }) => status >= 400).length * turns;
  return { finished: requests, errors: failed, inHistograms: requests, inSeconds: requests, unreadable: 0 };
}

async function record(turns: number): Promise<Recorded> {
  const source = child('long-source.ts', [String(turns)], ['ignore', 'pipe', 'inherit']);
  const recorder = child('long-recorder.ts', [], ['pipe', 'pipe', 'inherit']);
  if (source.stdout === null || recorder.stdin === null || recorder.stdout === null)
    throw new Error('no pipe');
  source.stdout.pipe(recorder.stdin);
  let text = '';
  recorder.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  await once(recorder, 'close');
  return JSON.parse(text) as Recorded;
}

function child(name: string, args: readonly string[], stdio: ('ignore' | 'pipe' | 'inherit')[]) {
  const file = fileURLToPath(new URL(name, import.meta.url));
  return spawn(process.execPath, ['--import', 'tsx', file, ...args], { stdio });
}
