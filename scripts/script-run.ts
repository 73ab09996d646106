import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pairContracts } from '../src/config/subjects.ts';
import { objectivesOf, routesOf } from '../src/contract/route.ts';
import { assertReachable } from '../src/discovery/reachable.ts';
import type { Target } from '../src/discovery/target.ts';
import { type ExitCode, exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { inspectOptions, type ScriptOptions } from '../src/generator/inspect.ts';
import { exportsOf, preflight } from '../src/generator/script-preflight.ts';
import { type ScriptExports, wrapScript } from '../src/generator/script-wrapper.ts';
import { parseDuration } from '../src/plan/duration.ts';
import type { LatencyPlan } from '../src/plan/plan.ts';
import type { LatencyDocument } from '../src/report/documents.ts';
import { latencyDocument } from '../src/report/latency-document.ts';
import { formatLatency } from '../src/report/terminal-latency.ts';
import type { Run } from '../src/run/run.ts';
import { createRunFolder, type RunFolder } from '../src/run/run-folder.ts';
import { withEnd } from '../src/safety/ended.ts';
import { productionSigns } from '../src/safety/production.ts';
import { refuseUnallowed } from '../src/safety/refusals.ts';
import { createScriptRecorder, type ScriptRecorder } from '../src/sample/script-recorder.ts';
import { exitCodeOf } from '../src/verdict/verdict.ts';
import type { Context, Values } from './command.ts';
import type { latencyOptions } from './latency.ts';
import { allowedBy, limitsOf, type loadOptions, parseOnInconclusive } from './load-run.ts';
import { keep, measure, type OwnScript, readyGenerator } from './measure.ts';
import { outputsBeside } from './outputs-beside.ts';
import { type ResolvedTargets, resolveTargets } from './targets.ts';

type ScriptValues = Values<typeof loadOptions> &
  Values<typeof latencyOptions> &
  Parameters<typeof resolveTargets>[0] & { readonly script: string };

/** Runs a person's own k6 script against the targets, through the recorder and to the statistics of a latency run. */
export async function runScript(values: ScriptValues, context: Context): Promise<ExitCode> {
  const { out, signal, cwd } = context;
  const onInconclusive = parseOnInconclusive(values['on-inconclusive']);
  const limits = limitsOf(values);
  refuseWithScript(values);
  outputsBeside(values, 1, { context, version: '' });
  const file = path.resolve(cwd, values.script);
  const text = preflight(file, cwd);
  const resolved = await resolveTargets(values, context);
  const { targets } = resolved;
  const signs = resolved.own
    ? []
    : productionSigns(targets, { name: resolved.environment, protect: resolved.protect });
  if (!values.plan) refuseUnallowed(signs, [], allowedBy(values));
  const env = { ...urlsOf(targets), ...namedVariables(values['script-env'] ?? [], context) };
  const generator = await readyGenerator(context);
  const inspected = await inspectOptions({ generator, script: file, env, cwd, signal });
  if (inspected.kind !== 'loaded') {
    throw new UsageError(
      `k6 can't load ${values.script}: ${inspected.message}`,
      'Try it alone: k6 inspect FILE',
    );
  }
  const exports = exportedBy(text, inspected.options, values.script);
  if (values.plan) return showScript(inspected.options, { targets, values }, context);
  await assertReachable(targets, signal);
  const folder = await createRunFolder(resolved.project.root, 'latency');
  const wrapper = path.join(folder.dir, 'script.js');
  await writeFile(
    wrapper,
    wrapScript({
      file,
      exports,
      invokeUrls: targets.map(({ invokeUrl }) => invokeUrl),
      maxRequests: limits.maxRequests,
    }),
  );
  const plan = planOf({ folder, targets, script: values.script });
  const promised = objectivesIn(resolved);
  const perSecond = arrivalRates(inspected.options);
  let recorder: ScriptRecorder | null = null as ScriptRecorder | null;
  const own: OwnScript = {
    file: wrapper,
    env,
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
  );
  const run = scriptEnd(measured);
  const document = withExceptions(withEnd(latencyDocument(run), run), recorder);
  const shown = () => formatLatency(document, run);
  await keep(folder, { run, document, name: 'latency', shown }, context);
  out.document(document);
  out.result(shown());
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

function refuseWithScript(values: ScriptValues): void {
  const clash = (['rate', 'duration', 'ramp', 'spike', 'route'] as const).find(
    (name) => values[name] !== undefined,
  );
  if (clash === undefined) return;
  throw new UsageError(
    `--${clash} and --script don't go together: a script says itself what it sends, and how often.`,
    `Write it into the script's options, or leave --script out.`,
  );
}

/** Where the script finds its targets: `__ENV.GATEWRIGHT_URL`, and all by name in `__ENV.GATEWRIGHT_URLS` (JSON). */
function urlsOf(targets: readonly Target[]): Record<string, string> {
  return {
    GATEWRIGHT_URL: targets[0]?.invokeUrl ?? '',
    GATEWRIGHT_URLS: JSON.stringify(
      Object.fromEntries(targets.map(({ target, invokeUrl }) => [target, invokeUrl])),
    ),
  };
}

function namedVariables(names: readonly string[], { env }: Context): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = env[name];
      if (value !== undefined && !name.includes('=')) return [name, value];
      throw new UsageError(
        name.includes('=')
          ? `--script-env takes a name, not a value: others can read the arguments of a command.`
          : `--script-env ${name}: there is no such environment variable.`,
        `Set it, for example in .env, and write --script-env ${name.replace(/=.*/, '')}`,
      );
    }),
  );
}

function exportedBy(text: string, { scenarios }: ScriptOptions, script: string): ScriptExports {
  const named = Object.values(scenarios ?? {}).map(({ exec }) => exec ?? 'default');
  const execs = [...new Set(named)].filter((name) => name !== 'default');
  const found = exportsOf(text, ['default', 'options', 'setup', 'teardown', ...execs]);
  const missing = execs.find((name) => !found.includes(name));
  if (missing !== undefined) {
    throw new UsageError(
      `${script} has a scenario that runs "${missing}", and exports no function of that name.`,
      `Write export function ${missing}() { … }`,
    );
  }
  if (execs.length === 0 && !found.includes('default')) {
    throw new UsageError(
      `${script} exports no default function, so there is nothing to run.`,
      "Write export default function () { http.get(__ENV.GATEWRIGHT_URL + '/…', { tags: { name: 'GET /…' } }); }",
    );
  }
  return {
    hasDefault: found.includes('default'),
    hasOptions: found.includes('options'),
    hooks: (['setup', 'teardown'] as const).filter((name) => found.includes(name)),
    execs,
  };
}

function arrivalRates({ scenarios }: ScriptOptions): { [scenario: string]: number } {
  return Object.fromEntries(
    Object.entries(scenarios ?? {}).flatMap(([name, { executor, rate, timeUnit }]) =>
      executor === 'constant-arrival-rate' && rate
        ? [[name, rate / parseDuration(timeUnit || '1s', 'timeUnit')]]
        : [],
    ),
  );
}

interface ScriptPlan {
  readonly folder: RunFolder;
  readonly targets: readonly Target[];
  readonly script: string;
}

function planOf({ folder, targets, script }: ScriptPlan): LatencyPlan {
  return {
    schemaVersion: 1,
    runId: folder.runId,
    scenario: 'latency',
    script,
    arrivals: {
      ratePerSecond: 0,
      totalPerSecond: 0,
      phases: [],
      durationSeconds: 0,
      virtualUsers: 0,
      toleratedStallSeconds: 0,
      expected: 0,
      seed: 0,
    },
    warmUp: { arrivals: 0, ratePerSecond: 0, seconds: 0 },
    observe: false,
    timeoutSeconds: 60,
    targets: targets.map(({ target, apiType, invokeUrl, stage, region }) => ({
      target,
      apiType,
      invokeUrl,
      stage,
      region,
      contract: '',
      offsetSeconds: 0,
      warmUp: [],
      order: [],
    })),
    series: [],
    requests: [],
  };
}

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

function showScript(options: ScriptOptions, { targets, values }: Shown, { out, cwd }: Context): ExitCode {
  const { scenarios } = options;
  out.document({
    schemaVersion: 1,
    script: values.script,
    targets: targets.map(({ target, invokeUrl }) => ({ target, invokeUrl })),
    scenarios,
    lines: readFileSync(path.resolve(cwd, values.script), 'utf8').split('\n').length,
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
