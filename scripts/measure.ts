import { mkdtemp } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { readSettings } from '../src/config/settings.ts';
import { serveCredentials } from '../src/credential/credential-feed.ts';
import type { GeneratorEnd } from '../src/generator/end.ts';
import { findGenerator } from '../src/generator/find.ts';
import type { Generator } from '../src/generator/generator.ts';
import { generatorWay, proxiesBetween } from '../src/generator/generator-way.ts';
import { watchMachine } from '../src/generator/machine-watch.ts';
import type { GeneratorOutputs } from '../src/generator/outputs.ts';
import { runGenerator } from '../src/generator/run.ts';
import { formatDuration } from '../src/plan/duration.ts';
import type { Plan } from '../src/plan/plan.ts';
import { whereFrom } from '../src/run/machine.ts';
import type { Run } from '../src/run/run.ts';
import type { GeneratorEnding } from '../src/run/run-end.ts';
import { type RunFolder, writeDocument } from '../src/run/run-folder.ts';
import { createGuard, type Stop } from '../src/safety/guard.ts';
import { createRecorder, type Recorder } from '../src/sample/recorder.ts';
import type { SampleWatch } from '../src/sample/sample-watch.ts';
import { plural } from '../src/statistics/figures.ts';
import type { Context } from './command.ts';
import { progressLines } from './load-progress.ts';
import type { RunCredentials } from './run-credentials.ts';

export interface MeasureOptions {
  readonly plan: Plan;
  readonly folder: RunFolder;
  readonly generator: Generator;
  readonly credentials: RunCredentials;
  /** Whether a failing target ends the run; default: it does. */
  readonly guarded?: boolean;
  readonly maxCostUsd?: number | undefined;
  /** Where k6 sends its metrics beside. */
  readonly outputs?: GeneratorOutputs;
  /** A script of one's own in place of the plan's scenario. */
  readonly own?: OwnScript;
}

export interface OwnScript {
  /** Of the script that runs it. */
  readonly file: string;
  readonly env: Readonly<Record<string, string>>;
  readonly maxRequests: number | undefined;
  record(watch: SampleWatch): Recorder;
}

/** Sends a plan with k6 and records it. */
export async function measure(
  { plan, folder, generator, credentials, guarded = true, maxCostUsd, outputs, own }: MeasureOptions,
  { out, signal, env }: Context,
): Promise<Run> {
  const { scenario, arrivals, targets } = plan;
  if (own === undefined)
    out.progress(
      `${scenario}: ${arrivals.phases.length > 1 ? 'up to ' : ''}${plural(arrivals.totalPerSecond, 'request')} a second over ${plural(targets.length, 'target')} for ${formatDuration(arrivals.durationSeconds)}, after a warm-up of ${formatDuration(Math.round(plan.warmUp.seconds * 10) / 10)}`,
    );
  const feed = await serveCredentials(credentials.first, credentials.renew);
  const stopping = new AbortController();
  let stop: Stop | null = null;
  const guard = createGuard(plan, {
    failing: guarded,
    maxCostUsd,
    expiry: () => ({ expiries: feed.current.expiries, failure: feed.failure }),
    onStop(because) {
      stop = because;
      stopping.abort();
    },
  });
  const recorder = own?.record(guard) ?? createRecorder(plan, guard);
  const most = own?.maxRequests ?? Number.POSITIVE_INFINITY;
  const refuseMore = () => {
    if (most === Number.POSITIVE_INFINITY || stop !== null || recorder.progress().started < most) return;
    stop = {
      because: 'limit',
      message: `the script has sent the ${most} requests that --max-requests allows`,
    };
    stopping.abort();
  };
  const way = await generatorWay(plan, env);
  const proxies = proxiesBetween(plan, env).map(({ shown }) => shown);
  const machine = watchMachine();
  const progressLine = progressLines(plan);
  const ticking = setInterval(() => out.progress(progressLine(recorder.progress())), 2000);
  const ending = await runGenerator({
    generator,
    script: own?.file ?? fileURLToPath(new URL(`../load/${scenario}.ts`, import.meta.url)),
    env: {
      GATEWRIGHT_PLAN: path.join(folder.dir, 'plan.json'),
      GATEWRIGHT_CREDENTIALS: JSON.stringify(feed.current),
      ...(feed.url === null ? {} : { GATEWRIGHT_CREDENTIAL_FEED: feed.url }),
      ...(outputs === undefined ? {} : { ...outputs.env, GATEWRIGHT_LABELS: '1' }),
      ...own?.env,
      ...way.env,
    },
    args: outputs?.args ?? [],
    ...(outputs?.systemTags === undefined ? {} : { systemTags: outputs.systemTags }),
    // Some of them call home first.
    ...(outputs === undefined ? {} : { startTimeoutMs: 30_000, graceMs: 15_000 }),
    cwd: folder.dir,
    onOutput(chunk) {
      recorder.write(chunk);
      refuseMore();
    },
    onMessage: (line) => out.progress(`  k6: ${line}`),
    signal: AbortSignal.any([signal, stopping.signal]),
  }).finally(() => {
    clearInterval(ticking);
    return Promise.all([feed.close(), way.close()]);
  });
  const busy = machine.stop();
  const end = signal.aborted ? ending : stop !== null ? stoppedBy(stop) : endOf(ending, own);
  return {
    ...recorder.finish(end),
    tool: { gatewright: packageJson.version, k6: generator.version, node: process.versions.node },
    machine: {
      platform: `${process.platform} ${process.arch}`,
      cpus: os.cpus().length,
      ...whereFrom(env, readSettings(env).vantage),
      ...(proxies.length === 0 ? {} : { proxies }),
      busy,
    },
  };
}

/** The scenarios of load/ have no thresholds; who writes one into a script wants to hear of it. */
function endOf(ending: GeneratorEnd, own: OwnScript | undefined): GeneratorEnding {
  if (own === undefined || ending.kind !== 'thresholds') return ending;
  const message = "a threshold of the script's own was crossed: k6's message above names it";
  return { kind: 'stopped', because: 'threshold', message };
}

function stoppedBy({ because, message }: Stop) {
  return { kind: 'stopped' as const, because, message };
}

export interface Kept {
  readonly run: Run;
  readonly document: object;
  /** Of the document's file, without `.json`. */
  readonly name: Plan['scenario'];
  /** The document as text. */
  shown(): string;
}

/** Writes a run and what was concluded from it. What can't be kept is at least shown before the error goes on. */
export async function keep(
  { dir }: RunFolder,
  { run, document, name, shown }: Kept,
  { out }: Context,
): Promise<void> {
  try {
    await writeDocument(dir, 'run.json', run);
    await writeDocument(dir, `${name}.json`, document);
  } catch (error) {
    out.warn(shown());
    const elsewhere = await keepElsewhere({ run, document, name }).catch(() => null);
    if (elsewhere !== null) out.warn(`Kept in ${elsewhere} instead.`);
    throw error;
  }
}

/** A measurement may have cost hours: what its folder can't take may still fit where the system keeps temporary files. */
async function keepElsewhere({ run, document, name }: Omit<Kept, 'shown'>): Promise<string> {
  const dir = await mkdtemp(path.join(os.tmpdir(), `${run.runId}-`));
  await writeDocument(dir, 'run.json', run);
  await writeDocument(dir, `${name}.json`, document);
  return dir;
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
