import { randomUUID } from 'node:crypto';
import type { LogEvent } from '../logs/log-store.ts';
import { ControlError, type ControlRequest, type ControlResponse } from './control-request.ts';
import type { ControlScope } from './control-scope.ts';
import { logFilter } from './log-filter.ts';

type Asked = Readonly<Record<string, unknown>>;
type LogRead = (asked: Asked, scope: ControlScope) => object;

/** CloudWatch Logs' reads (API reference, actions of the same names), in AWS's JSON 1.1 protocol. */
const logReads: Readonly<Record<string, LogRead>> = {
  FilterLogEvents: filterLogEvents,
  DescribeLogGroups: describeLogGroups,
};

export function answerLogs(request: ControlRequest, scope: ControlScope): ControlResponse {
  const requestId = randomUUID();
  try {
    const name = (request.headers['x-amz-target'] ?? '').replace(/^Logs_20140328\./, '');
    const read = Object.hasOwn(logReads, name) ? logReads[name] : undefined;
    if (read === undefined)
      throw new ControlError('UnknownOperationException', `The local gateway doesn't answer ${name}.`);
    return json(200, read(askedIn(request.body), scope), requestId);
  } catch (error) {
    if (!(error instanceof ControlError)) throw error;
    return json(error.status, { __type: error.code, message: error.message }, requestId);
  }
}

function json(status: number, value: object, requestId: string): ControlResponse {
  return {
    status,
    headers: { 'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': requestId },
    body: JSON.stringify(value),
  };
}

function askedIn(body: Buffer): Asked {
  try {
    const asked: unknown = JSON.parse(body.toString('utf8') || '{}');
    if (typeof asked === 'object' && asked !== null && !Array.isArray(asked)) return asked as Asked;
  } catch {
    // Said below.
  }
  throw new ControlError('SerializationException', 'The body is no JSON object.');
}

const invalid = (message: string) => new ControlError('InvalidParameterException', message);

function numberIn(asked: Asked, name: string): number | undefined {
  const value = asked[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0)
    throw invalid(
      `Value '${String(value)}' at '${name}' failed to satisfy constraint: Member must be a whole number of at least 0`,
    );
  return value;
}

function textIn(asked: Asked, name: string): string | undefined {
  const value = asked[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Newest pages hold at most this many events, as AWS's do. */
const mostEvents = 10_000;

function filterLogEvents(asked: Asked, { logs, deployment }: ControlScope): object {
  const group = textIn(asked, 'logGroupName') ?? groupIn(textIn(asked, 'logGroupIdentifier'));
  if (group === undefined) throw invalid('Exactly one of logGroupName and logGroupIdentifier is needed.');
  const known = logs?.events(group) ?? (declaredGroups(deployment).includes(group) ? [] : null);
  if (known === null)
    throw new ControlError('ResourceNotFoundException', 'The specified log group does not exist.');
  const [from, to] = [
    numberIn(asked, 'startTime') ?? 0,
    numberIn(asked, 'endTime') ?? Number.MAX_SAFE_INTEGER,
  ];
  const limit = Math.min(numberIn(asked, 'limit') ?? mostEvents, mostEvents);
  const start = Number(textIn(asked, 'nextToken') ?? '0');
  if (!Number.isInteger(start) || start < 0) throw invalid('The specified nextToken is invalid.');
  const streams = Array.isArray(asked.logStreamNames) ? (asked.logStreamNames as unknown[]) : null;
  const prefix = textIn(asked, 'logStreamNamePrefix') ?? '';
  const matches = logFilter(textIn(asked, 'filterPattern') ?? '');
  const fits = ({ timestamp, logStreamName, message }: LogEvent) =>
    timestamp >= from &&
    timestamp <= to &&
    (streams === null || streams.includes(logStreamName)) &&
    logStreamName.startsWith(prefix) &&
    matches(message);
  const all = known.filter(fits);
  const end = start + limit;
  return {
    events: all.slice(start, end).map((event) => ({ ...event, ingestionTime: event.timestamp })),
    searchedLogStreams: [],
    ...(end < all.length ? { nextToken: String(end) } : {}),
  };
}

/** `arn:aws:logs:REGION:ACCOUNT:log-group:NAME` or a name. */
function groupIn(identifier: string | undefined): string | undefined {
  return identifier?.replace(/^arn:[^:]*:logs:[^:]*:[^:]*:log-group:/, '').replace(/:\*$/, '');
}

function describeLogGroups(asked: Asked, { logs, deployment, region }: ControlScope): object {
  const made = new Map((logs?.groups() ?? []).map(({ name, createdMs }) => [name, createdMs]));
  const names = [...new Set([...made.keys(), ...declaredGroups(deployment)])].sort();
  const prefix = textIn(asked, 'logGroupNamePrefix') ?? '';
  const pattern = textIn(asked, 'logGroupNamePattern') ?? '';
  const fitting = names.filter((name) => name.startsWith(prefix) && name.includes(pattern));
  return {
    logGroups: fitting.slice(0, numberIn(asked, 'limit') ?? 50).map((logGroupName) => ({
      logGroupName,
      creationTime: made.get(logGroupName) ?? 0,
      metricFilterCount: 0,
      arn: `arn:aws:logs:${region}:123456789012:log-group:${logGroupName}:*`,
      storedBytes: 0,
    })),
  };
}

function declaredGroups({ stacks }: ControlScope['deployment']): string[] {
  return stacks.flatMap(({ resources }) =>
    resources.flatMap(({ type, physicalId }) => (type === 'AWS::Logs::LogGroup' ? [physicalId] : [])),
  );
}
