import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { secondsFrom, seedFrom } from '../smoke/environment.ts';
import { explainFailures } from '../smoke/explain-failures.ts';
import { observeConnections } from '../smoke/observe-connection.ts';
import { redactExchanges } from '../smoke/run-files.ts';
import { performSmoke } from '../smoke/run-playwright.ts';
import { readSettings } from '../src/config/settings.ts';
import type { Subject } from '../src/config/subjects.ts';
import { judge } from '../src/conformance/judge.ts';
import { notMadeResults } from '../src/conformance/not-made.ts';
import { redactDocument } from '../src/conformance/redact.ts';
import { type Scope, scopeFrom } from '../src/conformance/scope.ts';
import { startReading } from '../src/deployment/read-deployments.ts';
import { foreignEmulators } from '../src/discovery/emulator.ts';
import { awsFor, type Places } from '../src/discovery/place.ts';
import { assertReachable } from '../src/discovery/reachable.ts';
import type { Target } from '../src/discovery/target.ts';
import { exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { summaryOf } from '../src/report/deployment-summary.ts';
import type { SmokeDocument } from '../src/report/documents.ts';
import { formatSmoke } from '../src/report/terminal-smoke.ts';
import { createRunFolder, type RunFolder, writeDocument } from '../src/run/run-folder.ts';
import { smokeJudgement } from '../src/verdict/smoke.ts';
import { exitCodeOf, type Judgement } from '../src/verdict/verdict.ts';
import { type Context, defineCommand } from './command.ts';
import { annotates, annotationOptions, tellGitHub, withoutCommands } from './github.ts';
import { listChecks, listChecksOptions } from './list-checks.ts';
import { inconclusiveOption, parseOnInconclusive } from './load-options.ts';
import { contractOption, resolveTargets, targetOptions } from './targets.ts';
import { gatedSubjects } from './without-contract.ts';

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
    'retry-until-deployed': {
      type: 'string',
      value: 'SECONDS',
      about:
        'how long a fresh deployment may take: until then what it explains is tried again, and nothing that reached a function and changes something',
    },
    'expect-version': {
      type: 'string',
      value: 'VALUE',
      about: 'the version that has to answer, where the contract says answers tell it',
    },
    seed: {
      type: 'string',
      value: 'N',
      about: 'of generated requests: another one makes others, the same the same; default 0',
    },
    save: {
      type: 'boolean',
      about: 'write the contracts that targets without one are tested with to contracts/',
    },
    workers: { type: 'string', value: 'N', about: 'Playwright workers that judge; default 1' },
    ...inconclusiveOption,
    ...annotationOptions,
    ...listChecksOptions,
  },
  examples: [
    'npx gatewright smoke --stack my-api',
    'npx gatewright smoke --url https://a1b2c3.execute-api.eu-west-1.amazonaws.com/dev --api rest --contract my-api',
    'npx gatewright smoke --local --json',
  ],
  async run(values, context) {
    if (values['list-checks']) return listChecks(values, context);
    const onInconclusive = parseOnInconclusive(values['on-inconclusive']);
    const scope = scopeOf(values.scope, context);
    const onGitHub = annotates(values.annotations, context);
    const seed = seedFrom(values.seed ?? '0', '--seed ');
    const retryUntilDeployed = secondsFrom(values['retry-until-deployed'] ?? '0', '--retry-until-deployed ');
    const resolved = await resolveTargets(values, context);
    const { save = false, contract } = values;
    const { subjects, withoutContract } = await gatedSubjects(resolved, { contract, save }, context);
    const expectVersion = values['expect-version'];
    if (expectVersion !== undefined) requireVersions(subjects);
    const reachableAfter = await reachable(
      subjects.map(({ target }) => target),
      retryUntilDeployed,
      context,
    );
    const folder = await createRunFolder(resolved.project.root, 'smoke');
    const document = await gate(
      {
        root: resolved.project.root,
        folder,
        subjects,
        withoutContract,
        protect: resolved.protect,
        places: resolved.places,
        ...values,
        scope,
        seed,
        retryUntilDeployed: Math.max(0, retryUntilDeployed - reachableAfter),
        expectVersion,
      },
      context,
    );
    context.out.document(document);
    const text = formatSmoke(document, { colour: context.out.colour });
    context.out.result(onGitHub ? withoutCommands(text) : text);
    const { contractFiles } = resolved.project;
    if (onGitHub) tellGitHub({ document, subjects, contractFiles, folder }, context);
    context.out.progress(`kept in ${path.relative(context.cwd, folder.dir)}`);
    return context.signal.aborted ? exitCode.interrupted : exitCodeOf(document.verdict, onInconclusive);
  },
});

export interface GateOptions {
  readonly root: string;
  readonly folder: RunFolder;
  readonly subjects: readonly Subject[];
  /** Those whose contract was made of what is deployed. */
  readonly withoutContract?: SmokeDocument['withoutContract'];
  /** Where in AWS each target belongs, and as whom it is asked for there. */
  readonly places: Places;
  /** Only exchanges without an effect. */
  readonly protect: boolean;
  readonly scope: Scope;
  /** Seconds; default 0: what is deployed has to be there. */
  readonly retryUntilDeployed?: number;
  readonly expectVersion?: string | undefined;
  /** Of generated requests; default 0. */
  readonly seed?: number;
  readonly grep?: string | undefined;
  readonly workers?: string | undefined;
}

/** How much longer than the exchanges the reading of what is deployed may take. */
const patienceMs = 2000;

/** Performs the gate's exchanges through Playwright, judges them, and keeps all of it in the run's folder. */
export async function gate(options: GateOptions, context: Context): Promise<SmokeDocument> {
  const { root, folder, subjects, withoutContract = [] } = options;
  await writeDocument(folder.dir, 'targets.json', {
    schemaVersion: 1,
    targets: subjects.map(({ target }) => target),
  });
  await writeDocument(folder.dir, 'subjects.json', {
    schemaVersion: 1,
    subjects,
  });
  const aws = awsFor(options.places, context.env);
  const reading = startReading(
    subjects.map(({ target }) => target),
    aws,
  );
  void keepEarly(folder.dir, subjects, reading);
  const observing = observeConnections(subjects.map(({ target }) => target));
  const performed = await performSmoke({
    root,
    runDir: folder.dir,
    ...(options.grep === undefined ? {} : { grep: parsePattern(options.grep) }),
    ...(options.workers === undefined ? {} : { workers: parseWorkers(options.workers) }),
    scope: options.scope,
    retryUntilDeployed: options.retryUntilDeployed,
    expectVersion: options.expectVersion,
    seed: options.seed,
    effects: options.protect ? 'none' : 'all',
    places: options.places,
    env: withProfile(context.env, options.places),
    signal: context.signal,
    progress: context.out.progress,
  });
  const deployments = await reading.within(context.signal.aborted ? 0 : patienceMs);
  await writeDocument(folder.dir, 'deployments.json', redactDocument({ schemaVersion: 1, deployments }));
  const { exchanges } = performed;
  const evidence = await explainFailures({
    exchanges,
    deployments,
    runDir: folder.dir,
    aws,
    env: context.env,
    signal: context.signal,
    say: context.out.progress,
  });
  const connections = await observing;
  await writeDocument(folder.dir, 'connections.json', { schemaVersion: 1, connections });
  const results = [
    ...judge(
      performed.exchanges,
      subjects.map(({ contract }) => contract),
      {
        targets: subjects.map(({ target, contract, derived = false }) => ({
          target,
          contract: contract.name,
          derived,
          deployment: deployments.find((one) => one.target === target.target) ?? null,
          connection: connections.find((one) => one.target === target.target) ?? null,
          expectVersion: options.expectVersion ?? null,
        })),
        evidence,
      },
    ),
    ...notMadeResults(performed.notMade),
    ...performed.specs,
  ];
  const emulators = foreignEmulators(subjects.map(({ target }) => target));
  const document: SmokeDocument = {
    schemaVersion: 1,
    runId: folder.runId,
    ...(context.signal.aborted ? interrupted(smokeJudgement(results)) : smokeJudgement(results)),
    results,
    scope: options.scope,
    seed: options.seed ?? 0,
    leftOut: performed.leftOut,
    leftBehind: performed.leftBehind,
    ...(emulators.length === 0 ? {} : { emulators }),
    deployments: deployments.map(summaryOf),
    ...(withoutContract.length === 0 ? {} : { withoutContract }),
  };
  await writeDocument(folder.dir, 'smoke.json', document);
  redactExchanges(folder.dir);
  return document;
}

/** How long an answer may take hangs on what is deployed: whoever waits for one looks here. */
async function keepEarly(
  dir: string,
  subjects: readonly Subject[],
  reading: ReturnType<typeof startReading>,
): Promise<void> {
  const read = await Promise.all(subjects.map(({ target }) => reading.of(target)));
  const deployments = read.flatMap((one) => one?.deployment ?? []);
  await writeDocument(dir, 'deployments.json', redactDocument({ schemaVersion: 1, deployments }));
}

/** What was not asked can still be broken. */
function interrupted(judgement: Judgement): Judgement {
  if (judgement.verdict !== 'pass') return judgement;
  return { verdict: 'inconclusive', reasons: ['The run was interrupted before everything was asked.'] };
}

/** Tries again for as long as a new domain may take. Returns how many seconds that was. */
async function reachable(
  targets: readonly Target[],
  patience: number,
  { env, signal, out }: Context,
): Promise<number> {
  const start = performance.now();
  const waited = () => (performance.now() - start) / 1000;
  for (let tries = 0; ; tries += 1) {
    try {
      await assertReachable(targets, { env, signal });
      return tries === 0 ? 0 : waited();
    } catch (error) {
      if (!(error instanceof UsageError) || waited() >= patience || signal.aborted) throw error;
      if (tries === 0) out.progress(`${error.message} Trying again for ${patience} s at most.`);
      const left = (patience - waited()) * 1000;
      await sleep(Math.min(1000, left), undefined, { signal }).catch(() => undefined);
    }
  }
}

/** @throws UsageError where a contract doesn't say where answers tell their version. */
function requireVersions(subjects: readonly Subject[]): void {
  const mute = subjects.filter(({ contract }) => contract.version === undefined);
  if (mute.length === 0) return;
  const names = [...new Set(mute.map(({ contract }) => contract.name))].join(', ');
  throw new UsageError(
    `--expect-version is given, and the contract ${names} doesn't say where answers tell their version.`,
    [
      "Write version: { header: 'x-version' }, or version: { route: 'GET /health', pointer: '/version' }, into it.",
    ],
  );
}

/** `--scope`, else `GATEWRIGHT_SCOPE`, else what fits where this runs. */
export function scopeOf(typed: string | undefined, { env }: Pick<Context, 'env'>): Scope {
  const { scope, ci } = readSettings(env);
  return typed === undefined
    ? scopeFrom(scope, { option: 'GATEWRIGHT_SCOPE=', ci })
    : scopeFrom(typed, { option: '--scope ', ci });
}

/** Commands that contracts name ask AWS as whom a profile names that all targets share, whatever keys the environment holds. */
function withProfile(env: NodeJS.ProcessEnv, places: Places): NodeJS.ProcessEnv {
  const profiles = new Set(Object.values(places).map(({ profile }) => profile));
  const [profile] = profiles;
  if (profile === undefined || profiles.size > 1) return env;
  const { AWS_ACCESS_KEY_ID: _, AWS_SECRET_ACCESS_KEY: __, AWS_SESSION_TOKEN: ___, ...others } = env;
  return { ...others, AWS_PROFILE: profile };
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
