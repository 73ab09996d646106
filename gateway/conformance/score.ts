import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import type { Difference } from './differences.ts';
import { type Deployed, deploy } from './perform.ts';
import type { ExecutableCase, RecordedCase } from './recorded-case.ts';

export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

export interface Failure {
  readonly id: string;
  readonly file: string;
  readonly api: string;
  readonly definition: string;
  readonly differences: readonly Difference[];
}

/** How faithful the gateway is to a folder of recorded cases. */
export interface Score extends Readonly<Tally> {
  readonly schemaVersion: 1;
  /** Passed of executable, 0 to 1; 1 where nothing is executable. */
  readonly ratio: number;
  readonly byFile: Readonly<Record<string, Readonly<Tally>>>;
  readonly byApi: Readonly<Record<string, Readonly<Tally>>>;
  readonly failures: readonly Failure[];
}

/** Share of the executable cases that has to pass. */
export const requiredRatio = 0.95;

/** Runs every case: definitions side by side, the cases of one definition one after the other. */
export async function scoreOf(cases: readonly RecordedCase[]): Promise<Score> {
  const groups = new Map<string, ExecutableCase[]>();
  for (const one of cases)
    if (one.skip === undefined) groups.set(groupOf(one), [...(groups.get(groupOf(one)) ?? []), one]);
  const waiting = [...groups.values()];
  const outcomes = new Map<RecordedCase, readonly Difference[]>();
  const work = async (): Promise<void> => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift())
      for (const [one, differences] of await runGroup(group)) outcomes.set(one, differences);
  };
  await Promise.all(Array.from({ length: 2 * availableParallelism() }, work));
  return tallied(cases, outcomes);
}

/** What requests use up or leave behind for the next one: throttles, quotas, caches. */
const keepsState = /Quota|Throttl|BurstLimit|CachingEnabled|CacheClusterEnabled|ResultTtlInSeconds/;

/** Cases whose requests might meet what others left behind get deployments of their own. */
function groupOf({ definition, given, file, id }: ExecutableCase): string {
  const sendsMore = given.requestsBefore !== undefined || given.quotaUsedUp === true;
  const alone = sendsMore || (existsSync(definition) && keepsState.test(readFileSync(definition, 'utf8')));
  return alone ? `${definition} ${file} ${id}` : definition;
}

async function runGroup(
  group: readonly ExecutableCase[],
): Promise<(readonly [RecordedCase, readonly Difference[]])[]> {
  let deployed: Deployed;
  try {
    deployed = await deploy(group[0]?.definition ?? '');
  } catch (error) {
    return group.map((one) => [one, [broken('definition', error)]] as const);
  }
  const outcomes: (readonly [RecordedCase, readonly Difference[]])[] = [];
  for (const one of group)
    outcomes.push([one, await deployed.run(one).catch((error: unknown) => [broken('exchange', error)])]);
  await deployed.close();
  return outcomes;
}

function broken(where: string, error: unknown): Difference {
  return { where, expected: 'an answer', actual: error instanceof Error ? error.message : String(error) };
}

function tallied(
  cases: readonly RecordedCase[],
  outcomes: ReadonlyMap<RecordedCase, readonly Difference[]>,
): Score {
  const total: Tally = { passed: 0, failed: 0, skipped: 0 };
  const byFile: Record<string, Tally> = {};
  const byApi: Record<string, Tally> = {};
  const failures: Failure[] = [];
  for (const one of cases) {
    const differences = outcomes.get(one);
    const outcome = differences === undefined ? 'skipped' : differences.length === 0 ? 'passed' : 'failed';
    byFile[one.file] ??= { passed: 0, failed: 0, skipped: 0 };
    byApi[one.api] ??= { passed: 0, failed: 0, skipped: 0 };
    for (const tally of [total, byFile[one.file], byApi[one.api]])
      if (tally !== undefined) tally[outcome] += 1;
    if (one.skip === undefined && differences !== undefined && differences.length > 0) {
      const { id, file, api, definition } = one;
      failures.push({ id, file, api, definition, differences });
    }
  }
  const executable = total.passed + total.failed;
  const ratio = executable === 0 ? 1 : total.passed / executable;
  return { schemaVersion: 1, ...total, ratio, byFile, byApi, failures };
}
