import { type HeaderLine, headerOf } from '../call.ts';

/** Request headers that no event sees. */
const dropped = new Set([
  'connection',
  'expect',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** Headers that the gateway writes itself, replacing or extending what was sent. */
const written = new Set([
  'content-length',
  'host',
  'x-amzn-trace-id',
  'x-forwarded-for',
  'x-forwarded-port',
  'x-forwarded-proto',
]);

export interface HeaderFacts {
  readonly host: string;
  readonly sourceIp: string;
  readonly traceId: string;
  readonly contentLength: number;
}

/** The headers of a request as integrations see them; names as the caller wrote them. */
export function integrationHeaders(sent: readonly HeaderLine[], facts: HeaderFacts): HeaderLine[] {
  const kept = sent.filter(([name]) => {
    const lower = name.toLowerCase();
    return !dropped.has(lower) && !written.has(lower);
  });
  const forwarded = headerOf(sent, 'x-forwarded-for');
  kept.push(
    ['Content-Length', String(facts.contentLength)],
    ['Host', facts.host],
    ['X-Amzn-Trace-Id', facts.traceId],
    ['X-Forwarded-For', forwarded === undefined ? facts.sourceIp : `${forwarded}, ${facts.sourceIp}`],
    ['X-Forwarded-Port', '443'],
    ['X-Forwarded-Proto', 'https'],
  );
  return kept;
}

/** Response headers of an integration that the connection's own replace. */
const connectionOwn = new Set([
  'connection',
  'content-length',
  'date',
  'keep-alive',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The name that a response header of an integration goes out with; `null`: it doesn't. */
export function responseHeaderName(name: string): string | null {
  return connectionOwn.has(name.toLowerCase()) ? null : name;
}
