import os from 'node:os';
import path from 'node:path';
import type { Subject } from '../src/config/subjects.ts';
import { awsFor, type Places } from '../src/discovery/place.ts';
import { assertReachable } from '../src/discovery/reachable.ts';
import type { Target } from '../src/discovery/target.ts';
import { type ExitCode, exitCode } from '../src/errors/exit-code.ts';
import type { Generator } from '../src/generator/generator.ts';
import { withMocks } from '../src/plan/answered-by-gateway.ts';
import { describePlan } from '../src/plan/describe-plan.ts';
import type { Plan } from '../src/plan/plan.ts';
import type { Run } from '../src/run/run.ts';
import { createRunFolder, type RunFolder, writeDocument } from '../src/run/run-folder.ts';
import { describeSafety, type Safety } from '../src/safety/describe.ts';
import { withEnd } from '../src/safety/ended.ts';
import { mostRequests, withLimits } from '../src/safety/limits.ts';
import { refuseUnallowed } from '../src/safety/refusals.ts';
import { foreseenDoubts } from '../src/verdict/foresight.ts';
import { exitCodeOf, type Judgement, type OnInconclusive } from '../src/verdict/verdict.ts';
import type { Context } from './command.ts';
import { nothingDeployed, readDeployed } from './deployed-first.ts';
import { tellGitHubOfLoad } from './github.ts';
import {
  allowedBy,
  checkLimits,
  type LoadValues,
  limitsOf,
  parseOnInconclusive,
  type RunLimits,
  refuseTooFast,
} from './load-options.ts';
import { lookAhead } from './load-safety.ts';
import type { LoadVerb, PlanInput } from './load-verb.ts';
import { keep, measure, readyGenerator } from './measure.ts';
import { outputsBeside } from './outputs-beside.ts';
import { reached } from './plan-reach.ts';
import { credentialsOf, foreseenExpiries } from './run-credentials.ts';
import { type ResolvedTargets, resolveSubjects, resolveTargets } from './targets.ts';

/**
 * Plans, refuses what makes no sense before anything is written or sent, sends, records, concludes. `run.json` and
 * the verb's own document are in the run's folder whatever the end.
 */
export async function runLoad<P extends Plan, D extends Judgement>(
  values: LoadWishes,
  verb: LoadVerb<P, D>,
  context: Context,
): Promise<ExitCode> {
  const onInconclusive = parseOnInconclusive(values['on-inconclusive']);
  checkLimits(values);
  outputsBeside(values, 1, { context, version: '' });
  const draft = await draftOf(values, verb, context);
  const { limits } = draft;
  // Before the folder is made, so that what makes no sense or can't be done leaves nothing behind.
  const foreseen = verb.makePlan(draft.input);
  refuseTooFast(foreseen, limits);
  if (verb.unsent?.(foreseen)) return concludeUnsent(verb, draft, context);
  const { safety, deployments } = await lookAhead(foreseen, draft, context);
  const most = mostRequests(safety.estimate, limits);
  const finalPlan = (runId: string) =>
    withMocks(withLimits(verb.makePlan({ ...draft.input, runId }), most), deployments);
  const whole = (runId: string) =>
    reached(
      finalPlan(runId),
      draft.subjects.map(({ target }) => target),
      context,
    );
  if (values.plan) return showPlan(whole, { draft, verb, safety }, context);
  // A gateway of this command's own is nobody's account.
  refuseUnallowed(safety.production, draft.resolved.own ? [] : safety.shares, allowedBy(values));
  const { env, signal } = context;
  const aws = awsFor(draft.resolved.places, env);
  const credentials = await credentialsOf(foreseen, { env, cwd: draft.root, signal, aws });
  const generator = await ready(draft.subjects, context);
  const folder = await createRunFolder(draft.root, verb.scenario);
  const plan = await kept(await whole(folder.runId), folder, context);
  const { subjects, resolved, input } = draft;
  const ends = await verb.before?.({ folder, subjects, resolved, deployed: input.deployed });
  if (typeof ends === 'number') return ends;
  for (const expiry of foreseenExpiries(plan, credentials)) context.out.warn(`note: ${expiry}`);
  const outputs = outputsBeside(values, plan.arrivals.durationSeconds, {
    context,
    version: generator.version,
  });
  const guarded = values['no-guard'] !== true;
  const { maxCostUsd } = limits;
  const run = await measure(
    { plan, folder, generator, credentials, guarded, maxCostUsd, ...(outputs === null ? {} : { outputs }) },
    context,
  );
  if (values.dashboard !== undefined) context.out.progress(`k6's dashboard: ${values.dashboard}`);
  return conclude(run, { verb, folder, onInconclusive }, context);
}

type LoadWishes = LoadValues & Parameters<typeof resolveTargets>[0];

/** What is known before anything is planned. */
interface Draft {
  readonly resolved: ResolvedTargets;
  readonly subjects: readonly Subject[];
  readonly limits: RunLimits;
  readonly root: string;
  readonly input: PlanInput;
}

async function draftOf<P extends Plan, D extends Judgement>(
  values: LoadWishes,
  verb: LoadVerb<P, D>,
  context: Context,
): Promise<Draft> {
  const found = await resolveTargets(values, context);
  const all = resolveSubjects(found, values.contract, context);
  const subjects = verb.choose?.(all) ?? all;
  const targets = subjects.map(({ target }) => target);
  const resolved = { ...found, places: placesOf(targets, found) };
  const { limits: config, environment, protect } = found;
  const limits = limitsOf(values, { config, environment, env: context.env });
  const input: PlanInput = {
    runId: 'unsent',
    subjects,
    routes: values.route,
    effects: protect ? 'none' : 'safe',
    // The config's is kept by what looks ahead, which says whose it is.
    maxRequests: values['max-requests'] === undefined ? undefined : limits.maxRequests,
    mostPerSecond: limits.ratePerSecond,
    // The other half is for everything else on this machine.
    memoryBytes: os.totalmem() / 2,
    deployed: verb.readsDeployed ? await readDeployed(targets, resolved, context) : nothingDeployed,
  };
  return { resolved, subjects, limits, root: resolved.project.root, input };
}

/** A target that is compared with itself has a second name, and the same place. */
function placesOf(targets: readonly Target[], { targets: all, places }: ResolvedTargets): Places {
  const twins = targets.flatMap(({ target, invokeUrl }) => {
    const first = all.find((one) => one.invokeUrl === invokeUrl)?.target ?? target;
    const place = places[target] ?? places[first];
    return place === undefined ? [] : [[target, place] as const];
  });
  return { ...places, ...Object.fromEntries(twins) };
}

/** The plan as k6 will read it, with what it can't decide said beforehand. */
async function kept(plan: Plan, { dir }: RunFolder, { out }: Context): Promise<Plan> {
  for (const doubt of foreseenDoubts(plan)) out.warn(`note: ${doubt}`);
  await writeDocument(dir, 'plan.json', plan);
  return plan;
}

interface Measured<P extends Plan, D extends Judgement> {
  readonly verb: LoadVerb<P, D>;
  readonly folder: RunFolder;
  readonly onInconclusive: OnInconclusive | undefined;
}

async function conclude<P extends Plan, D extends Judgement>(
  run: Run,
  { verb, folder, onInconclusive }: Measured<P, D>,
  context: Context,
): Promise<ExitCode> {
  const { out, signal, cwd } = context;
  const document = withEnd(verb.conclude(run), run);
  const shown = () => verb.format(document, run);
  await keep(folder, { run, document, name: verb.scenario, shown }, context);
  out.document(document);
  out.result(shown());
  await tellGitHubOfLoad({ folder, judgement: document }, context);
  out.progress(`kept in ${path.relative(cwd, folder.dir)}`);
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
  { input, root }: Draft,
  { out, cwd }: Context,
): Promise<ExitCode> {
  const { runId, dir } = await createRunFolder(root, verb.scenario);
  const document = verb.unsent?.(verb.makePlan({ ...input, runId }));
  if (!document) throw new Error('a plan that had nothing to send has something to send');
  await writeDocument(dir, `${verb.scenario}.json`, document);
  out.document(document);
  out.result([document.verdict, ...document.reasons.map((reason) => `  ${reason}`)].join('\n'));
  out.progress(`kept in ${path.relative(cwd, dir)}`);
  return exitCodeOf(document.verdict);
}

interface Shown {
  readonly draft: Draft;
  readonly verb: { readonly scenario: Plan['scenario'] };
  readonly safety: Safety;
}

async function showPlan(
  planOf: (runId: string) => Promise<Plan>,
  { draft, verb, safety }: Shown,
  context: Context,
): Promise<ExitCode> {
  const { out, cwd } = context;
  const folder = await createRunFolder(draft.root, verb.scenario);
  const plan = await kept(await planOf(folder.runId), folder, context);
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
    { env: context.env, signal: context.signal },
  );
  return readyGenerator(context);
}
