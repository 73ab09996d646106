import os from 'node:os';
import path from 'node:path';
import type { Subject } from '../src/config/subjects.ts';
import { assertReachable } from '../src/discovery/reachable.ts';
import { exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import type { Generator } from '../src/generator/generator.ts';
import { describePlan } from '../src/plan/describe-plan.ts';
import { parseDuration } from '../src/plan/duration.ts';
import { type LatencyOptions, planLatency } from '../src/plan/plan-latency.ts';
import { parseRate } from '../src/plan/rate.ts';
import { formatLatency } from '../src/report/terminal-latency.ts';
import { createRunFolder, type RunFolder, writeDocument } from '../src/run/run-folder.ts';
import { foreseenDoubts } from '../src/verdict/foresight.ts';
import { exitCodeOf, type OnInconclusive } from '../src/verdict/verdict.ts';
import { type Context, defineCommand, type OptionSpecs } from './command.ts';
import { measure, readyGenerator, secretsOf } from './measure.ts';
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
    const secrets = values.plan
      ? {}
      : await secretsOf(foreseen, { env: context.env, cwd: root, signal: context.signal });
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
    const { document, run } = await measure({ plan, folder, generator, secrets }, context);
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
