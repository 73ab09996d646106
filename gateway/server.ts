import { createServer, type RequestListener, type ServerOptions } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { respond, type Served } from './respond.ts';
import { createSecureServer, type Tls } from './tls/secure-server.ts';
import type { Exchange } from './wire/exchange.ts';
import { Http1Exchange } from './wire/http1.ts';
import { refuseMalformed } from './wire/refusals.ts';

export interface Listening {
  readonly port: number;
  /** What is served may be set only once the port is known: answers hold its URLs. */
  serve(served: Served): void;
  /** The names that its certificate is for from now on, besides those of this machine; does nothing without TLS. */
  certify(names: readonly string[]): Promise<void>;
  close(): Promise<void>;
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
 * Listens on a loopback port, with or without TLS; 0 is any free one. Rejects with Node's error where the port is taken.
 */
export async function listen(
  port: number,
  tls: Tls | null,
  { headMs, requestMs, checkMs }: SlowestSenders = slowest,
): Promise<Listening> {
  let served: Served = {
    apis: new Map(),
    domains: null,
    mutualTls: null,
    control: { handle: async () => null },
    watch: null,
    now: Date.now,
  };
  const answer = (exchange: Exchange): void => {
    void respond(exchange, served);
  };
  const limits = {
    keepAliveTimeout: keepAliveTimeoutMs,
    headersTimeout: headMs,
    requestTimeout: requestMs,
    connectionsCheckingInterval: checkMs,
  };
  const mustShow = (serverName: string): boolean => {
    const uri = served.domains?.truststoreUriOf(serverName) ?? null;
    return uri !== null && served.mutualTls?.insists(uri) === true;
  };
  const secure = tls === null ? null : await createSecureServer(limits, tls, { answer, mustShow });
  const server = secure ?? createPlainServer(limits, answer);
  await new Promise<void>((resolve, reject) => {
    server.net.once('error', reject);
    server.net.listen({ port, host, backlog }, resolve);
  });
  return {
    port: (server.net.address() as AddressInfo).port,
    serve(next) {
      served = next;
    },
    certify: async (names) => secure?.certify(names),
    close: () => server.close(),
  };
}

interface PlainServer {
  readonly net: Server;
  close(): Promise<void>;
}

function createPlainServer(limits: ServerOptions, answer: (exchange: Exchange) => void): PlainServer {
  const respondTo: RequestListener = (request, response) => answer(new Http1Exchange(request, response));
  const net = createServer(limits, respondTo);
  // AWS drops Expect; without this, Node would refuse values it doesn't know.
  net.on('checkExpectation', respondTo);
  net.on('clientError', refuseMalformed);
  return {
    net,
    close: () =>
      new Promise((resolve) => {
        net.close(() => resolve());
        net.closeAllConnections();
      }),
  };
}
