import type { ApiType } from '../contract/contract.ts';
import type { Json } from '../contract/json.ts';
import type { Exchange, HeaderLines } from './exchange.ts';
import { expectations, type OwnError, type OwnErrorKind } from './expectations.ts';

/** An exchange with its answer read once, as checks want it. Without an answer everything is empty and `status` is 0. */
export interface Observed {
  readonly exchange: Exchange;
  readonly status: number;
  readonly headers: HeaderLines;
  readonly body: Buffer;
  readonly text: string;
  readonly json: ParsedJson;
  /** The error that the gateway made itself, or `null` where the integration answered. */
  readonly gatewayError: OwnError | null;
  /** Values of every line with that name (any case), in the order received. */
  lines(name: string): readonly string[];
  /** All lines with that name as one value, or `null` without one. */
  header(name: string): string | null;
}

export type ParsedJson = { readonly ok: true; readonly value: Json } | { readonly ok: false };

export function observe(exchange: Exchange): Observed {
  const { answer } = exchange;
  const headers = answer.kind === 'response' ? answer.headers : [];
  const status = answer.kind === 'response' ? answer.status : 0;
  const body = Buffer.from(answer.kind === 'response' ? answer.bodyBase64 : '', 'base64');
  const text = body.toString('utf8');
  const json = parseJson(text);
  const lines = (name: string) => linesOf(headers, name);
  const observed = {
    exchange,
    status,
    headers,
    body,
    text,
    json,
    lines,
    header: (name: string) => (lines(name).length === 0 ? null : lines(name).join(', ')),
  };
  return { ...observed, gatewayError: gatewayErrorOf(exchange.apiType, observed) };
}

/** Values of the header lines with that name, whatever their case. */
export function linesOf(headers: HeaderLines, name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter(([each]) => each.toLowerCase() === wanted).map(([, value]) => value);
}

/** Value of a request header, whatever its case. */
export function requestHeader({ request }: Exchange, name: string): string | null {
  const wanted = name.toLowerCase();
  return Object.entries(request.headers).find(([each]) => each.toLowerCase() === wanted)?.[1] ?? null;
}

/** `application/json` of `application/json; charset=utf-8`, in lower case. */
export function mediaTypeOf(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

export function isJsonType(contentType: string | null): boolean {
  return contentType !== null && /^application\/([\w.+-]+\+)?json$/.test(mediaTypeOf(contentType));
}

/** Whether the value is a JSON object (no list, no null). */
export function isRecord(value: unknown): value is { readonly [key: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function parseJson(text: string): ParsedJson {
  try {
    return { ok: true, value: JSON.parse(text) as Json };
  } catch {
    return { ok: false };
  }
}

/** Errors of which the integration never hears. */
const refusals: readonly OwnErrorKind[] = [
  'route-missing',
  'forbidden',
  'access-denied',
  'unauthorized',
  'throttled',
  'quota-exceeded',
  'media-type-refused',
];

type Read = Pick<Observed, 'status' | 'json' | 'text' | 'header'>;

/**
 * Recognised by what the gateway alone sends: on a REST API the `x-amzn-ErrorType` header, else one of its
 * own messages as the only content of the body, with the status that goes with it. A function that says the same in
 * the same words is told from it by the trace id, which a REST API adds to what an integration answered.
 */
function gatewayErrorOf(apiType: ApiType, { status, json, text, header }: Read): OwnError | null {
  const { ownErrors, errorTypeHeader } = expectations[apiType];
  const message = json.ok ? onlyMessage(json.value) : text.trim();
  const candidates = ownErrors.filter((error) => error.status === status);
  const byMessage = candidates.find((error) => message !== undefined && error.says(message));
  const errorType = errorTypeHeader === null ? null : header(errorTypeHeader);
  const fromIntegration =
    errorTypeHeader !== null && errorType === null && header('x-amzn-trace-id') !== null;
  if (byMessage !== undefined && !(fromIntegration && refusals.includes(byMessage.kind))) return byMessage;
  if (errorType === null || status < 400) return null;
  const byType = ownErrors.find((error) => error.errorType === errorType.split(':')[0]);
  return byType ?? { kind: 'other', status, message: errorType, errorType, says: () => false };
}

/** The value of a body's only key `message` (`Message` for denials); `undefined` for every other body. */
function onlyMessage(value: Json): string | null | undefined {
  if (!isRecord(value)) return undefined;
  const [entry, ...others] = Object.entries(value);
  if (entry === undefined || others.length > 0 || entry[0].toLowerCase() !== 'message') return undefined;
  return typeof entry[1] === 'string' || entry[1] === null ? entry[1] : undefined;
}
