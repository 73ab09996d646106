import type { FailedCall, FunctionOutcome } from './evidence.ts';
import type { Execution } from './execution-log.ts';
import type { FunctionRun } from './function-runs.ts';

/** How far the clocks of this machine, the gateway and the function may be apart, milliseconds. */
const slackMs = 1500;
/** What a run may have taken longer than its call, as clocks go. */
const leewayMs = 250;

/**
 * Which run of the function was a call's: by a name that both bear, else by time. Where several runs at that time
 * ended in different ways, all of them are told. Pure.
 */
export function explainCalls(
  calls: readonly FailedCall[],
  runs: readonly FunctionRun[],
  executionFor: (call: FailedCall) => Execution | null,
): Map<string, FunctionOutcome[]> {
  const explained = new Map<string, FunctionOutcome[]>();
  const byTime: FailedCall[] = [];
  const taken = new Set<FunctionRun>();
  for (const call of calls) {
    const execution = executionFor(call);
    if (execution?.malformed) {
      explained.set(call.exchange, [{ kind: 'returned', malformed: execution.malformed.why }]);
      continue;
    }
    const run = runs.find((one) => isNamed(one, call, execution?.lambdaRequestId ?? null));
    if (run?.outcome) {
      taken.add(run);
      explained.set(call.exchange, [run.outcome]);
    } else byTime.push(call);
  }
  const free = runs.filter((run) => !taken.has(run));
  for (const call of byTime) explained.set(call.exchange, outcomesByTime(call, free, byTime));
  return explained;
}

function isNamed(run: FunctionRun, call: FailedCall, lambdaRequestId: string | null): boolean {
  if (lambdaRequestId !== null) return run.requestId === lambdaRequestId;
  if (call.traceId !== null && run.traceId?.includes(call.traceId)) return true;
  return call.requestId !== null && call.requestId.length >= 8 && run.text.includes(call.requestId);
}

function outcomesByTime(
  call: FailedCall,
  runs: readonly FunctionRun[],
  rivals: readonly FailedCall[],
): FunctionOutcome[] {
  const near = runs.filter((run) => run.outcome !== null && mayBe(run, call));
  const failed = near.filter(({ outcome }) => outcome?.kind !== 'returned');
  const distinct = [
    ...new Map(failed.map((run) => [JSON.stringify(run.outcome), run.outcome])).values(),
  ].filter((one) => one !== null);
  const returned: FunctionOutcome = { kind: 'returned', malformed: null };
  if (distinct.length === 0) return near.length === 0 ? [] : [returned];
  const competing = rivals.filter((rival) => failed.some((run) => mayBe(run, rival))).length;
  const couldReturn = failed.length < competing && near.length > failed.length;
  return [...distinct.slice(0, 3), ...(couldReturn ? [returned] : [])];
}

/** Whether a run may have been a call's, by when it began and how long it took. */
export function mayBe({ startedMs, durationMs, outcome }: FunctionRun, call: FailedCall): boolean {
  const [from, to] = windowOf(call);
  if (startedMs < from || startedMs > to) return false;
  const leastMs = outcome?.kind === 'timed-out' ? (outcome.seconds ?? 0) * 1000 : (durationMs ?? 0);
  return leastMs <= call.durationMs + leewayMs;
}

/** Between which times a run has to have begun, epoch milliseconds. */
export function windowOf({ startedMs, durationMs }: FailedCall): readonly [fromMs: number, toMs: number] {
  return [startedMs - slackMs, startedMs + durationMs + slackMs];
}
