import { findProjectRoot } from '../src/config/find-project-root.ts';
import { loadProject } from '../src/config/load-project.ts';
import type { Subject } from '../src/config/subjects.ts';
import type { Exchange } from '../src/conformance/exchange.ts';
import { judge } from '../src/conformance/judge.ts';
import type { Result } from '../src/conformance/result.ts';
import type { TargetEvidence } from '../src/conformance/target-check.ts';
import type { Contract } from '../src/contract/contract.ts';
import { readSmokeEnvironment } from './environment.ts';
import { readRunFile } from './run-files.ts';

let contracts: Promise<readonly Contract[]> | undefined;

/** The contracts of the project under test, and what else the run holds targets against: titles come from them alone. */
export function contractsUnderTest(): Promise<readonly Contract[]> {
  contracts ??= readContracts();
  return contracts;
}

async function readContracts(): Promise<readonly Contract[]> {
  const { root, runDir } = readSmokeEnvironment();
  const own = (await loadProject(root ?? findProjectRoot(process.cwd()))).contracts;
  const names = new Set(own.map(({ name }) => name));
  const others = subjectsIn(runDir).flatMap(({ contract, derived }) =>
    derived || names.has(contract.name) ? [] : [contract],
  );
  return [...own, ...new Map(others.map((contract) => [contract.name, contract])).values()];
}

function subjectsIn(runDir: string | null): readonly Subject[] {
  return runDir === null ? [] : (readRunFile(runDir, 'subjects')?.subjects ?? []);
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
  const derived = subjectsIn(runDir).flatMap((subject) => (subject.derived ? subject.contract : []));
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
  return subjectsIn(runDir).map((subject) => ({
    target: subject.target,
    contract: subject.contract.name,
    derived: subject.derived === true,
    deployment: deployments.find(({ target }) => target === subject.target.target) ?? null,
  }));
}
