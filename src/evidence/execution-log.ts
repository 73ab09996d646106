import { isFields } from './log-errors.ts';
import { logText } from './log-text.ts';

/** What the execution log of a REST API's stage says of one request. */
export interface Execution {
  /** The function's result is no proxy result; `why` where the log holds the result. */
  readonly malformed: { readonly why: string | null } | null;
  readonly mayNotInvoke: boolean;
  /** Of the invocation that failed. */
  readonly lambdaRequestId: string | null;
  /** Another failure, in API Gateway's words. */
  readonly configurationError: string | null;
  /** The log is complete. */
  readonly completed: boolean;
}

/**
 * Reads the lines `(REQUEST-ID) …` of one request; `null` where there are none.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html
 */
export function executionOf(requestId: string, messages: readonly string[]): Execution | null {
  const own = messages.flatMap((message) =>
    message.startsWith(`(${requestId})`) ? message.slice(requestId.length + 3) : [],
  );
  if (own.length === 0) return null;
  const find = (pattern: RegExp) =>
    own.map((line) => pattern.exec(line)).find((match) => match !== null) ?? null;
  const result = find(/^Endpoint response body before transformations: ([\s\S]*)$/)?.[1];
  const malformed = find(/Malformed Lambda proxy response/) !== null;
  const mayNotInvoke = find(/Invalid permissions on Lambda function/) !== null;
  const error = find(/^Execution failed due to (?:a |an )?(?:configuration error: )?(.+)$/)?.[1];
  return {
    malformed: malformed ? { why: result === undefined ? null : whyMalformed(result) } : null,
    mayNotInvoke,
    lambdaRequestId: find(/Lambda request id: ([\w-]+)/)?.[1] ?? null,
    configurationError:
      malformed || mayNotInvoke || error === undefined ? null : logText(error).replace(/\.$/, ''),
    completed: find(/^Method completed with status/) !== null,
  };
}

const known = ['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded'];

/**
 * Why a function's result is no result of a proxy integration, or `null` where the log has cut it too short to tell.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
 */
export function whyMalformed(text: string): string | null {
  const result = parsed(text);
  if (result === undefined) return whyCut(text);
  if (!isFields(result)) return `it is ${kindOf(result)} and no object with statusCode and body`;
  const strange = Object.keys(result).find((key) => !known.includes(key));
  if (strange !== undefined)
    return `it has the key ${logText(JSON.stringify(strange))}, and only ${known.join(', ')} are known`;
  const { statusCode, body, headers, multiValueHeaders } = result;
  if (statusCode !== undefined && !/^[1-9]\d\d$/.test(String(statusCode)))
    return `its statusCode is ${logText(JSON.stringify(statusCode))} and no number`;
  if (body !== undefined && body !== null && typeof body !== 'string')
    return `its body is ${kindOf(body)} and no string`;
  if (headers !== undefined && headers !== null && !isFields(headers))
    return `its headers are ${kindOf(headers)} and no object`;
  const lists = isFields(multiValueHeaders) ? Object.values(multiValueHeaders) : [];
  if (multiValueHeaders !== undefined && (!isFields(multiValueHeaders) || !lists.every(Array.isArray)))
    return 'its multiValueHeaders are no object of lists';
  return null;
}

function whyCut(text: string): string | null {
  const status = /^\{[^{}]*"statusCode"\s*:\s*("(?!\d{3}")[^"]*")/.exec(text)?.[1];
  if (status !== undefined) return `its statusCode is ${logText(status)} and no number`;
  const body = /^\{(?:[^{}]|\{[^{}]*\})*?"body"\s*:\s*([{[\dtf])/.exec(text)?.[1];
  return body === undefined ? null : `its body is ${cutKinds[body] ?? 'a value'} and no string`;
}

const cutKinds: Readonly<Record<string, string>> = {
  '{': 'an object',
  '[': 'a list',
  t: 'a boolean',
  f: 'a boolean',
};

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
