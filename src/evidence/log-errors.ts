import { logText } from './log-text.ts';

/** An error as a runtime logs it. */
export interface LoggedError {
  readonly requestId: string | null;
  readonly errorType: string;
  readonly message: string;
  readonly place: string | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** Of one event, characters. */
const longest = 20_000;

/**
 * The error that a runtime wrote into the log because the handler raised it, or `null`: what a handler logs itself,
 * at the level ERROR too, is none. Python's and Node's text form, and the JSON form of all runtimes.
 * https://docs.aws.amazon.com/lambda/latest/dg/python-exceptions.html, …/nodejs-exceptions.html
 */
export function loggedError(whole: string): LoggedError | null {
  const message = whole.slice(0, longest);
  return pythonError(message) ?? nodeError(message) ?? jsonError(message);
}

function pythonError(text: string): LoggedError | null {
  const [, errorType, rest = ''] = /^\[ERROR\] ([A-Za-z_][\w.]*)(?::\s?([\s\S]*))?$/.exec(text.trim()) ?? [];
  if (errorType === undefined) return null;
  const trace = rest.indexOf('Traceback (most recent call last)');
  const message = trace < 0 ? rest : rest.slice(0, trace);
  return { requestId: null, errorType, message: logText(message), place: placeIn(rest) };
}

function nodeError(text: string): LoggedError | null {
  const [, id = '', json] =
    /^\S+\t(\S+)\tERROR\t(?:Invoke Error|Uncaught Exception|Unhandled Promise Rejection|Fatal\b[^\t]*)\s*\t(\{[\s\S]*)$/.exec(
      text,
    ) ?? [];
  if (json === undefined) return null;
  const fields = fieldsIn(json) ?? {};
  return errorOf(fields, id === 'undefined' ? null : id);
}

function jsonError(text: string): LoggedError | null {
  if (!text.trimStart().startsWith('{')) return null;
  const fields = fieldsIn(text);
  if (fields === null) return null;
  const id = textOf(fields.requestId) ?? textOf(fields.AWSRequestId);
  const inner = isFields(fields.message) ? fields.message : fields;
  const traced = inner.stackTrace ?? inner.stack ?? inner.trace;
  // A handler that logs an error of its own gives it no trace under these names.
  return traced === undefined && inner.errorMessage === undefined ? null : errorOf(inner, id);
}

function errorOf(fields: Fields, requestId: string | null): LoggedError | null {
  const errorType = textOf(fields.errorType);
  if (errorType === null) return null;
  const trace = fields.stack ?? fields.stackTrace ?? fields.trace;
  const lines = Array.isArray(trace) ? trace.map(String).join('\n') : (textOf(trace) ?? '');
  const message = textOf(fields.errorMessage) ?? textOf(fields.message) ?? '';
  return { requestId, errorType: logText(errorType), message: logText(message), place: placeIn(lines) };
}

/** What isn't the function's own code. */
const foreign = /\/var\/(?:lang|runtime)\/|node_modules|site-packages|dist-packages|^node:|<frozen|\/opt\//;

/** File and line of the function's own code that a trace ends in: Python's last such frame, Node's first. */
function placeIn(trace: string): string | null {
  const python = [...trace.matchAll(/File "([^"\n]{1,500})",? [Ll]ine (\d{1,7})/g)].reverse();
  const node = [
    ...trace.matchAll(/\bat (?:[^\n(]{0,300}\()?((?:file:\/\/)?\/[^\s():]{1,500}):(\d{1,7}):\d{1,7}/g),
  ];
  const own = [...python, ...node].find(([, file = '']) => !foreign.test(file));
  if (own === undefined) return null;
  const [, file = '', line] = own;
  const name = /\/var\/task\/(.+)$/.exec(file)?.[1] ?? file.split('/').at(-1) ?? file;
  return logText(`${name} line ${line}`);
}

export function fieldsIn(json: string): Fields | null {
  try {
    const value: unknown = JSON.parse(json);
    return isFields(value) ? value : null;
  } catch {
    return null;
  }
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export const textOf = (value: unknown): string | null =>
  typeof value === 'string' && value !== '' ? value : null;
