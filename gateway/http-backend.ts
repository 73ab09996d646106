import {
  type ClientRequest,
  Agent as HttpAgent,
  type IncomingMessage,
  request as requestHttp,
} from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { bodyLimitBytes, type HeaderLine } from './call.ts';

export interface BackendRequest {
  readonly url: BackendUrl;
  readonly method: string;
  /** All that is sent, Host included; only Connection is added. */
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
  /** From the first byte sent to the last one received. */
  readonly timeoutMs: number;
}

export interface BackendUrl {
  readonly secure: boolean;
  /** As a Host header says it. */
  readonly host: string;
  readonly hostname: string;
  readonly port: number;
  /** Path and query, sent as they are. */
  readonly target: string;
}

/** What a backend answered; encodings and redirects are the caller's business. */
export interface BackendResponse {
  readonly status: number;
  readonly headers: readonly HeaderLine[];
  readonly body: Buffer;
}

/** `unreachable`: refused, unknown host, broken connection or TLS. `too-large`: over what API Gateway lets through. */
export type BackendOutcome =
  | { readonly kind: 'answered'; readonly response: BackendResponse }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unreachable'; readonly reason: string }
  | { readonly kind: 'too-large' };

const keepAlive = { keepAlive: true, maxSockets: Number.POSITIVE_INFINITY, scheduling: 'lifo' } as const;
const httpAgent = new HttpAgent(keepAlive);
const httpsAgent = new HttpsAgent(keepAlive);

/** Characters that no request line can hold (RFC 9112, section 3). */
const unsendable = /[^\u0021-\u007e]/;

/** `null` where the text is no URL that a request can be sent to. The path keeps its encoding, dots and slashes. */
export function readBackendUrl(text: string): BackendUrl | null {
  const parts = /^(?<scheme>https?):\/\/(?<host>[^/?#]+)(?<target>[^#]*)/i.exec(text)?.groups;
  if (parts?.host === undefined || unsendable.test(text)) return null;
  if (!URL.canParse(`${parts.scheme}://${parts.host}`)) return null;
  const { hostname, port, protocol, host } = new URL(`${parts.scheme}://${parts.host}`);
  if (hostname === '') return null;
  const secure = protocol === 'https:';
  const { target = '' } = parts;
  return {
    secure,
    host,
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port: port === '' ? (secure ? 443 : 80) : Number(port),
    target: target.startsWith('/') ? target : `/${target}`,
  };
}

/** Sends a request to an HTTP backend over kept connections. Never rejects. */
export async function sendToBackend(request: BackendRequest): Promise<BackendOutcome> {
  const first = await attempt(request);
  // The backend had closed the idle connection at the very moment: it never saw the request.
  return first.kind === 'stale' ? settled(await attempt(request)) : first;
}

type Stale = { readonly kind: 'stale'; readonly reason: string };

function settled(outcome: BackendOutcome | Stale): BackendOutcome {
  return outcome.kind === 'stale' ? { kind: 'unreachable', reason: outcome.reason } : outcome;
}

function attempt({ url, method, headers, body, timeoutMs }: BackendRequest): Promise<BackendOutcome | Stale> {
  return new Promise((resolve) => {
    const send = url.secure ? requestHttps : requestHttp;
    const outgoing = send({
      agent: url.secure ? httpsAgent : httpAgent,
      hostname: url.hostname,
      port: url.port,
      path: url.target,
      method,
      headers: headers.filter((line) => !isTrailer(line)).flat(),
    });
    announceTrailers(outgoing, headers.filter(isTrailer));
    const settle = (outcome: BackendOutcome | Stale): void => {
      clearTimeout(timer);
      resolve(outcome);
    };
    const timer = setTimeout(() => {
      settle({ kind: 'timeout' });
      outgoing.destroy();
    }, timeoutMs);
    let answered = false;
    outgoing.on('response', (response) => {
      answered = true;
      void receive(response).then(settle);
    });
    // A protocol switch that nobody asked for, for one, ends without an error.
    outgoing.on('close', () => {
      if (!answered) settle({ kind: 'unreachable', reason: 'closed' });
    });
    outgoing.on('error', (error: NodeJS.ErrnoException) => {
      const reason = error.code ?? error.message;
      settle({ kind: outgoing.reusedSocket && reason === 'ECONNRESET' ? 'stale' : 'unreachable', reason });
    });
    outgoing.end(body);
  });
}

const isTrailer = ([name]: HeaderLine): boolean => name.toLowerCase() === 'trailer';

/** Node refuses a Trailer header before a body of known length; API Gateway sends it (recorded from AWS). */
function announceTrailers(outgoing: ClientRequest, trailers: readonly HeaderLine[]): void {
  const head: unknown = Reflect.get(outgoing, '_header');
  if (trailers.length === 0 || typeof head !== 'string') return;
  const lines = trailers.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  Reflect.set(outgoing, '_header', head.replace(/\r\n\r\n$/, `\r\n${lines}\r\n`));
}

async function receive(response: IncomingMessage): Promise<BackendOutcome> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > bodyLimitBytes) return { kind: 'too-large' };
      chunks.push(chunk);
    }
  } catch (error) {
    return { kind: 'unreachable', reason: error instanceof Error ? error.message : String(error) };
  }
  const headers: HeaderLine[] = [];
  const { rawHeaders } = response;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2)
    headers.push([rawHeaders[at] ?? '', rawHeaders[at + 1] ?? '']);
  return {
    kind: 'answered',
    response: { status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks) },
  };
}
