import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What an HTTP backend got. */
export interface BackendRequest {
  readonly method: string;
  /** As sent, without the query. */
  readonly path: string;
  /** Decoded once; repeated keys joined by `,`. */
  readonly query: Readonly<Record<string, string>>;
  /** By lower-case name; repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface EchoBackend {
  /** Without a slash at the end. */
  readonly url: string;
  /** The request that came last since this was asked before. */
  take(): BackendRequest | undefined;
  close(): Promise<void>;
}

/** Starts the backend of HTTP integrations: it answers what it got as JSON, and `/status/N` with status N alone. */
export async function startEchoBackend(): Promise<EchoBackend> {
  let last: BackendRequest | undefined;
  const server = createServer((request, response) => {
    void read(request).then((got) => {
      last = got;
      const status = Number(/^\/status\/(\d{3})$/.exec(got.path)?.[1] ?? 200);
      const body = got.path.startsWith('/status/') ? '' : JSON.stringify(got);
      response.writeHead(status, {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
        Connection: 'keep-alive',
      });
      response.end(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    take() {
      const taken = last;
      last = undefined;
      return taken;
    },
    async close() {
      server.close();
      server.closeAllConnections();
      if (server.listening) await once(server, 'close');
    },
  };
}

async function read(request: IncomingMessage): Promise<BackendRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const [path = '/', query = ''] = (request.url ?? '/').split(/\?(.*)/s);
  return {
    method: request.method ?? '',
    path,
    query: joined(new URLSearchParams(query), ','),
    headers: joined(headerLines(request.rawHeaders), ', '),
    body: Buffer.concat(chunks).toString(),
  };
}

function* headerLines(raw: readonly string[]): Generator<[string, string]> {
  for (let at = 0; at + 1 < raw.length; at += 2) yield [(raw[at] ?? '').toLowerCase(), raw[at + 1] ?? ''];
}

function joined(pairs: Iterable<[string, string]>, by: string): Record<string, string> {
  const values = new Map<string, string>();
  for (const [name, value] of pairs) {
    const before = values.get(name);
    values.set(name, before === undefined ? value : `${before}${by}${value}`);
  }
  return Object.fromEntries(values);
}
