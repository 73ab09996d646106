import type { IncomingHttpHeaders } from 'node:http';
import { AdminRefusal } from './admin-refusal.ts';

const loopback: ReadonlySet<string> = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Refuses what a web page could make a browser send. A page whose name was made to point to 127.0.0.1 (DNS rebinding)
 * sends its own name as Host; any other page sends where it comes from as Origin. Throws AdminRefusal.
 */
export function refuseStrangers({ host = '', origin }: IncomingHttpHeaders): void {
  if (!loopback.has(hostnameOf(host)))
    throw new AdminRefusal(
      403,
      `The admin endpoint is for callers of 127.0.0.1 or localhost, not of ${JSON.stringify(host)}.`,
    );
  if (origin !== undefined && !loopback.has(hostnameOf(origin.replace(/^https?:\/\//, ''))))
    throw new AdminRefusal(403, `The admin endpoint is not for web pages of ${JSON.stringify(origin)}.`);
}

/** Without its port, in lower case. */
function hostnameOf(host: string): string {
  return host.replace(/:\d+$/, '').toLowerCase();
}
