import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pairContracts } from '../src/config/subjects.ts';
import { objectivesOf, routesOf } from '../src/contract/route.ts';
import { assertReachable } from '../src/discovery/reachable.ts';
import type { Target } from '../src/discovery/target.ts';
import { type ExitCode, exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { serveAllowance } from '../src/generator/allowance.ts';
import { inspectOptions, type ScriptOptions } from '../src/generator/inspect.ts';
import { preflight } from '../src/generator/script-preflight.ts';
import { wrapScript } from '../src/generator/script-wrapper.ts';
import { lowerCaseNames } from '../src/plan/with-transport.ts';
import type { LatencyDocument } from '../src/report/documents.ts';
import { latencyDocument } from '../src/report/latency-document.ts';
import { formatLatency } from '../src/report/terminal-latency.ts';
import type { Run } from '../src/run/run.ts';
import { createRunFolder } from '../src/run/run-folder.ts';
import { withEnd } from '../src/safety/ended.ts';
import { productionSigns } from '../src/safety/production.ts';
import { refuseUnallowed } from '../src/safety/refusals.ts';
import { createScriptRecorder, type ScriptRecorder } from '../src/sample/script-recorder.ts';
import { exitCodeOf } from '../src/verdict/verdict.ts';
import type { Context } from './command.ts';
import { tellGitHubOfLoad } from './github.ts';
import { allowedBy, checkLimits, limitsOf, parseOnInconclusive } from './load-options.ts';
import { keep, measure, type OwnScript, readyGenerator } from './measure.ts';
import { outputsBeside } from './outputs-beside.ts';
import { reached } from './plan-reach.ts';
import {
  arrivalRates,
  boundedRate,
  exportedBy,
  namedVariables,
  planOf,
  refuseWithScript,
  type ScriptValues,
  urlsOf,
} from './script-wishes.ts';
import { type ResolvedTargets, resolveTargets } from './targets.ts';

/** Runs a person's own k6 script against the targets, through the recorder and to the statistics of a latency run. */
export async function runScript(values: ScriptValues, context: Context): Promise<ExitCode> {
  const { out, signal, cwd } = context;
  const onInconclusive = parseOnInconclusive(values['on-inconclusive']);
  checkLimits(values);
  refuseWithScript(values);
  outputsBeside(values, 1, { context, version: '' });
  const file = path.resolve(cwd, values.script);
  const text = preflight(file, cwd);
  const resolved = await resolveTargets(values, context);
  const { targets, environment } = resolved;
  const limits = limitsOf(values, { config: resolved.limits, environment, env: context.env });
  const signs = resolved.own
    ? []
    : productionSigns(targets, { name: resolved.environment, protect: resolved.protect });
  if (!values.plan) refuseUnallowed(signs, [], allowedBy(values));
  const env = { ...urlsOf(targets), ...namedVariables(values['script-env'] ?? [], context) };
  const generator = await readyGenerator(context);
  const inspected = await inspectOptions({ generator, script: file, env, cwd, signal });
  if (inspected.kind !== 'loaded') {
    throw new UsageError(
      `k6 can't load ${values.script}: ${inspected.message.replace(/\.$/, '')}.`,
      'Try it alone: k6 inspect FILE',
    );
  }
  const mostPerSecond = boundedRate(inspected.options, limits);
  if (mostPerSecond !== undefined)
    out.warn(
      `note: ${limits.rateFrom} holds here, too: k6 sends at most ${mostPerSecond} requests a second in all, and makes more of them wait.`,
    );
  const exports = exportedBy(text, inspected.options, values.script);
  if (values.plan) return showScript(inspected.options, { targets, values }, context);
  await assertReachable(targets, { env: context.env, signal });
  const folder = await createRunFolder(resolved.project.root, 'latency');
  const plan = await reached(planOf({ folder, targets, script: values.script }), targets, context);
  const wrapper = path.join(folder.dir, 'script.js');
  await writeFile(
    wrapper,
    wrapScript({
      file,
      exports,
      invokeUrls: targets.map(({ invokeUrl }) => invokeUrl),
      headers: targets.map(({ transport }) => lowerCaseNames(transport?.headers ?? {})),
      reach: plan.reach,
      maxRequests: limits.maxRequests,
      mostPerSecond,
    }),
  );
  const promised = objectivesIn(resolved);
  const perSecond = arrivalRates(inspected.options);
  let recorder: ScriptRecorder | null = null as ScriptRecorder | null;
  const allowance = limits.maxRequests === undefined ? null : await serveAllowance(limits.maxRequests);
  const own: OwnScript = {
    file: wrapper,
    env: allowance === null ? env : { ...env, GATEWRIGHT_ALLOWANCE: allowance.url },
    maxRequests: limits.maxRequests,
    record(watch) {
      recorder = createScriptRecorder({ plan, objectivesOf: promised, perSecond }, watch);
      return recorder;
    },
  };
  out.progress(`latency: ${values.script} against ${targets.map(({ target }) => target).join(', ')}`);
  const outputs = outputsBeside(values, 60, { context, version: generator.version });
  const measured = await measure(
    {
      plan,
      folder,
      generator,
      credentials: nothingToShow,
      guarded: values['no-guard'] !== true,
      maxCostUsd: limits.maxCostUsd,
      own,
      ...(outputs === null ? {} : { outputs }),
    },
    context,
  ).finally(() => allowance?.close());
  const run = scriptEnd(measured);
  const document = withExceptions(withEnd(latencyDocument(run), run), recorder);
  const shown = () => formatLatency(document, run);
  await keep(folder, { run, document, name: 'latency', shown }, context);
  out.document(document);
  out.result(shown());
  await tellGitHubOfLoad({ folder, judgement: document }, context);
  out.progress(`kept in ${path.relative(cwd, folder.dir)}`);
  if (signal.aborted) return exitCode.interrupted;
  if (isForeign(run)) return exitCode.usage;
  return exitCodeOf(document.verdict, onInconclusive);
}

/** A script's own end is no limit of ours. */
function scriptEnd(run: Run): Run {
  const { ended } = run;
  if (ended.kind !== 'stopped' || ended.because !== 'limit' || /--max-/.test(ended.message)) return run;
  const foreign = foreignHost.test(ended.message);
  const message = foreign
    ? `the script calls ${ended.message}, and was ended before it did`
    : `the script ended itself: ${ended.message}`;
  return { ...run, ended: { kind: 'stopped', because: 'script', message } };
}

/** What an iteration that broke off would have measured is missing. */
function withExceptions(document: LatencyDocument, recorder: ScriptRecorder | null): LatencyDocument {
  const { iterations, exceptions } = recorder?.thrown() ?? { iterations: 0, exceptions: 0 };
  if (exceptions === 0) return document;
  const reason = `${exceptions} of ${iterations} iterations of the script ended in an exception: k6's message above tells which.`;
  const verdict = document.verdict === 'fail' ? 'fail' : 'inconclusive';
  return { ...document, verdict, reasons: [reason, ...document.reasons] };
}

const foreignHost = /, which is no target of this run/;

function isForeign({ ended }: Run): boolean {
  return ended.kind === 'stopped' && foreignHost.test(ended.message);
}

const nothing = { values: {}, renewAtMs: null, expireAtMs: null, expiries: {} };
const nothingToShow = { first: nothing, renew: () => Promise.resolve(nothing) };

/** A request whose name is a contract's route is held against that route's objectives. */
function objectivesIn({ project, targets, sources }: ResolvedTargets) {
  const { subjects } = pairContracts(targets, project, { sources, unpaired: 'allowed' });
  return (name: string, route: string) => {
    const subject = subjects.find(({ target }) => target.target === name);
    if (subject === undefined) return {};
    const { contract, target } = subject;
    const known = routesOf(contract, target.apiType).find(({ key }) => key === route);
    return known === undefined ? {} : objectivesOf(contract, known.route);
  };
}

interface Shown {
  readonly targets: readonly Target[];
  readonly values: ScriptValues;
}

function showScript(options: ScriptOptions, { targets, values }: Shown, { out }: Context): ExitCode {
  const { scenarios } = options;
  out.document({
    schemaVersion: 1,
    script: values.script,
    targets: targets.map(({ target, invokeUrl }) => ({ target, invokeUrl })),
    scenarios,
  });
  out.result(
    [
      `${values.script}, against`,
      ...targets.map(({ target, invokeUrl }) => `  ${target}  ${invokeUrl}`),
      ...Object.entries(scenarios ?? {}).map(
        ([name, { executor, exec }]) => `  scenario ${name}: ${executor}, ${exec ?? 'default'}()`,
      ),
      'What a script sends shows only as it runs: --max-requests and --max-cost bound it.',
      'Nothing was sent.',
    ].join('\n'),
  );
  return exitCode.pass;
}
