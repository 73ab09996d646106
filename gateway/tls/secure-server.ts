import type { IncomingMessage, ServerResponse } from 'node:http';
import { createSecureServer as createHttp2Server, type Http2ServerRequest } from 'node:http2';
import type { Server } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { isDeepStrictEqual } from 'node:util';
import { shownBy } from '../wire/client-certificate.ts';
import type { Exchange } from '../wire/exchange.ts';
import { Http1Exchange } from '../wire/http1.ts';
import { Http2Exchange } from '../wire/http2.ts';
import { refuseMalformed } from '../wire/refusals.ts';
import type { Authority } from './authority.ts';

export interface SecureServer {
  readonly net: Server;
  /** Gives it a certificate for these names too. */
  certify(names: readonly string[]): Promise<void>;
  close(): Promise<void>;
}

/** Milliseconds, as Node's servers call them. */
export interface Limits {
  readonly keepAliveTimeout: number;
  readonly headersTimeout: number;
  readonly requestTimeout: number;
  readonly connectionsCheckingInterval: number;
}

export interface Tls {
  /** Signs the server's certificate. */
  readonly authority: Authority;
  /** Clients are asked for certificates. */
  readonly asksClients: boolean;
}

interface Answering {
  readonly answer: (exchange: Exchange) => void;
  /** Whether a client of this host name has to show a certificate. */
  readonly mustShow: (serverName: string) => boolean;
}

/** API Gateway's own endpoints take nothing older (AWS documentation, "Choose a security policy for your custom domain"). */
const minVersion = 'TLSv1.2';

/** A server that answers over TLS, by HTTP/2 or HTTP/1.1 as the client chooses (ALPN), as API Gateway's endpoints do. */
export async function createSecureServer(
  limits: Limits,
  { authority, asksClients }: Tls,
  { answer, mustShow }: Answering,
): Promise<SecureServer> {
  let certified: readonly string[] = [];
  let done = Promise.resolve();
  const net = createHttp2Server({
    allowHTTP1: true,
    minVersion,
    // Whether it is trusted is for the domain to say; a handshake can't ask for some names only.
    ...(asksClients ? { requestCert: true, rejectUnauthorized: false } : {}),
    ...(await authority.issue(certified)),
  });
  // Its connections by HTTP/1.1 read their limits from here.
  Object.assign(net, limits);
  const respondTo = (request: IncomingMessage | Http2ServerRequest, response: unknown): void =>
    answer(
      isHttp2(request)
        ? new Http2Exchange(request, limits.requestTimeout)
        : new Http1Exchange(request, response as ServerResponse),
    );
  net.on('request', respondTo);
  // AWS drops Expect; without this, Node would refuse values it doesn't know.
  net.on('checkExpectation', respondTo);
  net.on('clientError', refuseMalformed);
  const connections = new Set<TLSSocket>();
  net.on('secureConnection', (socket: TLSSocket) => {
    if (asksClients && shownBy(socket) === undefined && mustShow(socket.servername || '')) socket.destroy();
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  return {
    net,
    certify(names) {
      if (isDeepStrictEqual(names, certified)) return done;
      certified = names;
      done = authority.issue(names).then((certificate) => {
        // Another deployment may have come meanwhile.
        if (certified === names) net.setSecureContext({ minVersion, ...certificate });
      });
      return done;
    },
    close: () =>
      new Promise((resolve) => {
        net.close(() => resolve());
        for (const socket of connections) socket.destroy();
      }),
  };
}

const isHttp2 = (request: IncomingMessage | Http2ServerRequest): request is Http2ServerRequest =>
  request.httpVersionMajor === 2;
