import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { readSettings } from '../src/config/settings.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { findGenerator } from '../src/generator/find.ts';
import type { Generator } from '../src/generator/generator.ts';
import { runGenerator } from '../src/generator/run.ts';
import { formatDuration } from '../src/plan/duration.ts';
import type { Plan } from '../src/plan/plan.ts';
import type { LatencyDocument } from '../src/report/documents.ts';
import { formatLatency } from '../src/report/terminal-latency.ts';
import type { Run } from '../src/run/run.ts';
import { type RunFolder, writeDocument } from '../src/run/run-folder.ts';
import type { Progress } from '../src/sample/progress.ts';
import { createRecorder } from '../src/sample/recorder.ts';
import { plural } from '../src/statistics/figures.ts';
import { latencySeries } from '../src/statistics/latency-series.ts';
import { judgeLatency } from '../src/verdict/latency.ts';
import type { Context } from './command.ts';

export interface MeasureOptions {
  readonly plan: Plan;
  readonly folder: RunFolder;
  readonly generator: Generator;
}

export interface Measurement {
  readonly document: LatencyDocument;
  readonly run: Run;
}

/** Sends a plan with k6 and records it; run.json and latency.json are written whatever the end. */
export async function measure(
  { plan, folder, generator }: MeasureOptions,
  context: Context,
): Promise<Measurement> {
  const { out, signal, env } = context;
  const { arrivals, targets } = plan;
  out.progress(
    `latency: ${plural(arrivals.totalPerSecond, 'request')} a second over ${plural(targets.length, 'target')} for ${formatDuration(arrivals.durationSeconds)}, after a warm-up of ${formatDuration(plan.warmUp.seconds)}`,
  );
  const secrets = secretsOf(plan, env);
  const recorder = createRecorder(plan);
  const ticking = setInterval(() => out.progress(progressLine(recorder.progress(), plan)), 2000);
  const end = await runGenerator({
    generator,
    script: fileURLToPath(new URL('../load/latency.ts', import.meta.url)),
    env: { GATEWRIGHT_PLAN: path.join(folder.dir, 'plan.json'), ...secrets },
    cwd: folder.dir,
    onOutput: (chunk) => recorder.write(chunk),
    onMessage: (line) => out.progress(`  k6: ${line}`),
    signal,
  }).finally(() => clearInterval(ticking));
  const run: Run = {
    ...recorder.finish(end),
    tool: { gatewright: packageJson.version, k6: generator.version, node: process.versions.node },
    machine: { platform: `${process.platform} ${process.arch}`, cpus: os.cpus().length },
  };
  const series = latencySeries(run);
  const document: LatencyDocument = {
    schemaVersion: 1,
    runId: folder.runId,
    ...judgeLatency(run, series),
    series,
  };
  try {
    await writeDocument(folder.dir, 'run.json', run);
    await writeDocument(folder.dir, 'latency.json', document);
  } catch (error) {
    // What can't be kept is at least shown.
    out.warn(formatLatency(document, run));
    throw error;
  }
  return { document, run };
}

function progressLine(now: Progress, { arrivals }: Plan): string {
  const numbers = [
    `${Math.floor(now.elapsedSeconds)} of ${arrivals.durationSeconds} s`,
    `${now.finished} done`,
    ...(now.p50Ms === null || now.p95Ms === null
      ? []
      : [`p50 ${now.p50Ms.toFixed(1)} ms`, `p95 ${now.p95Ms.toFixed(1)} ms`]),
    `${now.errors} errors`,
    ...(now.dropped === 0 ? [] : [`${now.dropped} dropped`]),
  ];
  return `  ${now.started === 0 ? 'warming up' : numbers.join(' · ')}`;
}

/** k6, wherever it comes from; says so where it has to be fetched or built. */
export async function readyGenerator({ env, out, signal }: Context): Promise<Generator> {
  const settings = readSettings(env);
  const generator = await findGenerator({
    settings: {
      k6Bin: settings.k6Bin ?? undefined,
      cacheDir: settings.cacheDir,
      downloadUrl: settings.k6DownloadUrl ?? undefined,
      path: env.PATH ?? '',
    },
    progress: out.progress,
    signal,
  });
  out.progress(`k6 ${generator.version} (${generator.from})`);
  return generator;
}

/** Values of the plan's secret headers, from the environment: a missing one is said before anything is sent. */
export function secretsOf(plan: Plan, env: NodeJS.ProcessEnv): Record<string, string> {
  const names = new Set(plan.requests.flatMap(({ secretHeaders }) => Object.values(secretHeaders)));
  return Object.fromEntries(
    [...names].map((name) => {
      const value = env[name];
      if (value !== undefined && value !== '') return [name, value];
      throw new UsageError(`The contract reads a credential from ${name}, which is not set.`, [
        `Set it: export ${name}=…, or write it into .env.`,
      ]);
    }),
  );
}
