import os from 'node:os';
import path from 'node:path';
import type { Subject } from '../src/config/subjects.ts';
import { assertReachable } from '../src/discovery/reachable.ts';
import { type ExitCode, exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import type { Generator } from '../src/generator/generator.ts';
import { withMocks } from '../src/plan/answered-by-gateway.ts';
import { describePlan } from '../src/plan/describe-plan.ts';
import type { LoadableEffects } from '../src/plan/loadable.ts';
import type { Plan } from '../src/plan/plan.ts';
import type { Run } from '../src/run/run.ts';
import { createRunFolder, type RunFolder, writeDocument } from '../src/run/run-folder.ts';
import { describeSafety, type Safety } from '../src/safety/describe.ts';
import { withEnd } from '../src/safety/ended.ts';
import { type Limits, mostRequests, parseDollars, withLimits } from '../src/safety/limits.ts';
import { type Allowed, refuseUnallowed } from '../src/safety/refusals.ts';
import { foreseenDoubts } from '../src/verdict/foresight.ts';
import { exitCodeOf, type Judgement, type OnInconclusive } from '../src/verdict/verdict.ts';
import type { Context, OptionSpecs, Values } from './command.ts';
import { type Deployed, nothingDeployed, readDeployed } from './deployed-first.ts';
import { lookAhead } from './load-safety.ts';
import { keep, measure, readyGenerator } from './measure.ts';
import { outputsBeside } from './outputs-beside.ts';
import { credentialsOf, foreseenExpiries } from './run-credentials.ts';
import {
  contractOption,
  type ResolvedTargets,
  resolveSubjects,
  resolveTargets,
  targetOptions,
} from './targets.ts';

/** Options of every verb that sends load. */
export const loadOptions = {
  ...targetOptions,
  ...contractOption,
  route: { type: 'string', value: 'ROUTE', about: 'only this route, or routes that contain this text' },
  'max-requests': {
    type: 'string',
    value: 'N',
    about: 'never send more: refuse a plan that would, stop a run that comes to',
  },
  'max-cost': {
    type: 'string',
    value: 'USD',
    about: 'never cost more at list prices: refuse a plan that would, stop a run that comes to',
  },
  'allow-production': { type: 'boolean', about: 'send load to a target that looks like production' },
  'allow-shared-account': {
    type: 'boolean',
    about: "take more than 20 % of the account's throttle or of its functions' concurrency",
  },
  'k6-out': {
    type: 'string',
    multiple: true,
    value: 'NAME[=…]',
    about:
      "an output of k6's own beside: web-dashboard, opentelemetry, prometheus-rw, cloud, influxdb, json=FILE",
  },
  dashboard: {
    type: 'string',
    value: 'FILE',
    about: "write k6's own web dashboard there, as HTML, at the end",
  },
  'no-guard': { type: 'boolean', about: 'go on although a target is failing' },
  plan: { type: 'boolean', about: 'write plan.json and say what it would send, take and cost; send nothing' },
  'on-inconclusive': {
    type: 'string',
    value: 'WHAT',
    about: 'exit code of a run that can not be trusted: fail (1), warn or pass (0); default 3',
  },
} as const satisfies OptionSpecs;

/** What a plan is made of, beside the verb's own options. */
export interface PlanInput {
  readonly runId: string;
  readonly subjects: readonly Subject[];
  readonly effects: LoadableEffects;
  readonly routes: string | undefined;
  readonly maxRequests: number | undefined;
  /** What the generator may take for its virtual users. */
  readonly memoryBytes: number;
  /** Read only for a verb that asks for it. */
  readonly deployed: Deployed;
}

/** What one verb adds to the way that all of them go from their options to an exit code. */
export interface LoadVerb<P extends Plan, D extends Judgement> {
  readonly scenario: P['scenario'];
  /** Its plan depends on what is deployed, which is read first, as far as it may be. */
  readonly readsDeployed?: true;
  /** Those that it is about; default: all. */
  choose?(subjects: readonly Subject[]): readonly Subject[];
  makePlan(input: PlanInput): P;
  /** What has to be found out before load is sent; an exit code ends the run without any. */
  before?(found: FoundOut): Promise<ExitCode | null>;
  /** What a plan comes to that has nothing to send; `null` for any other. */
  unsent?(plan: P): D | null;
  /** Pure: what the run's figures come to. */
  conclude(run: Run): D;
  format(document: D, run: Run): string;
}

/** What is known right before load is sent. */
export interface FoundOut {
  readonly folder: RunFolder;
  readonly subjects: readonly Subject[];
  readonly resolved: ResolvedTargets;
  readonly deployed: Deployed;
}

/**
 * Plans, refuses what makes no sense before anything is written or sent, sends, records, concludes. `run.json` and
 * the verb's own document are in the run's folder whatever the end.
 */
export async function runLoad<P extends Plan, D extends Judgement>(
  values: Values<typeof loadOptions> & Parameters<typeof resolveTargets>[0],
  verb: LoadVerb<P, D>,
  context: Context,
): Promise<ExitCode> {
  const { out, signal } = context;
  const onInconclusive = parseOnInconclusive(values['on-inconclusive']);
  const limits = limitsOf(values);
  outputsBeside(values, 1, { context, version: '' });
  const resolved = await resolveTargets(values, context);
  const all = resolveSubjects(resolved, values.contract, context);
  const subjects = verb.choose?.(all) ?? all;
  const { root } = resolved.project;
  const draft: PlanInput = {
    runId: 'unsent',
    subjects,
    routes: values.route,
    effects: resolved.protect ? 'none' : 'safe',
    maxRequests: limits.maxRequests,
    // The other half is for everything else on this machine.
    memoryBytes: os.totalmem() / 2,
    deployed: verb.readsDeployed
      ? await readDeployed(
          subjects.map(({ target }) => target),
          resolved,
          context,
        )
      : nothingDeployed,
  };
  // Before the folder is made, so that what makes no sense or can't be done leaves nothing behind.
  const foreseen = verb.makePlan(draft);
  if (verb.unsent?.(foreseen)) return concludeUnsent(verb, { draft, root }, context);
  const { safety, deployments } = await lookAhead(foreseen, { resolved, subjects }, context);
  const most = mostRequests(safety.estimate, limits);
  if (!values.plan) {
    // A gateway of this command's own is nobody's account.
    refuseUnallowed(safety.production, resolved.own ? [] : safety.shares, allowedBy(values));
  }
  const credentials = values.plan
    ? null
    : await credentialsOf(foreseen, { env: context.env, cwd: root, signal });
  const generator = values.plan ? null : await ready(subjects, context);
  const folder = await createRunFolder(root, verb.scenario);
  const plan = withMocks(withLimits(verb.makePlan({ ...draft, runId: folder.runId }), most), deployments);
  for (const doubt of foreseenDoubts(plan)) out.warn(`note: ${doubt}`);
  await writeDocument(folder.dir, 'plan.json', plan);
  if (generator === null || credentials === null) return showPlan(plan, { folder, safety }, context);
  const ends = await verb.before?.({ folder, subjects, resolved, deployed: draft.deployed });
  if (typeof ends === 'number') return ends;
  for (const expiry of foreseenExpiries(plan, credentials)) out.warn(`note: ${expiry}`);
  const guarded = values['no-guard'] !== true;
  const { maxCostUsd } = limits;
  const outputs = outputsBeside(values, plan.arrivals.durationSeconds, {
    context,
    version: generator.version,
  });
  const run = await measure(
    { plan, folder, generator, credentials, guarded, maxCostUsd, ...(outputs === null ? {} : { outputs }) },
    context,
  );
  if (values.dashboard !== undefined) out.progress(`k6's dashboard: ${values.dashboard}`);
  const document = withEnd(verb.conclude(run), run);
  await keep(
    folder,
    { run, document, name: verb.scenario, shown: () => verb.format(document, run) },
    context,
  );
  out.document(document);
  out.result(verb.format(document, run));
  out.progress(`kept in ${path.relative(context.cwd, folder.dir)}`);
  if (onInconclusive === 'warn' && document.verdict === 'inconclusive') {
    out.warn(`Inconclusive, and only warned about: ${document.reasons[0]}`);
  }
  if (signal.aborted) return exitCode.interrupted;
  // Credentials are the caller's to mend.
  if (run.ended.kind === 'stopped' && run.ended.because === 'credentials') return exitCode.usage;
  return exitCodeOf(document.verdict, onInconclusive);
}

/** Only the verb's own document is kept: there is no run. */
async function concludeUnsent<P extends Plan, D extends Judgement>(
  verb: LoadVerb<P, D>,
  { draft, root }: { draft: PlanInput; root: string },
  { out, cwd }: Context,
): Promise<ExitCode> {
  const { runId, dir } = await createRunFolder(root, verb.scenario);
  const document = verb.unsent?.(verb.makePlan({ ...draft, runId }));
  if (!document) throw new Error('a plan that had nothing to send has something to send');
  await writeDocument(dir, `${verb.scenario}.json`, document);
  out.document(document);
  out.result([document.verdict, ...document.reasons.map((reason) => `  ${reason}`)].join('\n'));
  out.progress(`kept in ${path.relative(cwd, dir)}`);
  return exitCodeOf(document.verdict);
}

interface Shown {
  readonly folder: RunFolder;
  readonly safety: Safety;
}

function showPlan(plan: Plan, { folder, safety }: Shown, { out, cwd }: Context): ExitCode {
  const file = path.relative(cwd, path.join(folder.dir, 'plan.json'));
  out.document({ ...plan, safety });
  out.result(
    [...describePlan(plan), '', ...describeSafety(safety), '', `Nothing was sent. The plan: ${file}`].join(
      '\n',
    ),
  );
  return exitCode.pass;
}

async function ready(subjects: readonly Subject[], context: Context): Promise<Generator> {
  await assertReachable(
    subjects.map(({ target }) => target),
    context.signal,
  );
  return readyGenerator(context);
}

type LoadValues = Values<typeof loadOptions>;

export function limitsOf(values: LoadValues): Limits {
  const cost = values['max-cost'];
  return {
    maxRequests: parseCount(values['max-requests'], '--max-requests'),
    maxCostUsd: cost === undefined ? undefined : parseDollars(cost, '--max-cost'),
  };
}

export function allowedBy(values: LoadValues): Allowed {
  return {
    production: values['allow-production'] === true,
    sharedAccount: values['allow-shared-account'] === true,
  };
}

export function parseOnInconclusive(typed: string | undefined): OnInconclusive | undefined {
  if (typed === undefined || typed === 'fail' || typed === 'warn' || typed === 'pass') return typed;
  throw new UsageError(`--on-inconclusive ${typed} is none of fail, warn and pass.`);
}

export function parseCount(typed: string | undefined, option: string): number | undefined {
  if (typed === undefined) return undefined;
  const count = Number(typed);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`${option} ${typed} makes no sense.`, 'Write a whole number above 0.');
}
