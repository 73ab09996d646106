import path from 'node:path';
import { findProjectRoot } from '../src/config/find-project-root.ts';
import type { Subject } from '../src/config/subjects.ts';
import { otherApiType } from '../src/conformance/api-type.ts';
import { type Exchange, isHarmless, type PlannedExchange } from '../src/conformance/exchange.ts';
import { expectations } from '../src/conformance/expectations.ts';
import { type PlanningOptions, planExchanges } from '../src/conformance/plan-exchanges.ts';
import { withinScope } from '../src/conformance/scope.ts';
import { olderThan } from '../src/conformance/version.ts';
import { awsFor } from '../src/discovery/place.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { plural } from '../src/statistics/figures.ts';
import { endsWith } from './ending.ts';
import { names, readSmokeEnvironment } from './environment.ts';
import { withKeys } from './keys.ts';
import { limitsOf } from './limits.ts';
import { startRunOfItsOwn } from './own-run.ts';
import { Performance, type Performed } from './perform.ts';
import { performSmaller } from './perform-smaller.ts';
import { ProxyPages } from './proxy-page.ts';
import { readRunFile, redactExchanges, writeRunFile } from './run-files.ts';
import { unlock } from './unlock.ts';
import { version } from './version.ts';

/**
 * Makes every exchange of the run, once, before any test: a failed test restarts its worker, and whatever a test sent
 * would be sent again. Playwright calls what is returned after the last test.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const { root: given, runDir: named } = readSmokeEnvironment();
  const root = given ?? findProjectRoot(process.cwd());
  process.env[names.root] = root;
  const own = named === null ? await startRunOfItsOwn(root).catch(withoutStack) : null;
  const runDir = named ?? own?.runDir ?? '';
  process.env[names.runDir] = runDir;
  if (own !== null) process.env[names.places] = JSON.stringify(own.places);
  if (own?.protect) process.env[names.effects] = 'none';
  try {
    const exchanging = exchange(root, runDir, own !== null);
    endsWith(exchanging);
    await exchanging;
    if (own !== null) await (await import('./learn.ts')).learn(runDir, own);
  } catch (error) {
    await own?.stop();
    if (named !== null) {
      if (error instanceof UsageError)
        writeRunFile(runDir, 'refusal', { message: error.message, next: error.next });
      // Nobody reads Playwright's own report then.
      else say(error instanceof Error ? (error.stack ?? error.message) : String(error));
    }
    throw error;
  }
  return async () => {
    if (own === null) return;
    redactExchanges(runDir);
    await own.stop();
  };
}

/** Playwright prints an error's message and stack: what to do next belongs to the one, and the other tells nobody anything. */
function withoutStack(error: unknown): never {
  if (!(error instanceof UsageError)) throw error;
  const told = new Error([error.message, ...error.next].join('\n  '));
  told.stack = told.message;
  throw told;
}

async function exchange(root: string, runDir: string, own: boolean): Promise<void> {
  const { concurrency, scope, retryUntilDeployedMs, expectVersion, places } = readSmokeEnvironment();
  const { subjects } = readRunFile(runDir, 'subjects') ?? { subjects: [] };
  const planning = planningOf(runDir);
  const { planned: wanted, leftOut } = withinScope(planRun(subjects, planning), scope);
  const targets = subjects.map(({ target }) => target);
  const aws = awsFor(places, process.env);
  const { vault, planned: possible } = await unlock(wanted, { root, targets, aws });
  const planned = await withKeys(possible, { targets, vault, aws, say });
  if (leftOut.length > 0) say(`smoke: ${plural(leftOut.length, 'request')} left out by --scope ${scope}`);
  say(`smoke: sending ${plural(planned.length, 'request')}`);
  const start = performance.now();
  const { signal, release } = interruption();
  const scouts = scoutsOf(planned, subjects);
  const pages = new ProxyPages(process.env);
  const run = new Performance({
    vault,
    concurrency,
    signal,
    first: scouts,
    retryUntilDeployedMs,
    limitMs: limitsOf(runDir),
    isOld: olderThan(
      expectVersion,
      subjects.map(({ contract }) => contract),
    ),
    onExchange: (one) => {
      pages.look(one);
      if (scouts.has(one.id)) assertApiType(one);
    },
    say,
  });
  const keep = (complete: boolean) =>
    writeRunFile(runDir, 'exchanges', { schemaVersion: 1, complete, scope, leftOut, ...run.result() });
  // At once, too: whoever is in a hurry sends a signal that leaves no time.
  signal.addEventListener('abort', () => keep(false), { once: true });
  try {
    const first = await run.make(planned);
    // What crashed once would crash again: few of that are wanted after a deployment.
    if (scope === 'full') await performSmaller(subjects, first, { planning, send: (all) => run.make(all) });
  } finally {
    await run.finish();
    release();
    // The command says it with its result.
    if (own) tellLeftBehind(run.result());
  }
  keep(!signal.aborted);
  const { exchanges } = run.result();
  say(
    `smoke: ${plural(exchanges.length, 'exchange')} in ${((performance.now() - start) / 1000).toFixed(1)} s`,
  );
}

/** Ctrl-C, or a pipeline's SIGTERM. */
function interruption(): { readonly signal: AbortSignal; release(): void } {
  const controller = new AbortController();
  const interrupted = () => controller.abort(new Error('interrupted'));
  const terminated = () => {
    interrupted();
    // Playwright ends in good order on this one only.
    process.kill(process.pid, 'SIGINT');
  };
  process.on('SIGINT', interrupted);
  process.on('SIGTERM', terminated);
  return {
    signal: controller.signal,
    release: () => {
      process.off('SIGINT', interrupted);
      process.off('SIGTERM', terminated);
    },
  };
}

/** Nobody but the person said what type a URL is of: one harmless request of each is answered before all others. */
function scoutsOf(planned: readonly PlannedExchange[], subjects: readonly Subject[]): Set<string> {
  const said = subjects.filter(({ target }) => target.stackName === null).map(({ target }) => target.target);
  return new Set(
    said.flatMap((target) => {
      const fit = planned.filter(
        (one) => one.target === target && isHarmless(one) && (one.after ?? []).length === 0,
      );
      return (fit.find(({ purpose }) => purpose === 'example') ?? fit[0])?.id ?? [];
    }),
  );
}

const article = { rest: 'a REST API', http: 'an HTTP API' } as const;

function assertApiType(exchange: Exchange): void {
  const other = otherApiType(exchange);
  if (other === null) return;
  throw new UsageError(
    `${exchange.target} is tested as ${article[exchange.apiType]}, and its answer carries the request id of ${article[other]} (${expectations[other].requestIdHeaders[0]}).`,
    [`Write --api ${other}, or apiType: '${other}' in the config.`],
  );
}

function tellLeftBehind({ leftBehind }: Performed): void {
  for (const { target, route, example, because, curl } of leftBehind) {
    say(`smoke: left behind by "${example}" of ${route} [${target}]: ${because}`);
    if (curl !== undefined) say(`  ${curl}`);
  }
}

function planningOf(runDir: string): PlanningOptions {
  const { grep, effects, seed } = readSmokeEnvironment();
  return {
    effects,
    seed,
    runId: path.basename(runDir),
    version: version(),
    ...(grep === null ? {} : { routes: grep }),
  };
}

function planRun(subjects: readonly Subject[], planning: PlanningOptions): PlannedExchange[] {
  const { routes: grep = null } = planning;
  const planned = subjects.flatMap((subject) => planExchanges(subject, planning));
  if (planned.length > 0) return planned;
  if (grep === null && subjects.length > 0 && subjects.every(({ derived }) => derived)) {
    const [{ target }] = subjects as [Subject];
    throw new UsageError(
      `${subjects.map((subject) => subject.target.target).join(' and ')} has no contract, and none of its routes can be called without an example.`,
      `Write one, from what is deployed: npx gatewright import ${target.stackName === null ? `--url ${target.invokeUrl} --api ${target.apiType}` : `--stack ${target.stackName}`}`,
    );
  }
  throw new UsageError(
    grep === null
      ? 'No contract has an example for the API type of its target, so there is nothing to send.'
      : `No exchange has a title like "${grep}".`,
    'A title looks like this: GET /users/{id} → 200 a user by id [my-api:rest]',
  );
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
