import path from 'node:path';
import { performSmoke } from '../smoke/run-playwright.ts';
import { readSettings } from '../src/config/settings.ts';
import type { Subject } from '../src/config/subjects.ts';
import { judge } from '../src/conformance/judge.ts';
import { type Scope, scopeFrom } from '../src/conformance/scope.ts';
import { startReading } from '../src/deployment/read-deployments.ts';
import { assertReachable } from '../src/discovery/reachable.ts';
import { exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import type { SmokeDocument } from '../src/report/documents.ts';
import { formatSmoke } from '../src/report/terminal-smoke.ts';
import { createRunFolder, type RunFolder, writeDocument } from '../src/run/run-folder.ts';
import { smokeJudgement } from '../src/verdict/smoke.ts';
import { exitCodeOf } from '../src/verdict/verdict.ts';
import { type Context, defineCommand } from './command.ts';
import {
  contractOption,
  type ResolvedTargets,
  resolveSubjects,
  resolveTargets,
  targetOptions,
} from './targets.ts';

export const smoke = defineCommand({
  about: 'the gate: every promise of the contracts, checked once against what is deployed',
  options: {
    ...targetOptions,
    ...contractOption,
    grep: {
      type: 'string',
      value: 'PATTERN',
      about: 'only exchanges whose title matches this regular expression',
    },
    scope: {
      type: 'string',
      value: 'SCOPE',
      about:
        'deploy: provoke no 5xx and few 4xx, which alarms and rollbacks hang on (default with CI); full: everything (default)',
    },
    workers: { type: 'string', value: 'N', about: 'Playwright workers that judge; default 1' },
  },
  examples: [
    'npx gatewright smoke --stack my-api',
    'npx gatewright smoke --url https://a1b2c3.execute-api.eu-west-1.amazonaws.com/dev --api rest --contract my-api',
    'npx gatewright smoke --local --json',
  ],
  async run(values, context) {
    const scope = scopeOf(values.scope, context);
    const resolved = await resolveTargets(values, context);
    const subjects = resolveSubjects(resolved, values.contract, context);
    await assertReachable(
      subjects.map(({ target }) => target),
      context.signal,
    );
    const folder = await createRunFolder(resolved.project.root, 'smoke');
    const document = await gate(
      {
        root: resolved.project.root,
        folder,
        subjects,
        protect: resolved.protect,
        place: resolved.place,
        ...values,
        scope,
      },
      context,
    );
    context.out.document(document);
    context.out.result(formatSmoke(document, { colour: context.out.colour }));
    context.out.progress(`kept in ${path.relative(context.cwd, folder.dir)}`);
    return context.signal.aborted ? exitCode.interrupted : exitCodeOf(document.verdict);
  },
});

export interface GateOptions {
  readonly root: string;
  readonly folder: RunFolder;
  readonly subjects: readonly Subject[];
  /** Region and profile to read deployments with. */
  readonly place: ResolvedTargets['place'];
  /** Only exchanges without an effect. */
  readonly protect: boolean;
  readonly scope: Scope;
  readonly grep?: string | undefined;
  readonly workers?: string | undefined;
}

/** How much longer than the exchanges the reading of what is deployed may take. */
const patienceMs = 2000;

/** Performs the gate's exchanges through Playwright, judges them, and keeps all of it in the run's folder. */
export async function gate(options: GateOptions, context: Context): Promise<SmokeDocument> {
  const { root, folder, subjects } = options;
  await writeDocument(folder.dir, 'targets.json', {
    schemaVersion: 1,
    targets: subjects.map(({ target }) => target),
  });
  await writeDocument(folder.dir, 'subjects.json', {
    schemaVersion: 1,
    subjects: subjects.map(({ target, contract }) => ({ target, contract: contract.name })),
  });
  const reading = startReading(
    subjects.map(({ target }) => target),
    { ...options.place, env: context.env },
  );
  const performed = await performSmoke({
    root,
    runDir: folder.dir,
    ...(options.grep === undefined ? {} : { grep: parsePattern(options.grep) }),
    ...(options.workers === undefined ? {} : { workers: parseWorkers(options.workers) }),
    scope: options.scope,
    effects: options.protect ? 'none' : 'all',
    env: context.env,
    signal: context.signal,
    progress: context.out.progress,
  });
  const deployments = await reading.within(context.signal.aborted ? 0 : patienceMs);
  await writeDocument(folder.dir, 'deployments.json', { schemaVersion: 1, deployments });
  const results = [
    ...judge(
      performed.exchanges,
      subjects.map(({ contract }) => contract),
      {
        targets: subjects.map(({ target, contract }) => ({
          target,
          contract: contract.name,
          deployment: deployments.find((one) => one.target === target.target) ?? null,
        })),
      },
    ),
    ...performed.specs,
  ];
  const document: SmokeDocument = {
    schemaVersion: 1,
    runId: folder.runId,
    ...smokeJudgement(results),
    results,
    scope: options.scope,
    leftOut: performed.leftOut,
  };
  await writeDocument(folder.dir, 'smoke.json', document);
  return document;
}

/** `--scope`, else `GATEWRIGHT_SCOPE`, else what fits where this runs. */
export function scopeOf(typed: string | undefined, { env }: Pick<Context, 'env'>): Scope {
  const { scope, ci } = readSettings(env);
  return typed === undefined
    ? scopeFrom(scope, { option: 'GATEWRIGHT_SCOPE=', ci })
    : scopeFrom(typed, { option: '--scope ', ci });
}

function parseWorkers(text: string): number {
  const workers = Number(text);
  if (Number.isInteger(workers) && workers >= 1 && workers <= 64) return workers;
  throw new UsageError(`--workers ${text} makes no sense.`, 'Write a whole number from 1 to 64.');
}

function parsePattern(text: string): string {
  try {
    new RegExp(text);
    return text;
  } catch (cause) {
    throw new UsageError(`--grep ${text} is no regular expression: ${(cause as Error).message}.`, [], {
      cause,
    });
  }
}
