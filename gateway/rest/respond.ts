import { type HeaderLine, headerOf } from '../call.ts';
import { isObject, isSendable, scalarText, statusCodeOf } from '../header-rules.ts';
import { jsonOf } from '../json-of.ts';
import { decodesFor } from './binary.ts';
import { responseHeaderName } from './headers.ts';

/** What an integration makes of a request, before the gateway adds its own headers. */
export interface IntegrationResult {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: string | Buffer;
  /** Whose `X-Amzn-Trace-Id` goes back; none for MOCK and what passes as it is (recorded from AWS). */
  readonly traced: 'function' | 'backend' | null;
}

/** Why a function's result is no proxy response. */
export interface Malformed {
  readonly malformed: string;
}

export interface ResponseFacts {
  readonly binaryMediaTypes: readonly string[];
  readonly accept: string | undefined;
}

const allowedKeys = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);

/**
 * Reads the result of a Lambda proxy integration (AWS documentation, "Output format of a Lambda
 * function for proxy integration"; the rules for odd results are recorded from AWS).
 * @param payload JSON text.
 */
export function proxyResponse(payload: string, facts: ResponseFacts): IntegrationResult | Malformed {
  const result = jsonOf(payload);
  if (!isObject(result)) return { malformed: 'the result is not a JSON object' };
  for (const key of Object.keys(result)) {
    if (!allowedKeys.has(key)) return { malformed: `the result has the unknown key ${JSON.stringify(key)}` };
  }
  const status = result.statusCode === undefined ? 200 : statusCodeOf(result.statusCode);
  if (status === null) return { malformed: 'statusCode is not a status code' };
  const headers = readHeaders(result.headers ?? {}, result.multiValueHeaders ?? {});
  if ('malformed' in headers) return headers;
  const body = result.body ?? '';
  if (typeof body !== 'string') return { malformed: 'body is not a string' };
  const encoded = result.isBase64Encoded === true || result.isBase64Encoded === 'true';
  const decoded = encoded && decodesFor(facts.binaryMediaTypes, facts.accept);
  return {
    status,
    headers: outgoing(headers.lines),
    body: decoded ? Buffer.from(body, 'base64') : body,
    traced: 'function',
  };
}

/** Multiple values come first and give the name its case; a value that is in both goes out once. */
function readHeaders(single: unknown, multiple: unknown): { readonly lines: HeaderLine[] } | Malformed {
  if (!isObject(single)) return { malformed: 'headers is not an object' };
  if (!isObject(multiple)) return { malformed: 'multiValueHeaders is not an object' };
  const lines: HeaderLine[] = [];
  const casing = new Map<string, string>();
  for (const [name, values] of Object.entries(multiple)) {
    if (!Array.isArray(values)) return { malformed: `multiValueHeaders.${name} is not a list` };
    casing.set(name.toLowerCase(), name);
    for (const value of values) {
      const text = scalarText(value);
      if (text === null) return { malformed: `multiValueHeaders.${name} holds a value that is not a string` };
      lines.push([name, text]);
    }
  }
  const repeated = lines.length;
  for (const [name, value] of Object.entries(single)) {
    if (value === null) continue;
    const text = scalarText(value);
    if (text === null) return { malformed: `headers.${name} is not a string` };
    const cased = casing.get(name.toLowerCase()) ?? name;
    const sent = lines.slice(0, repeated).some((line) => line[0] === cased && line[1] === text);
    if (!sent) lines.push([cased, text]);
  }
  const bad = lines.find((line) => !isSendable(line));
  return bad === undefined ? { lines } : { malformed: `the header ${JSON.stringify(bad[0])} can't be sent` };
}

function outgoing(lines: readonly HeaderLine[]): HeaderLine[] {
  const headers: HeaderLine[] = [];
  for (const [name, value] of lines) {
    const outName = responseHeaderName(name);
    if (outName !== null) headers.push([outName, value]);
  }
  if (headerOf(headers, 'content-type') === undefined) headers.push(['Content-Type', 'application/json']);
  return headers;
}
