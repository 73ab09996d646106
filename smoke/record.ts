import { observe } from '../src/conformance/answer.ts';
import type {
  EarlierAnswer,
  Exchange,
  NoResponse,
  PlannedExchange,
  ReceivedResponse,
} from '../src/conformance/exchange.ts';
import { formsOf, isSecretHeader, redactHeaders, redactSecrets } from '../src/conformance/redact.ts';
import type { Vault } from '../src/credential/vault.ts';
import type { Outgoing } from './outgoing.ts';

/** What exchanges have to show. */
export type Secrets = Pick<Vault, 'dress' | 'tokensOf'>;

/** A request with its secrets put in, and what of it must never be written down. */
export interface Dressed {
  readonly outgoing: Outgoing;
  readonly hidden: readonly string[];
}

export async function dressed(request: PlannedExchange['request'], vault: Secrets): Promise<Dressed> {
  const { method, url, headers, bodyBase64, padTo = 0, transport } = request;
  const body = bodyBase64 === null ? null : padded(Buffer.from(bodyBase64, 'base64'), padTo);
  const { headers: sent, hidden } = await vault.dress(request, body);
  const told = Object.entries(headers).flatMap(([name, value]) => (isSecretHeader(name) ? [value] : []));
  return {
    outgoing: { method, url, headers: sent, body, transport },
    hidden: [...hidden, ...told].flatMap(partsOf),
  };
}

function padded(body: Buffer, bytes: number): Buffer {
  return bytes <= body.length ? body : Buffer.concat([body, Buffer.alloc(bytes - body.length, ' ')]);
}

/** An API may show the token of a header without its scheme, one cookie of several, or the signature alone. */
function partsOf(value: string): string[] {
  const scheme = /^(?:Bearer|Basic)\s+(\S+)$/i.exec(value)?.[1];
  const signature = [...value.matchAll(/\b(?:Signature|Credential)=([^,\s]+)/g)].map(([, part = '']) => part);
  const cookies = /^[^=;\s]+=[^;]*(?:;\s*[^=;\s]+=[^;]*)*$/.test(value)
    ? value.split(/;\s*/).map((cookie) => cookie.slice(cookie.indexOf('=') + 1))
    : [];
  return [value, ...(scheme === undefined ? [] : [scheme]), ...signature, ...cookies];
}

export interface Recorded {
  readonly startedAt: string;
  readonly answer: ReceivedResponse | NoResponse;
  readonly hidden: readonly string[];
  readonly tokens: ReturnType<Secrets['tokensOf']>;
}

/** The exchange as files may hold it. */
export function record(exchange: PlannedExchange, { startedAt, answer, hidden, tokens }: Recorded): Exchange {
  return {
    ...exchange,
    request: { ...exchange.request, headers: redactHeaders(exchange.request.headers) },
    startedAt,
    ...(Object.keys(tokens).length === 0 ? {} : { tokens }),
    answer: answer.kind === 'response' ? withoutSecrets(answer, hidden) : hush(answer, hidden),
  };
}

export function earlierOf(exchange: Exchange, because: EarlierAnswer['because']): EarlierAnswer {
  const { status, exchange: one } = observe(exchange);
  return {
    because,
    durationMs: one.answer.durationMs,
    status: one.answer.kind === 'response' ? status : null,
  };
}

function hush(answer: NoResponse, hidden: readonly string[]): NoResponse {
  return { ...answer, message: redactSecrets(answer.message, hidden) };
}

/** Shorter values ("dev", "test") are words that answers hold anyway: to hide them would change what is judged. */
const shortestSecret = 6;

/** An API may echo what it was sent. */
function withoutSecrets(answer: ReceivedResponse, all: readonly string[]): ReceivedResponse {
  const hidden = [...new Set(all)].filter(({ length }) => length >= shortestSecret).flatMap(formsOf);
  if (hidden.length === 0) return answer;
  const body = Buffer.from(answer.bodyBase64, 'base64').toString('latin1');
  const bytes = hidden.map((secret) => Buffer.from(secret, 'utf8').toString('latin1'));
  const clean = redactSecrets(body, bytes);
  return {
    ...answer,
    headers: answer.headers.map(([name, value]) => [name, redactSecrets(value, hidden)]),
    bodyBase64: clean === body ? answer.bodyBase64 : Buffer.from(clean, 'latin1').toString('base64'),
  };
}
