import { explainFailures } from '../smoke/explain-failures.ts';
import { observeConnections } from '../smoke/observe-connection.ts';
import { redactExchanges } from '../smoke/run-files.ts';
import { type PerformedSmoke, performSmoke } from '../smoke/run-playwright.ts';
import type { Subject } from '../src/config/subjects.ts';
import { judge } from '../src/conformance/judge.ts';
import { notMadeResults } from '../src/conformance/not-made.ts';
import { redactDocument } from '../src/conformance/redact.ts';
import type { Result } from '../src/conformance/result.ts';
import type { Scope } from '../src/conformance/scope.ts';
import type { Deployment } from '../src/deployment/deployment.ts';
import { startReading } from '../src/deployment/read-deployments.ts';
import { foreignEmulators } from '../src/discovery/emulator.ts';
import { awsFor, type Places } from '../src/discovery/place.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { summaryOf } from '../src/report/deployment-summary.ts';
import type { SmokeDocument } from '../src/report/documents.ts';
import { type RunFolder, writeDocument } from '../src/run/run-folder.ts';
import { smokeJudgement } from '../src/verdict/smoke.ts';
import type { Judgement } from '../src/verdict/verdict.ts';
import type { Context } from './command.ts';

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
  const { folder, subjects } = options;
  const targets = subjects.map(({ target }) => target);
  await writeDocument(folder.dir, 'targets.json', { schemaVersion: 1, targets });
  await writeDocument(folder.dir, 'subjects.json', { schemaVersion: 1, subjects });
  const asked = await askAll(options, context);
  const results = resultsOf(asked, options);
  const document = documentOf(asked, results, { ...options, isAborted: context.signal.aborted });
  await writeDocument(folder.dir, 'smoke.json', document);
  redactExchanges(folder.dir);
  return document;
}

/** What the targets and AWS said. */
interface Asked {
  readonly performed: PerformedSmoke;
  readonly deployments: readonly Deployment[];
  readonly connections: Awaited<ReturnType<typeof observeConnections>>;
  readonly evidence: Awaited<ReturnType<typeof explainFailures>>;
}

/** Reads what is deployed and how hosts are connected to while the exchanges are made, and what explains failures after them. */
async function askAll(options: GateOptions, { env, signal, out }: Context): Promise<Asked> {
  const { folder, subjects, places } = options;
  const targets = subjects.map(({ target }) => target);
  const aws = awsFor(places, env);
  const reading = startReading(targets, aws);
  void keepEarly(folder.dir, subjects, reading);
  const observing = observeConnections(targets);
  const performed = await performSmoke({
    root: options.root,
    runDir: folder.dir,
    ...(options.grep === undefined ? {} : { grep: parsePattern(options.grep) }),
    ...(options.workers === undefined ? {} : { workers: parseWorkers(options.workers) }),
    scope: options.scope,
    retryUntilDeployed: options.retryUntilDeployed,
    expectVersion: options.expectVersion,
    seed: options.seed,
    effects: options.protect ? 'none' : 'all',
    places,
    env: withProfile(env, places),
    signal,
    progress: out.progress,
  });
  const deployments = await reading.within(signal.aborted ? 0 : patienceMs);
  await writeDocument(folder.dir, 'deployments.json', redactDocument({ schemaVersion: 1, deployments }));
  const { exchanges } = performed;
  const say = out.progress;
  const evidence = await explainFailures({
    exchanges,
    deployments,
    runDir: folder.dir,
    aws,
    env,
    signal,
    say,
  });
  const connections = await observing;
  await writeDocument(folder.dir, 'connections.json', { schemaVersion: 1, connections });
  return { performed, deployments, connections, evidence };
}

function resultsOf(
  { performed, deployments, connections, evidence }: Asked,
  { subjects, expectVersion }: GateOptions,
): readonly Result[] {
  const judged = judge(
    performed.exchanges,
    subjects.map(({ contract }) => contract),
    {
      targets: subjects.map(({ target, contract, derived = false }) => ({
        target,
        contract: contract.name,
        derived,
        deployment: deployments.find((one) => one.target === target.target) ?? null,
        connection: connections.find((one) => one.target === target.target) ?? null,
        expectVersion: expectVersion ?? null,
      })),
      evidence,
    },
  );
  return [...judged, ...notMadeResults(performed.notMade), ...performed.specs];
}

function documentOf(
  { performed, deployments }: Asked,
  results: readonly Result[],
  {
    folder,
    subjects,
    scope,
    seed = 0,
    withoutContract = [],
    isAborted,
  }: GateOptions & { isAborted: boolean },
): SmokeDocument {
  const emulators = foreignEmulators(subjects.map(({ target }) => target));
  const judgement = smokeJudgement(results);
  return {
    schemaVersion: 1,
    runId: folder.runId,
    ...(isAborted ? interrupted(judgement) : judgement),
    results,
    scope,
    seed,
    leftOut: performed.leftOut,
    leftBehind: performed.leftBehind,
    ...(emulators.length === 0 ? {} : { emulators }),
    deployments: deployments.map(summaryOf),
    ...(withoutContract.length === 0 ? {} : { withoutContract }),
  };
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
