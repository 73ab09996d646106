import { type HeaderLine, headerOf } from '../call.ts';
import { isObject, isSendable, scalarText, statusCodeOf } from '../header-rules.ts';
import { jsonOf } from '../json-of.ts';
import type { PayloadFormatVersion } from './event.ts';
import { responseHeaderName } from './headers.ts';

/** What an integration makes of a request, before the gateway adds its own headers. */
export interface IntegrationResult {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: string | Buffer;
}

/** Why a function's result is no response. */
export interface Malformed {
  readonly malformed: string;
}

/**
 * Reads a function's result, by payload format version (AWS documentation, "Create AWS Lambda
 * proxy integrations for HTTP APIs"). The payload is JSON text.
 */
export const proxyResponses = { '1.0': proxyResponse1, '2.0': proxyResponse2 } as const satisfies Record<
  PayloadFormatVersion,
  (payload: string) => IntegrationResult | Malformed
>;

/** Any JSON without a statusCode is itself the body of a 200. */
function proxyResponse2(payload: string): IntegrationResult | Malformed {
  const result = jsonOf(payload);
  if (result === undefined) return { malformed: 'the result is not JSON' };
  if (!isObject(result) || result.statusCode === undefined) {
    const body = typeof result === 'string' ? result : JSON.stringify(result);
    return { status: 200, headers: [['Content-Type', 'application/json']], body };
  }
  const cookies = result.cookies ?? [];
  if (!Array.isArray(cookies)) return { malformed: 'cookies is not a list' };
  return shaped(
    result,
    [],
    cookies.map((cookie): HeaderLine => ['Set-Cookie', String(cookie)]),
  );
}

/** Format 1.0 infers nothing, and sends what both kinds of headers hold, single values first (recorded from AWS). */
function proxyResponse1(payload: string): IntegrationResult | Malformed {
  const result = jsonOf(payload);
  if (!isObject(result)) return { malformed: 'the result is not a JSON object' };
  const multiple = result.multiValueHeaders ?? {};
  if (!isObject(multiple)) return { malformed: 'multiValueHeaders is not an object' };
  const lines: HeaderLine[] = [];
  for (const [name, values] of Object.entries(multiple)) {
    if (!Array.isArray(values)) return { malformed: `multiValueHeaders.${name} is not a list` };
    for (const value of values) lines.push([name, String(value)]);
  }
  return shaped(result, lines, []);
}

function shaped(
  result: Readonly<Record<string, unknown>>,
  multiple: readonly HeaderLine[],
  cookies: readonly HeaderLine[],
): IntegrationResult | Malformed {
  const status = statusCodeOf(result.statusCode);
  if (status === null) return { malformed: 'statusCode is not a status code' };
  const single = result.headers ?? {};
  if (!isObject(single)) return { malformed: 'headers is not an object' };
  const lines: HeaderLine[] = [];
  for (const [name, value] of Object.entries(single)) {
    if (value === null) continue;
    const text = scalarText(value);
    if (text === null) return { malformed: `headers.${name} is not a string` };
    const again = multiple.some(
      ([other, same]) => same === text && other.toLowerCase() === name.toLowerCase(),
    );
    if (!again) lines.push([name, text]);
  }
  lines.push(...multiple, ...cookies);
  const bad = lines.find((line) => !isSendable(line));
  if (bad !== undefined) return { malformed: `the header ${JSON.stringify(bad[0])} can't be sent` };
  const body = result.body ?? '';
  if (typeof body !== 'string') return { malformed: 'body is not a string' };
  return {
    status,
    headers: outgoing(lines, body !== ''),
    body: result.isBase64Encoded === true ? Buffer.from(body, 'base64') : body,
  };
}

/** A body without a type of its own is plain text; no body has none (recorded from AWS). */
function outgoing(lines: readonly HeaderLine[], hasBody: boolean): HeaderLine[] {
  const headers: HeaderLine[] = [];
  for (const [name, value] of lines) {
    const outName = responseHeaderName(name);
    if (outName !== null) headers.push([outName, value]);
  }
  if (hasBody && headerOf(headers, 'content-type') === undefined)
    headers.push(['Content-Type', 'text/plain; charset=utf-8']);
  return headers;
}
