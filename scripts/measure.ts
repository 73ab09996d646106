import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import packageJson from '../package.json' with { type: 'json' };
import { readSettings } from '../src/config/settings.ts';
import { readSecrets, type SecretNeed } from '../src/credential/read-secrets.ts';
import { findGenerator } from '../src/generator/find.ts';
import type { Generator } from '../src/generator/generator.ts';
import { runGenerator } from '../src/generator/run.ts';
import { formatDuration } from '../src/plan/duration.ts';
import type { Plan } from '../src/plan/plan.ts';
import type { Run } from '../src/run/run.ts';
import { type RunFolder, writeDocument } from '../src/run/run-folder.ts';
import type { Progress } from '../src/sample/progress.ts';
import { createRecorder } from '../src/sample/recorder.ts';
import { plural } from '../src/statistics/figures.ts';
import type { Context } from './command.ts';

export interface MeasureOptions {
  readonly plan: Plan;
  readonly folder: RunFolder;
  readonly generator: Generator;
  /** What `secretsOf` read. */
  readonly secrets: Readonly<Record<string, string>>;
}

/** Sends a plan with k6 and records it. */
export async function measure(
  { plan, folder, generator, secrets }: MeasureOptions,
  { out, signal }: Context,
): Promise<Run> {
  const { scenario, arrivals, targets } = plan;
  out.progress(
    `${scenario}: ${plural(arrivals.totalPerSecond, 'request')} a second over ${plural(targets.length, 'target')} for ${formatDuration(arrivals.durationSeconds)}, after a warm-up of ${formatDuration(plan.warmUp.seconds)}`,
  );
  const recorder = createRecorder(plan);
  const ticking = setInterval(() => out.progress(progressLine(recorder.progress(), plan)), 2000);
  const end = await runGenerator({
    generator,
    script: fileURLToPath(new URL(`../load/${scenario}.ts`, import.meta.url)),
    env: { GATEWRIGHT_PLAN: path.join(folder.dir, 'plan.json'), ...secrets },
    cwd: folder.dir,
    onOutput: (chunk) => recorder.write(chunk),
    onMessage: (line) => out.progress(`  k6: ${line}`),
    signal,
  }).finally(() => clearInterval(ticking));
  return {
    ...recorder.finish(end),
    tool: { gatewright: packageJson.version, k6: generator.version, node: process.versions.node },
    machine: { platform: `${process.platform} ${process.arch}`, cpus: os.cpus().length },
  };
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
    throw error;
  }
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

/**
 * What k6 is handed in its environment: the values of the plan's secret headers, read before anything is sent.
 * @throws UsageError for one that is missing or no header could carry, and for a command that fails.
 */
export async function secretsOf(
  plan: Plan,
  { env, cwd, signal }: SecretOptions,
): Promise<Record<string, string>> {
  const wishes = new Map<string, SecretNeed>();
  for (const { series, secretHeaders } of plan.requests) {
    const { target = '', route = '' } = plan.series[series] ?? {};
    for (const variable of Object.values(secretHeaders)) {
      const made = plan.secrets?.[variable] ?? { from: `env:${variable}` as const };
      wishes.set(variable, { ...made, place: `${target}: ${route}` });
    }
  }
  const secrets = await readSecrets([...wishes.values()], { env, cwd, signal });
  return Object.fromEntries(
    [...wishes].map(([variable, { from, scheme }]) => [
      variable,
      [scheme, secrets.get(from)].filter((each) => each !== undefined).join(' '),
    ]),
  );
}

export interface SecretOptions {
  readonly env: NodeJS.ProcessEnv;
  /** Where commands begin. */
  readonly cwd: string;
  readonly signal: AbortSignal;
}
