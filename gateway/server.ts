import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { CallRecord } from './access-log/call-record.ts';
import { createAnswersOut, failureAnswer, jsonAnswer } from './answers-out.ts';
import type { Answer, Call, CalledDomain, HeaderLine, ServedApi, Surroundings } from './call.ts';
import type { Control } from './control/control.ts';
import { type DomainRouter, refusalOnDomain, type UnservedOnDomain } from './domains.ts';
import { serveHttp } from './http/serve.ts';
import type { Api } from './model.ts';
import { headersTooLarge, headersTooLargeAnswer, refuseMalformed } from './refusals.ts';
import { type Body, readBody } from './request-body.ts';
import { serveRest } from './rest/serve.ts';
import type { Authority } from './tls/authority.ts';
import { createSecureServer } from './tls/secure-server.ts';
import type { Observation } from './truth/observation.ts';
import type { Watch } from './truth/watch.ts';

/** What one port answers: AWS's control plane, and APIs. */
export interface Served {
  readonly apis: ReadonlyMap<string, ServedApi>;
  /** `null`: there are no custom domains. */
  readonly domains: DomainRouter | null;
  readonly control: Control;
  /** `null`: requests aren't observed. */
  readonly watch: Watch | null;
  /** Epoch milliseconds. */
  readonly now: () => number;
}

/** An answer, and who waits to know when it is out. */
interface Reply {
  readonly answer: Answer;
  readonly observation: Observation | null;
  readonly record: CallRecord | null;
}

export interface Listening {
  readonly port: number;
  /** What is served may be set only once the port is known: answers hold its URLs. */
  serve(served: Served): void;
  /** The names that its certificate is for from now on, besides those of this machine; does nothing without TLS. */
  certify(names: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** The one place that knows both API types. */
export function serveApi(api: Api, surroundings: Surroundings): ServedApi {
  switch (api.apiType) {
    case 'rest':
      return serveRest(api, surroundings);
    case 'http':
      return serveHttp(api, surroundings);
  }
}

/** Loopback only: what runs here has no authentication. */
const host = '127.0.0.1';
/** Load generators keep connections for longer than Node's 5 s; a reset would look like a fault of the API. */
const keepAliveTimeoutMs = 120_000;
/** Clients that connect at the same time before any is accepted; the operating system may allow fewer. */
const backlog = 8192;

/** How long senders may take, milliseconds; whoever isn't done by then gets 408. */
export interface SlowestSenders {
  readonly headMs: number;
  readonly requestMs: number;
  /** How often that is looked at. */
  readonly checkMs: number;
}
const slowest: SlowestSenders = { headMs: 20_000, requestMs: 60_000, checkMs: 5_000 };

/**
 * Listens on a loopback port; 0 is any free one. Rejects with Node's error where the port is taken.
 * @param authority signs the certificate; `null`: HTTP without TLS.
 */
export async function listen(
  port: number,
  authority: Authority | null,
  { headMs, requestMs, checkMs }: SlowestSenders = slowest,
): Promise<Listening> {
  let served: Served = {
    apis: new Map(),
    domains: null,
    control: { handle: async () => null },
    watch: null,
    now: Date.now,
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    void respond(request, response, served);
  };
  const limits = {
    keepAliveTimeout: keepAliveTimeoutMs,
    headersTimeout: headMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkMs,
  };
  const secure = authority === null ? null : await createSecureServer(limits, authority, answer);
  const server = secure?.server ?? createServer(limits, answer);
  // AWS drops Expect; without this, Node would refuse values it doesn't know.
  server.on('checkExpectation', answer);
  server.on('clientError', refuseMalformed);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog }, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    serve(next) {
      served = next;
    },
    certify: async (names) => secure?.certify(names),
    close: () => closeServer(server),
  };
}

function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

const answers = createAnswersOut();

async function respond(request: IncomingMessage, response: ServerResponse, served: Served): Promise<void> {
  const { watch } = served;
  const startedMs = watch === null ? 0 : performance.now();
  try {
    const body = await readBody(request);
    if (body === 'aborted') return;
    const { answer, observation, record } = await replyTo(request, { body, startedMs }, served);
    if (observation?.disturbed === true) await observation.leave();
    if (observation === null && record === null) {
      answers.soon(response, answer, null);
      return;
    }
    const out = (outMs: number): void => {
      record?.sent(answer);
      if (observation !== null) watch?.finish(observation, answer, outMs);
    };
    if (observation?.dropped !== true) answers.soon(response, answer, out);
    else {
      request.socket.destroy();
      out(performance.now());
    }
  } catch (error) {
    answers.failed(response, error);
  }
}

interface Arrival {
  readonly body: Body;
  /** On the clock of `performance.now`. */
  readonly startedMs: number;
}

async function replyTo(
  request: IncomingMessage,
  { body, startedMs }: Arrival,
  served: Served,
): Promise<Reply> {
  const receivedAtMs = served.now();
  const target = originForm(request.url ?? '/');
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  const query = mark < 0 ? '' : target.slice(mark + 1);
  const place = placeOf(path, request.headers.host ?? '', served.domains);
  if (place !== null && 'kind' in place) return unobserved(refusalOnDomain(place));
  if (place === null)
    return unobserved(await controlAnswer({ request, path, query, body: body.bytes }, served));
  const api = served.apis.get(place.apiId);
  if (api === undefined) {
    const message = `The local gateway serves no API with the id ${place.apiId}; on AWS its host name would not resolve.`;
    return unobserved(jsonAnswer(404, { message, apis: [...served.apis.keys()] }));
  }
  if (headersTooLarge(request)) return unobserved(headersTooLargeAnswer);
  const observation = served.watch?.observe(place.apiId, startedMs) ?? null;
  const call: Call = {
    method: request.method ?? 'GET',
    path: place.path,
    sentPath: path,
    query,
    headers: pairs(request.rawHeaders),
    body: body.bytes,
    bodyTooLarge: body.tooLarge,
    sourceIp: request.socket.remoteAddress ?? host,
    receivedAtMs,
    observation,
    domain: place.domain,
    record: null,
  };
  const answer = await api.answer(call).catch(failureAnswer);
  return { answer, observation, record: call.record };
}

const unobserved = (answer: Answer): Reply => ({ answer, observation: null, record: null });

/** The path of a request line, which may also hold a whole URL (RFC 9112, section 3.2.2). */
function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(?<rest>.*)$/i.exec(target)?.groups?.rest;
  if (path === undefined) return '/';
  return path.startsWith('/') ? path : `/${path}`;
}

const apiPrefix = '/_api/';
const apiHost = /^(?<apiId>[a-z0-9]+)\.execute-api\.(?:localhost|[a-z0-9-]+\.amazonaws\.com)/i;

interface Place {
  readonly apiId: string;
  readonly path: string;
  readonly domain: CalledDomain | null;
}

/** Which API a request is for, and its path there; `null`: for the control plane. */
function placeOf(
  path: string,
  hostHeader: string,
  domains: DomainRouter | null,
): Place | UnservedOnDomain | null {
  const onDomain = domains === null ? null : domains(hostHeader, path);
  if (onDomain !== null) return onDomain.kind === 'mapped' ? { ...onDomain.to, path } : onDomain;
  const domain = null;
  if (path.startsWith(apiPrefix)) {
    const end = path.indexOf('/', apiPrefix.length);
    if (end < 0) return { apiId: path.slice(apiPrefix.length), path: '/', domain };
    return { apiId: path.slice(apiPrefix.length, end), path: path.slice(end), domain };
  }
  const apiId = apiHost.exec(hostHeader)?.groups?.apiId;
  return apiId === undefined ? null : { apiId: apiId.toLowerCase(), path, domain };
}

interface ControlCall {
  readonly request: IncomingMessage;
  readonly path: string;
  readonly query: string;
  readonly body: Buffer;
}

async function controlAnswer({ request, path, query, body }: ControlCall, served: Served): Promise<Answer> {
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = String(value);
  const method = request.method ?? 'GET';
  const asked = { method, path, query: new URLSearchParams(query), headers, body };
  const response = await served.control.handle(asked);
  if (response !== null) return { ...response, headers: Object.entries(response.headers) };
  return jsonAnswer(404, {
    message:
      'This is the AWS endpoint of a local gateway: it answers signed AWS requests, and APIs below /_api/ID.',
    apis: [...served.apis.keys()].map((id) => `${apiPrefix}${id}`),
  });
}

function pairs(rawHeaders: readonly string[]): HeaderLine[] {
  const lines: HeaderLine[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    lines.push([rawHeaders[index] ?? '', rawHeaders[index + 1] ?? '']);
  }
  return lines;
}
