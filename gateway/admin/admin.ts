import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { OptionError } from '../option-error.ts';
import { AdminRefusal } from './admin-refusal.ts';
import { refuseStrangers } from './loopback.ts';
import { readJson } from './read-json.ts';
import { type Asked, documentOf } from './resources.ts';
import type { World } from './world.ts';

/** The port over which a running gateway is read and changed. */
export interface Admin {
  /** `http://127.0.0.1:PORT` */
  readonly endpoint: string;
  /** What to answer of; until then, every request is told to come back. */
  serve(world: World): void;
  close(): Promise<void>;
}

const host = '127.0.0.1';
/** A sender that isn't done by then is cut off, milliseconds. */
const requestTimeoutMs = 10_000;

/** Listens on a loopback port; 0 is any free one. Rejects with Node's error where the port is taken. */
export async function listenAdmin(port: number): Promise<Admin> {
  let world: World | null = null;
  const server = createServer({ requestTimeout: requestTimeoutMs }, (request, response) => {
    void answer(request, response, world);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    endpoint: `http://${host}:${(server.address() as AddressInfo).port}`,
    serve(next) {
      world = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  world: World | null,
): Promise<void> {
  try {
    refuseStrangers(request.headers);
    const body = await readJson(request);
    if (world === null) throw new AdminRefusal(503, 'The gateway is starting; ask again.');
    const { pathname } = new URL(request.url ?? '/', `http://${host}`);
    const asked: Asked = { method: request.method ?? 'GET', path: pathname, body };
    send(response, 200, documentOf(asked, world));
  } catch (error) {
    refuse(response, error);
  }
}

function refuse(response: ServerResponse, error: unknown): void {
  if (error instanceof AdminRefusal) {
    if (error.allow !== null) response.setHeader('Allow', error.allow);
    // The rest of a body that nobody reads would be taken for the next request.
    if (error.status === 413) response.setHeader('Connection', 'close');
    send(response, error.status, { message: error.message });
  } else if (error instanceof OptionError) {
    send(response, 400, { message: error.message, next: error.next });
  } else {
    const reason = error instanceof Error ? error.message : String(error);
    send(response, 500, { message: `The local gateway failed: ${reason}` });
  }
}

function send(response: ServerResponse, status: number, document: unknown): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' });
  response.end(`${JSON.stringify(document, null, 2)}\n`);
}
