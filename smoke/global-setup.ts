import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findProjectRoot } from '../src/config/find-project-root.ts';
import { loadProject } from '../src/config/load-project.ts';
import type { Subject } from '../src/config/subjects.ts';
import type { Exchange, PlannedExchange } from '../src/conformance/exchange.ts';
import { type PlanningOptions, planExchanges } from '../src/conformance/plan-exchanges.ts';
import { withinScope } from '../src/conformance/scope.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { names, readSmokeEnvironment } from './environment.ts';
import { startRunOfItsOwn } from './own-run.ts';
import { perform } from './perform.ts';
import { performSmaller } from './perform-smaller.ts';
import { readRunFile, writeRunFile } from './run-files.ts';
import { unlock } from './unlock.ts';

/**
 * Makes every exchange of the run, once, before any test: a failed test restarts its worker, and whatever a test sent
 * would be sent again. Playwright calls what is returned after the last test.
 */
export default async function globalSetup(): Promise<() => Promise<void>> {
  const { root: given, runDir: named } = readSmokeEnvironment();
  const root = given ?? findProjectRoot(process.cwd());
  process.env[names.root] = root;
  const own = named === null ? await startRunOfItsOwn(root) : null;
  const runDir = named ?? own?.runDir ?? '';
  process.env[names.runDir] = runDir;
  try {
    await exchange(root, runDir);
  } catch (error) {
    await own?.stop();
    if (error instanceof UsageError && named !== null) {
      writeRunFile(runDir, 'refusal', { message: error.message, next: error.next });
    }
    throw error;
  }
  return async () => own?.stop();
}

async function exchange(root: string, runDir: string): Promise<void> {
  const { concurrency, scope } = readSmokeEnvironment();
  const subjects = await subjectsOf(root, runDir);
  const planning = planningOf(runDir);
  const { planned: wanted, leftOut } = withinScope(planRun(subjects, planning), scope);
  const { vault, planned } = await unlock(wanted, root);
  if (leftOut.length > 0) say(`smoke: ${leftOut.length} requests are left out by --scope ${scope}`);
  say(`smoke: sending ${planned.length} requests`);
  const start = performance.now();
  const made: Exchange[] = [];
  const keep = (complete: boolean) =>
    writeRunFile(runDir, 'exchanges', { schemaVersion: 1, complete, scope, leftOut, exchanges: made });
  const interrupted = () => keep(false);
  process.once('SIGINT', interrupted);
  process.once('SIGTERM', interrupted);
  const send = (all: readonly PlannedExchange[]) =>
    perform(all, { vault, concurrency, onExchange: (one) => made.push(one) });
  const first = await send(planned);
  // What crashed once would crash again: few of that are wanted after a deployment.
  const smaller = scope === 'full' ? await performSmaller(subjects, first, { planning, send }) : [];
  const exchanges = [...first, ...smaller];
  process.off('SIGINT', interrupted);
  process.off('SIGTERM', interrupted);
  writeRunFile(runDir, 'exchanges', { schemaVersion: 1, complete: true, scope, leftOut, exchanges });
  say(`smoke: ${exchanges.length} exchanges in ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

function planningOf(runDir: string): PlanningOptions {
  const { grep, effects } = readSmokeEnvironment();
  return {
    effects,
    runId: path.basename(runDir),
    version: version(),
    ...(grep === null ? {} : { routes: grep }),
  };
}

function planRun(subjects: readonly Subject[], planning: PlanningOptions): PlannedExchange[] {
  const { routes: grep = null } = planning;
  const planned = subjects.flatMap((subject) => planExchanges(subject, planning));
  if (planned.length > 0) return planned;
  throw new UsageError(
    grep === null
      ? 'No contract has an example for the API type of its target, so there is nothing to send.'
      : `No exchange has a title like "${grep}".`,
    'A title looks like this: GET /users/{id} → 200 a user by id [my-api:rest]',
  );
}

async function subjectsOf(root: string, runDir: string): Promise<Subject[]> {
  const { contracts } = await loadProject(root);
  const { subjects } = readRunFile(runDir, 'subjects') ?? { subjects: [] };
  return subjects.map(({ target, contract: name }) => {
    const contract = contracts.find((each) => each.name === name);
    if (contract === undefined) throw new UsageError(`There is no contract "${name}" for ${target.target}.`);
    return { target, contract };
  });
}

function version(): string {
  const file = new URL('../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
