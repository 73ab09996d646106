import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Deployment, Reading } from '../deployment/deployment.ts';
import { readingOf, unreadLines } from '../deployment/reading.ts';
import { deployedRoute } from '../deployment/route-lookup.ts';
import type { AwsFor } from '../discovery/place.ts';
import { type CalledFunction, calledFunction } from './called-function.ts';
import type { CallEvidence, EvidenceDocument, FailedCall } from './evidence.ts';
import { type Execution, executionOf } from './execution-log.ts';
import { explainCalls, mayBe, windowOf } from './explain-calls.ts';
import { type FunctionReads, type LogQuestion, openFunctionReads } from './function-reads.ts';
import { type FunctionRun, functionRuns, type LogLine } from './function-runs.ts';
import { invokePermission } from './invoke-policy.ts';
import { logText } from './log-text.ts';

export interface EvidenceOptions {
  /** What to ask about a target with. */
  readonly aws: AwsFor;
  /** How long logs are waited for, milliseconds: they come seconds after what they tell of. Default 8 s. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal;
  /** Default: AWS, as the options say. */
  readonly open?: typeof openFunctionReads;
}

/** Longest time for all of it, milliseconds. */
const longestMs = 15_000;
const defaultPatienceMs = 8000;
const pollMs = 700;

/** The calls of one function through one stage. */
interface Group {
  readonly called: CalledFunction;
  readonly deployment: Deployment;
  readonly calls: readonly GroupedCall[];
}

interface GroupedCall {
  readonly call: FailedCall;
  /** Of the deployed route. */
  readonly routeKey: string;
  readonly ownRole: boolean;
}

/**
 * Asks Lambda and CloudWatch Logs, read-only, what became of the functions behind failed calls. Nothing is asked where
 * there are none. It never rejects: what can't be read becomes a note.
 */
export async function readEvidence(
  calls: readonly FailedCall[],
  deployments: readonly Deployment[],
  options: EvidenceOptions,
): Promise<EvidenceDocument> {
  const groups = groupsOf(calls, deployments);
  if (groups.length === 0) return { schemaVersion: 1, calls: [], notes: [] };
  const { open = openFunctionReads, signal: given, patienceMs = defaultPatienceMs } = options;
  const inTime = AbortSignal.timeout(longestMs);
  const signal = given === undefined ? inTime : AbortSignal.any([inTime, given]);
  // Every call under way listens.
  setMaxListeners(0, signal);
  const opened = new Map<string, Promise<FunctionReads | null>>();
  const readsFor = ({ called: { region }, deployment }: Group) => {
    const { env, ...place } = { ...options.aws(deployment), region };
    const key = JSON.stringify(place);
    const reads = opened.get(key) ?? open({ ...place, env }, signal).catch(() => null);
    opened.set(key, reads);
    return reads;
  };
  const notes = new Set<string>();
  const found = await Promise.all(
    groups.map(async (group) => {
      const reads = await readsFor(group);
      return reads === null ? [] : readGroup(group, { reads, signal, patienceMs, notes });
    }),
  );
  return { schemaVersion: 1, calls: found.flat(), notes: [...notes] };
}

function groupsOf(calls: readonly FailedCall[], deployments: readonly Deployment[]): Group[] {
  const groups = new Map<string, Group>();
  for (const call of calls) {
    const deployment = deployments.find(({ target }) => target === call.target);
    if (deployment === undefined) continue;
    const route = deployedRoute(deployment, call.route);
    const called = calledFunction(route?.integration?.uri ?? null);
    if (route === null || called === null) continue;
    const key = JSON.stringify([call.target, called]);
    const before = groups.get(key)?.calls ?? [];
    const one = { call, routeKey: route.key, ownRole: route.integration?.ownRole === true };
    groups.set(key, { called, deployment, calls: [...before, one] });
  }
  return [...groups.values()];
}

interface Asking {
  readonly reads: FunctionReads;
  readonly signal: AbortSignal;
  readonly patienceMs: number;
  readonly notes: Set<string>;
}

async function readGroup(group: Group, asking: Asking): Promise<CallEvidence[]> {
  const { called, calls } = group;
  const { reads, notes } = asking;
  const noted = <T>(reading: Reading<T>, feature: string): T | null => {
    if (reading.read) return reading.value;
    for (const line of unreadLines([[feature, reading]])) notes.add(logText(line));
    return null;
  };
  // 502 comes of a function that was asked.
  const refusable = calls.some(({ call }) => !(call.apiType === 'rest' && call.status === 502));
  const [configured, policy] = await Promise.all([
    readingOf(reads.configuration(called)),
    refusable ? readingOf(reads.policy(called)) : null,
  ]);
  const configuration = noted(configured, 'configurations of functions');
  if (policy !== null) noted(policy, 'policies of functions');
  const permissions = calls.map((one) =>
    policy?.read ? permissionOf(one, policy.value, group.deployment) : null,
  );
  const logGroup = configuration?.logGroup ?? `/aws/lambda/${called.name}`;
  // Of a function that was never asked, no log tells.
  const invoked = calls.flatMap(({ call }, index) => {
    const { granted } = permissions[index] ?? { granted: null };
    const refused = call.apiType === 'rest' ? call.status !== 502 && granted !== true : granted === false;
    return refused ? [] : [call];
  });
  const logs = await readLogs({ ...asking, group, logGroup, invoked });
  const { runs, executionFor } = logs;
  if (logs.own !== null) noted(logs.own, 'logs of functions');
  if (logs.execution !== null) noted(logs.execution, 'execution logs');
  const explained = explainCalls(invoked, runs, executionFor);
  return calls.map(({ call, routeKey }, index) => {
    const execution = executionFor(call);
    const refused = execution?.mayNotInvoke === true && permissions[index]?.granted !== false;
    return {
      exchange: call.exchange,
      functionName: called.name,
      logGroup: runs.length === 0 ? null : logGroup,
      outcomes: explained.get(call.exchange) ?? [],
      permission: refused
        ? invokePermission(null, wantedOf(call, routeKey, group.deployment))
        : (permissions[index] ?? null),
      configurationError: execution?.configurationError ?? null,
      functionState: configuration?.state == null ? null : logText(configuration.state),
    };
  });
}

function permissionOf(
  { call, routeKey, ownRole }: GroupedCall,
  policy: string | null,
  deployment: Deployment,
): CallEvidence['permission'] {
  const asked = call.apiType === 'rest' && call.status === 502;
  return asked || ownRole ? null : invokePermission(policy, wantedOf(call, routeKey, deployment));
}

function wantedOf(call: FailedCall, routeKey: string, { apiId, stageName: stage }: Deployment) {
  return { apiId, stage, routeKey, method: call.route.split(' ')[0] ?? 'GET' };
}

interface Logs {
  readonly runs: readonly FunctionRun[];
  readonly executionFor: (call: FailedCall) => Execution | null;
  /** `null`: not asked for. */
  readonly own: Reading<unknown> | null;
  readonly execution: Reading<unknown> | null;
}

interface LogAsking extends Asking {
  readonly group: Group;
  readonly logGroup: string;
  /** The calls that the function's log may tell of. */
  readonly invoked: readonly FailedCall[];
}

/** Asks again while the logs don't tell of each call yet, and something is still coming. */
async function readLogs(asking: LogAsking): Promise<Logs> {
  const { group, logGroup, reads, patienceMs, signal, invoked } = asking;
  const all = group.calls.map(({ call }) => call);
  const { apiId, stageName, apiType } = group.deployment;
  const executionGroup = `API-Gateway-Execution-Logs_${apiId}/${stageName}`;
  const start = performance.now();
  let before = '';
  for (;;) {
    const [own, execution] = await Promise.all([
      invoked.length === 0 ? null : readingOf(reads.logLines(logGroup, spanOf(invoked))),
      apiType === 'http'
        ? null
        : readingOf(reads.logLines(executionGroup, { ...spanOf(all), ...idPattern(all) })),
    ]);
    const runs = functionRuns(own?.read ? (own.value ?? []) : []);
    const executionFor = executionsIn(execution?.read ? (execution.value ?? []) : []);
    const state = JSON.stringify(runs.map(({ requestId, outcome }) => [requestId, outcome]));
    const settled = runs.some(({ outcome }) => outcome !== null) && state === before;
    const coming = (own?.read && own.value !== null) || (execution?.read && execution.value !== null);
    const late = performance.now() - start + pollMs > patienceMs || signal.aborted;
    const told = (call: FailedCall) =>
      isTold(call, runs, { execution: executionFor(call), calls: invoked.length });
    if (!coming || settled || late || all.every(told)) return { runs, executionFor, own, execution };
    before = state;
    await sleep(pollMs, undefined, { signal }).catch(() => undefined);
  }
}

function spanOf(calls: readonly FailedCall[]): LogQuestion {
  const windows = calls.map(windowOf);
  return {
    fromMs: Math.min(...windows.map(([from]) => from)),
    // The end of a run is told after its call is over.
    toMs: Math.max(...windows.map(([, to]) => to)) + 30_000,
  };
}

function isTold(
  call: FailedCall,
  runs: readonly FunctionRun[],
  { execution, calls }: { readonly execution: Execution | null; readonly calls: number },
): boolean {
  if (execution?.malformed || execution?.mayNotInvoke || execution?.configurationError) return true;
  const failed = runs.filter(
    (run) => run.outcome !== null && run.outcome.kind !== 'returned' && mayBe(run, call),
  );
  return failed.length >= calls && calls > 0;
}

function idPattern(calls: readonly FailedCall[]): { readonly pattern?: string } {
  const ids = calls.flatMap(({ requestId }) => requestId ?? []);
  if (ids.length === 0 || ids.length > 20) return {};
  return { pattern: ids.map((id) => (ids.length === 1 ? `"${id}"` : `?"${id}"`)).join(' ') };
}

function executionsIn(lines: readonly LogLine[]): (call: FailedCall) => Execution | null {
  const messages = lines.toSorted((a, b) => a.atMs - b.atMs).map(({ message }) => message);
  const known = new Map<string, Execution | null>();
  return ({ requestId }) => {
    if (requestId === null) return null;
    const execution = known.has(requestId)
      ? (known.get(requestId) ?? null)
      : executionOf(requestId, messages);
    known.set(requestId, execution);
    return execution;
  };
}
