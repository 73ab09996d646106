import type { FunctionOutcome } from './evidence.ts';
import { fieldsIn, isFields, type LoggedError, loggedError, textOf } from './log-errors.ts';
import { logText } from './log-text.ts';

/** An event of a log group. */
export interface LogLine {
  readonly stream: string;
  /** Epoch milliseconds. */
  readonly atMs: number;
  readonly message: string;
}

/** One invocation of a function, as its log tells it. */
export interface FunctionRun {
  /** Lambda's own, not the gateway's. */
  readonly requestId: string | null;
  readonly startedMs: number;
  /** `null`: not told. */
  readonly durationMs: number | null;
  /** `null`: it isn't over, as far as the log tells by now. */
  readonly outcome: FunctionOutcome | null;
  readonly traceId: string | null;
  /** All that its log holds of it, cut: a function may have printed the gateway's request id. */
  readonly text: string;
}

interface Draft {
  requestId: string | null;
  startedMs: number;
  durationMs: number | null;
  ended: boolean;
  error: LoggedError | null;
  /** Code that didn't load. */
  atInit: boolean;
  timedOutAfter: number | null;
  timedOut: boolean;
  exited: string | null;
  outOfMemory: boolean;
  memoryMb: number | null;
  reportedError: string | null;
  traceId: string | null;
  text: string;
}

const longestText = 20_000;

/**
 * The invocations that a function's log tells of. Events of one stream belong to one execution environment, which
 * works on one invocation at a time.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-view.html (text and JSON form)
 */
export function functionRuns(lines: readonly LogLine[]): FunctionRun[] {
  const streams = new Map<string, LogLine[]>();
  for (const line of lines) {
    const stream = streams.get(line.stream);
    if (stream === undefined) streams.set(line.stream, [line]);
    else stream.push(line);
  }
  return [...streams.values()]
    .flatMap((stream) => runsOf(stream.toSorted((a, b) => a.atMs - b.atMs)))
    .toSorted((a, b) => a.startedMs - b.startedMs);
}

function runsOf(stream: readonly LogLine[]): FunctionRun[] {
  const drafts: Draft[] = [];
  const byId = new Map<string, Draft>();
  let current: Draft | null = null;
  for (const { atMs, message } of stream) {
    const told = tellingOf(message);
    const known = told.requestId === null ? undefined : byId.get(told.requestId);
    if (told.starts) {
      // What failed while the code was loaded is told before the invocation that had it loaded.
      if (current?.requestId === null && current.atInit && !current.ended) current.requestId = told.requestId;
      else {
        current = draftAt(atMs, told.requestId);
        drafts.push(current);
      }
    } else if (known === undefined && told.concerns && !belongs(told, current)) {
      current = draftAt(atMs, told.requestId);
      current.atInit = told.requestId === null;
      drafts.push(current);
    }
    if (current?.requestId != null) byId.set(current.requestId, current);
    const draft: Draft | null = known ?? current;
    if (draft === null) continue;
    if (draft.text.length < longestText) draft.text += `${message.slice(0, 2000)}\n`;
    told.tell?.(draft);
  }
  return drafts.map(finished);
}

/** Whether an event that names no invocation, or an unknown one, is about the current one. */
function belongs({ requestId }: Telling, current: Draft | null): boolean {
  if (current === null) return false;
  return requestId === null ? !current.ended : current.requestId === null;
}

function draftAt(startedMs: number, requestId: string | null): Draft {
  return {
    requestId,
    startedMs,
    durationMs: null,
    ended: false,
    error: null,
    atInit: false,
    timedOutAfter: null,
    timedOut: false,
    exited: null,
    outOfMemory: false,
    memoryMb: null,
    reportedError: null,
    traceId: null,
    text: '',
  };
}

/** What one event says. */
interface Telling {
  readonly requestId: string | null;
  readonly starts: boolean;
  /** Something went wrong, or ended. */
  readonly concerns: boolean;
  readonly tell?: (draft: Draft) => void;
}

const nothing: Telling = { requestId: null, starts: false, concerns: false };

function tellingOf(message: string): Telling {
  return platformText(message) ?? platformJson(message) ?? errorIn(message) ?? nothing;
}

function errorIn(message: string): Telling | null {
  const error = loggedError(message);
  if (error === null) return null;
  return {
    requestId: error.requestId,
    starts: false,
    concerns: true,
    tell: (draft) => {
      draft.error ??= error;
    },
  };
}

function platformText(message: string): Telling | null {
  const start = /^START RequestId: (\S+)/.exec(message);
  if (start !== null) return { ...nothing, requestId: start[1] ?? null, starts: true };
  const end = /^END RequestId: (\S+)/.exec(message);
  if (end !== null) return ending(end[1], () => {});
  const report = /^REPORT RequestId: (\S+)/.exec(message);
  if (report !== null) return ending(report[1], (draft) => readReport(message, draft));
  if (message.startsWith('INIT_REPORT')) {
    const status = /Status: (\w+)/.exec(message)?.[1];
    if (status !== 'error') return null;
    return {
      ...nothing,
      concerns: true,
      tell: (draft) => {
        draft.atInit = true;
        draft.reportedError ??= /Error Type: (\S+)/.exec(message)?.[1] ?? null;
      },
    };
  }
  const timeout = /(?:^|(?:^|\s)(\S+) )Task timed out after ([\d.]+) seconds\s*$/.exec(message.slice(0, 300));
  if (timeout !== null)
    return ending(timeout[1], (draft) => {
      draft.timedOut = true;
      draft.timedOutAfter = Number(timeout[2]);
    });
  const exit =
    /^RequestId: (\S+) (?:Error: )?(Runtime exited[^\n]*|Process exited before completing request[^\n]*)/.exec(
      message,
    );
  if (exit !== null)
    return ending(exit[1], (draft) => {
      draft.exited = logText(exit[2] ?? '');
    });
  return null;
}

function ending(requestId: string | undefined, tell: (draft: Draft) => void): Telling {
  return {
    requestId: requestId ?? null,
    starts: false,
    concerns: true,
    tell: (draft) => {
      draft.ended = true;
      tell(draft);
    },
  };
}

function readReport(message: string, draft: Draft): void {
  const number = (name: string) => {
    const found = new RegExp(`(?:^|\\t|\\s)${name}: ([\\d.]+)`).exec(message)?.[1];
    return found === undefined ? null : Number(found);
  };
  draft.durationMs = number('Duration');
  draft.memoryMb = number('Memory Size');
  const used = number('Max Memory Used');
  const type = /Error Type: (\S+)/.exec(message)?.[1] ?? null;
  const status = /\bStatus: (\w+)/.exec(message)?.[1];
  draft.reportedError ??= type ?? (status === 'error' ? 'an error' : null);
  draft.timedOut ||= status === 'timeout';
  draft.outOfMemory ||=
    type === 'Runtime.OutOfMemory' || (draft.exited !== null && used !== null && used === draft.memoryMb);
  draft.traceId = /XRAY TraceId: (\S+)/.exec(message)?.[1] ?? null;
}

function platformJson(message: string): Telling | null {
  if (!/"platform\./.test(message)) return null;
  const { type, record } = fieldsIn(message) ?? {};
  if (!isFields(record)) return null;
  const requestId = textOf(record.requestId);
  const errorType = textOf(record.errorType);
  if (type === 'platform.start') return { ...nothing, requestId, starts: true };
  if (type === 'platform.initReport' || type === 'platform.initRuntimeDone') {
    if (record.status !== 'error') return nothing;
    return {
      ...nothing,
      concerns: true,
      tell: (draft) => {
        draft.atInit = true;
        draft.reportedError ??= errorType;
      },
    };
  }
  if (type !== 'platform.report' && type !== 'platform.runtimeDone') return nothing;
  return ending(requestId ?? undefined, (draft) => {
    const metrics = isFields(record.metrics) ? record.metrics : {};
    draft.timedOut ||= record.status === 'timeout';
    draft.outOfMemory ||= errorType === 'Runtime.OutOfMemory';
    draft.reportedError ??= errorType ?? (/error|failure/.test(String(record.status)) ? 'an error' : null);
    if (typeof metrics.durationMs === 'number') draft.durationMs = metrics.durationMs;
    if (typeof metrics.memorySizeMB === 'number') draft.memoryMb = metrics.memorySizeMB;
    if (isFields(record.tracing)) draft.traceId = textOf(record.tracing.value);
  });
}

function finished(draft: Draft): FunctionRun {
  const { requestId, startedMs, durationMs, traceId, text } = draft;
  return { requestId, startedMs, durationMs, outcome: outcomeOf(draft), traceId, text };
}

const unloaded =
  /^Runtime\.(ImportModuleError|HandlerNotFound|UserCodeSyntaxError|MalformedHandlerName|InvalidEntrypoint|NoHandler)/;

function outcomeOf(draft: Draft): FunctionOutcome | null {
  const { error, reportedError, exited, memoryMb } = draft;
  if (draft.timedOut) {
    const told = draft.timedOutAfter ?? (draft.durationMs === null ? null : draft.durationMs / 1000);
    return { kind: 'timed-out', seconds: told === null ? null : Math.round(told * 100) / 100 };
  }
  if (draft.outOfMemory) return { kind: 'out-of-memory', memoryMb };
  const errorType = error?.errorType ?? reportedError;
  if (errorType !== null && (unloaded.test(errorType) || draft.atInit))
    return { kind: 'not-loaded', errorType, message: error?.message ?? '' };
  if (error !== null)
    return { kind: 'raised', errorType: error.errorType, message: error.message, place: error.place };
  if (exited !== null) return { kind: 'exited', message: exited };
  if (reportedError === 'Runtime.ExitError') return { kind: 'exited', message: 'Runtime exited' };
  if (reportedError !== null)
    return { kind: 'raised', errorType: logText(reportedError), message: '', place: null };
  return draft.ended ? { kind: 'returned', malformed: null } : null;
}
