import { findProjectRoot } from '../src/config/find-project-root.ts';
import { loadProject, type Project } from '../src/config/load-project.ts';
import type { Exchange } from '../src/conformance/exchange.ts';
import { judge } from '../src/conformance/judge.ts';
import type { Result } from '../src/conformance/result.ts';
import type { TargetEvidence } from '../src/conformance/target-check.ts';
import type { Contract } from '../src/contract/contract.ts';
import { readSmokeEnvironment } from './environment.ts';
import { readRunFile } from './run-files.ts';

let project: Promise<Project> | undefined;

/** The contracts of the project under test: titles come from them alone. */
export async function contractsUnderTest(): Promise<readonly Contract[]> {
  project ??= loadProject(readSmokeEnvironment().root ?? findProjectRoot(process.cwd()));
  return (await project).contracts;
}

/** An exchange of this run together with everything that the checks say of it. */
export interface JudgedExchange extends Exchange {
  readonly results: readonly Result[];
}

let judged: Promise<readonly JudgedExchange[]> | undefined;

/** Every exchange that the global setup made, judged once for all tests of this worker. */
export function recordedExchanges(): Promise<readonly JudgedExchange[]> {
  judged ??= readAndJudge();
  return judged;
}

async function readAndJudge(): Promise<readonly JudgedExchange[]> {
  const { runDir } = readSmokeEnvironment();
  const exchanges = runDir === null ? [] : (readRunFile(runDir, 'exchanges')?.exchanges ?? []);
  const targets = runDir === null ? [] : evidenceOf(runDir);
  const evidence = runDir === null ? [] : (readRunFile(runDir, 'evidence')?.calls ?? []);
  const subjects = runDir === null ? [] : (readRunFile(runDir, 'subjects')?.subjects ?? []);
  const derived = subjects.flatMap((subject) => subject.derived ?? []);
  const byExchange = new Map<string, Result[]>(exchanges.map(({ id }) => [id, []]));
  for (const result of judge(exchanges, [...(await contractsUnderTest()), ...derived], {
    targets,
    evidence,
  })) {
    byExchange.get(result.exchange ?? '')?.push(result);
  }
  return exchanges.map((exchange) => ({ ...exchange, results: byExchange.get(exchange.id) ?? [] }));
}

function evidenceOf(runDir: string): TargetEvidence[] {
  const deployments = readRunFile(runDir, 'deployments')?.deployments ?? [];
  return (readRunFile(runDir, 'subjects')?.subjects ?? []).map((subject) => ({
    target: subject.target,
    contract: subject.contract,
    derived: subject.derived !== undefined,
    deployment: deployments.find(({ target }) => target === subject.target.target) ?? null,
  }));
}
