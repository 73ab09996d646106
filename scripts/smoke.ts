import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { secondsFrom, seedFrom } from '../smoke/environment.ts';
import { readSettings } from '../src/config/settings.ts';
import type { Subject } from '../src/config/subjects.ts';
import { type Scope, scopeFrom } from '../src/conformance/scope.ts';
import { assertReachable } from '../src/discovery/reachable.ts';
import type { Target } from '../src/discovery/target.ts';
import { exitCode } from '../src/errors/exit-code.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { formatSmoke } from '../src/report/terminal-smoke.ts';
import { createRunFolder } from '../src/run/run-folder.ts';
import { exitCodeOf } from '../src/verdict/verdict.ts';
import { type Context, defineCommand } from './command.ts';
import { gate } from './gate.ts';
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
