import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { HeaderLine } from '../call.ts';

/** What the endpoint got, as it was sent. */
export interface Received {
  readonly method: string;
  readonly target: string;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface Reply {
  readonly status?: number;
  readonly headers?: readonly HeaderLine[];
  readonly body?: string;
  /** Never answers. */
  readonly hangs?: boolean;
}

export interface Endpoint {
  readonly url: string;
  readonly received: readonly Received[];
  /** How it answers from now on. */
  reply: Reply;
  close(): Promise<void>;
}

/** For tests: an HTTP server that a request is proxied to. */
export async function startEndpoint(): Promise<Endpoint> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: target = '' } = request;
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
      );
      received.push({ method, target, headers, body: Buffer.concat(chunks).toString() });
      const { status = 200, headers: lines = [], body = '{}', hangs = false } = endpoint.reply;
      if (!hangs) response.writeHead(status, lines.flat()).end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const endpoint: Endpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    reply: {},
    async close() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
  return endpoint;
}
