import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { checkout } from '../../scripts/cli.fixture.ts';
import { runGenerator } from '../../src/generator/run.ts';
import type { LatencyPlan } from '../../src/plan/plan.ts';
import type { Run } from '../../src/run/run.ts';
import { createRecorder } from '../../src/sample/recorder.ts';
import { latencySeries } from '../../src/statistics/latency-series.ts';
import { mergeRuns } from '../../src/statistics/merge-runs.ts';
import { inFolder, withLocal } from './local.ts';
import { readyK6 } from './peers.ts';
import { beside, names, type Percentiles, percentilesOf, totals } from './percentiles.ts';
import { planOf } from './plans.ts';
import { columns, heading, kept, row } from './table.ts';

const rate = 400;
const segments = 4;
const slow = ['--latency', 'lognormal:20,80'];

/** Several parts of a run merged, beside the run as a whole. */
export async function merging(seconds: number): Promise<void> {
  heading(`Merging: ${segments} execution segments, together ${rate}/s for ${seconds} s`);
  columns('', 'p50, ms', 'p95', 'p99', 'requests');
  const one = await inOneRecorder(seconds);
  print('one recorder, service time', one.whole, null, 'service');
  print('the same output in four recorders, merged', one.merged, one.whole, 'service');
  print('one recorder, response time', one.whole, null, 'response');
  print('the same output in four recorders, merged', one.merged, one.whole, 'response');
  const { result: parts, truth } = await withLocal(slow, ({ invokeUrl }) => segmented(invokeUrl, seconds));
  const merged = mergeRuns(parts);
  const measured = truth.filter(({ arrivedAtMs }) => arrivedAtMs >= merged.clocks.scheduleStartMs);
  const known = percentilesOf(totals(measured));
  row('truth log of four k6', ...names.map((name) => String(known[name])), String(measured.length));
  const found = of(merged, 'service');
  row(
    'their four runs, merged, service time',
    ...names.map((name) => beside(found[name], known[name])),
    String(merged.counts.finished),
  );
  const clocks = ['service', 'response'] as const;
  kept(
    'percentiles of four parts within 1 % of the whole',
    clocks.every((clock) =>
      names.every((name) => apart(of(one.merged, clock), of(one.whole, clock), name) <= 0.01),
    ),
  );
  kept(
    'percentiles of four execution segments within 1 % or 0.5 ms of the truth log',
    names.every((name) => {
      const [value, truth] = [found[name] ?? Number.NaN, known[name] ?? Number.NaN];
      return Math.abs(value - truth) <= Math.max(0.5, 0.01 * truth);
    }),
  );
}

function print(name: string, run: Run, whole: Run | null, clock: 'service' | 'response'): void {
  const found = of(run, clock);
  const compared = whole === null ? null : of(whole, clock);
  row(name, ...names.map((one) => beside(found[one], compared?.[one] ?? null)), String(run.counts.finished));
}

function of(run: Run, clock: 'service' | 'response'): Percentiles {
  const series = latencySeries(run).find((one) => one.clock === clock && one.route === '*');
  const value = (name: (typeof names)[number]) => series?.percentiles[name].value ?? null;
  return { p50: value('p50'), p95: value('p95'), p99: value('p99') };
}

function apart(found: Percentiles, whole: Percentiles, name: (typeof names)[number]): number {
  return Math.abs((found[name] ?? Number.NaN) / (whole[name] ?? Number.NaN) - 1);
}

/** One k6; its output to one recorder, and each line to one of four by its iteration's number. */
async function inOneRecorder(seconds: number): Promise<{ readonly whole: Run; readonly merged: Run }> {
  const { result } = await withLocal(slow, async ({ invokeUrl }) => {
    const plan = planOf(invokeUrl, { rate, seconds, paths: ['/mock'] });
    const chunks: Buffer[] = [];
    await send(plan, [], (chunk) => chunks.push(chunk));
    const [header = '', ...lines] = Buffer.concat(chunks).toString().trimEnd().split('\n');
    const share = (part: number) =>
      lines.filter((line) => Number(/[,&]i=(\d+)/.exec(line)?.[1] ?? 0) % segments === part);
    const recorded = (own: readonly string[]) => {
      const recorder = createRecorder(plan);
      recorder.write(Buffer.from([header, ...own, ''].join('\n')));
      return recorder.finish({ kind: 'completed' }) as Run;
    };
    const parts = Array.from({ length: segments }, (_, part) => recorded(share(part)));
    return { whole: recorded(lines), merged: mergeRuns(parts) };
  });
  return result;
}

async function segmented(invokeUrl: string, seconds: number): Promise<Run[]> {
  const plan = planOf(invokeUrl, { rate, seconds, paths: ['/mock'] });
  const share = (part: number) => (part === 0 ? '0' : part === segments ? '1' : `${part}/${segments}`);
  const sequence = Array.from({ length: segments + 1 }, (_, part) => share(part)).join(',');
  return Promise.all(
    Array.from({ length: segments }, async (_, part) => {
      const recorder = createRecorder(plan);
      const args = [
        `--execution-segment=${share(part)}:${share(part + 1)}`,
        `--execution-segment-sequence=${sequence}`,
      ];
      await send(plan, args, recorder.write);
      return recorder.finish({ kind: 'completed' }) as Run;
    }),
  );
}

async function send(plan: LatencyPlan, args: readonly string[], onOutput: (chunk: Buffer) => void) {
  await inFolder(async (cwd) => {
    const file = path.join(cwd, 'plan.json');
    await writeFile(file, JSON.stringify(plan));
    const end = await runGenerator({
      generator: await readyK6(),
      script: path.join(checkout, 'load/latency.ts'),
      args,
      env: { GATEWRIGHT_PLAN: file },
      cwd,
      onOutput: (chunk) => void onOutput(chunk),
      onMessage: (line) => console.error(line),
      signal: new AbortController().signal,
    });
    if (end.kind !== 'completed') throw new Error(`k6: ${JSON.stringify(end)}`);
  });
}
