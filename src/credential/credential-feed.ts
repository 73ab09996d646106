import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { messageOf } from '../aws/aws-error.ts';
import type { LoadCredentials } from './load-credentials.ts';

/** Hands out what is fresh to whoever knows the address, on this machine alone. */
export interface CredentialFeed {
  /** `null`: nothing will ever be renewed, so that there is nothing to ask. */
  readonly url: string | null;
  readonly current: LoadCredentials;
  /** Why the last renewal failed; `null` where it didn't. */
  readonly failure: string | null;
  close(): Promise<void>;
}

/** Between two tries to renew what could not be renewed. */
const retryMs = 5000;
/** Before a virtual user asks again. */
const askAgainMs = 2000;

/**
 * k6 can neither run a command nor share memory among its virtual users: Node renews in time, by itself, and each
 * virtual user asks for what is there, over a loopback address with 192 random bits in it.
 */
export async function serveCredentials(
  first: LoadCredentials,
  renew: () => Promise<LoadCredentials>,
): Promise<CredentialFeed> {
  let current = first;
  let failure: string | null = null;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const schedule = (atMs: number | null) => {
    if (atMs === null || closed) return;
    // A timer of more than 2^31 ms fires at once.
    timer = setTimeout(renewNow, Math.min(Math.max(0, atMs - Date.now()), 2 ** 31 - 1));
    timer.unref();
  };
  const renewNow = async () => {
    try {
      current = await renew();
      failure = null;
      schedule(current.renewAtMs);
    } catch (error) {
      failure = messageOf(error);
      schedule(Date.now() + retryMs);
    }
  };
  const seen = (): LoadCredentials => ({
    ...current,
    // A little later than Node, which then has them.
    renewAtMs:
      current.renewAtMs === null ? null : Math.max(current.renewAtMs + 1000, Date.now() + askAgainMs),
  });
  if (first.renewAtMs === null) {
    return { url: null, current: first, failure: null, close: () => Promise.resolve() };
  }
  schedule(first.renewAtMs);
  const path = `/${randomBytes(24).toString('base64url')}`;
  const server = createServer((request, response) => {
    if (request.url !== path) response.writeHead(404).end();
    else response.writeHead(200, { 'cache-control': 'no-store' }).end(JSON.stringify(seen()));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    get current() {
      return seen();
    },
    get failure() {
      return failure;
    },
    close: () => {
      closed = true;
      clearTimeout(timer);
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
