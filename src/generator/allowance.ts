import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Hands out what `--max-requests` allows. */
export interface Allowance {
  /** On this machine alone; `?vus=N` asks for one of N virtual users, and the answer is how many requests it may send. */
  readonly url: string;
  close(): Promise<void>;
}

/** Of what is left, the part that all virtual users together are given at once. */
const atOnce = 1 / 4;

/**
 * k6's virtual users share no memory, and what they sent shows only afterwards. So each asks, before a request, for a share of what is left:
 * a few at first, one by one towards the end. All shares together are never more than allowed; what a virtual user was given
 * and no longer sends is lost, so that a run may end a little before.
 */
export async function serveAllowance(most: number): Promise<Allowance> {
  let left = most;
  const path = `/${randomBytes(24).toString('base64url')}`;
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (pathname !== path) return void response.writeHead(404).end();
    const share = shareOf(left, Number(searchParams.get('vus')));
    left -= share;
    response.writeHead(200, { 'cache-control': 'no-store' }).end(String(share));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(0, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** Requests for one of so many virtual users. */
export function shareOf(left: number, virtualUsers: number): number {
  const each = Math.floor((left * atOnce) / Math.max(1, virtualUsers || 1));
  return Math.min(left, Math.max(1, each));
}
