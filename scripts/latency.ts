import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { readSettings } from '../src/config/settings.ts';
import type { Subject } from '../src/config/subjects.ts';
import { assertReachable } from '../src/discovery/reachable.ts';
import { exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { findGenerator } from '../src/generator/find.ts';
import type { Generator } from '../src/generator/generator.ts';
import { runGenerator } from '../src/generator/run.ts';
import { describePlan } from '../src/plan/describe-plan.ts';
import { formatDuration, parseDuration } from '../src/plan/duration.ts';
import type { Plan } from '../src/plan/plan.ts';
import { type LatencyOptions, planLatency } from '../src/plan/plan-latency.ts';
import { parseRate } from '../src/plan/rate.ts';
import type { LatencyDocument } from '../src/report/documents.ts';
import { formatLatency } from '../src/report/terminal-latency.ts';
import type { Run } from '../src/run/run.ts';
import { createRunFolder, type RunFolder, writeDocument } from '../src/run/run-folder.ts';
import type { Progress } from '../src/sample/progress.ts';
import { createRecorder } from '../src/sample/recorder.ts';
import { plural } from '../src/statistics/figures.ts';
import { latencySeries } from '../src/statistics/latency-series.ts';
import { foreseenDoubts } from '../src/verdict/foresight.ts';
import { judgeLatency } from '../src/verdict/latency.ts';
import { exitCodeOf, type OnInconclusive } from '../src/verdict/verdict.ts';
import { type Context, defineCommand, type OptionSpecs } from './command.ts';
import { contractOption, resolveSubjects, resolveTargets, targetOptions } from './targets.ts';

export const latencyOptions = {
  rate: { type: 'string', value: 'N', about: 'requests a second for each target; default 20' },
  duration: { type: 'string', value: 'TIME', about: 'how long to measure, as in 30s or 2m; default 30s' },
} as const satisfies OptionSpecs;

export const onInconclusiveOption = {
  'on-inconclusive': {
    type: 'string',
    value: 'WHAT',
    about: 'exit code of a run that can not be trusted: fail (1), warn or pass (0); default 3',
  },
} as const satisfies OptionSpecs;

export const latency = defineCommand({
  about: 'what clients wait for, at a constant arrival rate, with percentiles and their intervals',
  options: {
    ...targetOptions,
    ...contractOption,
    ...latencyOptions,
    route: { type: 'string', value: 'ROUTE', about: 'only this route, or routes that contain this text' },
    'max-requests': { type: 'string', value: 'N', about: 'refuse a plan that sends more' },
    plan: { type: 'boolean', about: 'write plan.json and say what it would send; send nothing' },
    ...onInconclusiveOption,
  },
  examples: [
    'npx gatewright latency --stack my-api --rate 20 --duration 30s',
    'npx gatewright latency --stack my-api --route "GET /users" --plan',
    'npx gatewright latency --local --rate 50 --duration 10s --json',
  ],
  async run(values, context) {
    const onInconclusive = parseOnInconclusive(values['on-inconclusive']);
    const ratePerSecond = parseRate(values.rate ?? '20');
    const durationSeconds = parseDuration(values.duration ?? '30s');
    const maxRequests = parseCount(values['max-requests'], '--max-requests');
    const resolved = await resolveTargets(values, context);
    const subjects = resolveSubjects(resolved, values.contract, context);
    const { root } = resolved.project;
    const draft: LatencyOptions = {
      runId: 'unsent',
      subjects,
      ratePerSecond,
      durationSeconds,
      routes: values.route,
      effects: resolved.protect ? 'none' : 'safe',
      maxRequests,
      // The other half is for everything else on this machine.
      memoryBytes: os.totalmem() / 2,
    };
    // Before the folder is made, so that what makes no sense or can't be done leaves nothing behind.
    const foreseen = planLatency(draft);
    if (!values.plan) secretsOf(foreseen, context.env);
    const generator = values.plan ? null : await ready(subjects, context);
    const folder = await createRunFolder(root, 'latency');
    const plan = planLatency({ ...draft, runId: folder.runId });
    for (const doubt of foreseenDoubts(plan)) context.out.warn(`note: ${doubt}`);
    await writeDocument(folder.dir, 'plan.json', plan);
    if (generator === null) {
      context.out.document(plan);
      context.out.result(
        [...describePlan(plan), `Nothing was sent. The plan: ${inFolder(folder, 'plan.json', context)}`].join(
          '\n',
        ),
      );
      return exitCode.pass;
    }
    const { document, run } = await measure({ plan, folder, generator }, context);
    context.out.document(document);
    context.out.result(formatLatency(document, run));
    context.out.progress(`kept in ${path.relative(context.cwd, folder.dir)}`);
    if (onInconclusive === 'warn' && document.verdict === 'inconclusive') {
      context.out.warn(`Inconclusive, and only warned about: ${document.reasons[0]}`);
    }
    return context.signal.aborted ? exitCode.interrupted : exitCodeOf(document.verdict, onInconclusive);
  },
});

async function ready(subjects: readonly Subject[], context: Context): Promise<Generator> {
  await assertReachable(
    subjects.map(({ target }) => target),
    context.signal,
  );
  return readyGenerator(context);
}

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
function secretsOf(plan: Plan, env: NodeJS.ProcessEnv): Record<string, string> {
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

function inFolder(folder: RunFolder, name: string, { cwd }: Context): string {
  return path.relative(cwd, path.join(folder.dir, name));
}

export function parseOnInconclusive(typed: string | undefined): OnInconclusive | undefined {
  if (typed === undefined || typed === 'fail' || typed === 'warn' || typed === 'pass') return typed;
  throw new UsageError(`--on-inconclusive ${typed} is none of fail, warn and pass.`);
}

function parseCount(typed: string | undefined, option: string): number | undefined {
  if (typed === undefined) return undefined;
  const count = Number(typed);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`${option} ${typed} makes no sense.`, 'Write a whole number above 0.');
}
