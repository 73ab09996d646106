import { connect } from 'node:net';
import { UsageError } from '../errors/usage-error.ts';
import type { Target } from './target.ts';

/** Long for a handshake anywhere on earth, short for a person who waits. */
const patienceMs = 5000;

/**
 * Opens one connection to the host of every target, before anything is sent: a run against a host that isn't
 * there would only say so a timeout later, and look like the API's fault.
 * @throws UsageError that names the host and why it can't be reached.
 */
export async function assertReachable(targets: readonly Target[], signal?: AbortSignal): Promise<void> {
  const byOrigin = new Map(targets.map((target) => [new URL(target.invokeUrl).origin, target]));
  const answers = await Promise.all(
    [...byOrigin].map(async ([origin, target]) => ({
      target,
      reason: await tryOrigin(new URL(origin), signal),
    })),
  );
  for (const { target, reason } of answers) {
    if (reason === null) continue;
    throw new UsageError(`${target.target} can't be reached: ${reason}.`, [
      `Its invoke URL is ${target.invokeUrl}`,
      'Check the URL, and whether this machine may connect there (VPN, proxy, private endpoint).',
    ]);
  }
}

/** `null` where a connection opens, else why not. */
function tryOrigin(origin: URL, signal: AbortSignal | undefined): Promise<string | null> {
  const port = Number(origin.port) || (origin.protocol === 'https:' ? 443 : 80);
  const host = origin.hostname.replace(/^\[|\]$/g, '');
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (reason: string | null) => {
      clearTimeout(patience);
      signal?.removeEventListener('abort', interrupted);
      socket.destroy();
      resolve(reason);
    };
    // An interrupted run ends by its own signal; this is no finding about the host.
    const interrupted = () => end(null);
    const patience = setTimeout(
      () => end(`no connection to ${host}:${port} within ${patienceMs / 1000} s`),
      patienceMs,
    );
    signal?.addEventListener('abort', interrupted, { once: true });
    socket.once('connect', () => end(null));
    socket.once('error', (error: NodeJS.ErrnoException) => end(sentenceOf(error, `${host}:${port}`)));
  });
}

function sentenceOf({ code, message }: NodeJS.ErrnoException, place: string): string {
  const name = place.replace(/:\d+$/, '');
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: `nothing listens at ${place}`,
    ENOTFOUND: `there is no host named ${name}`,
    EAI_AGAIN: `the name ${name} can't be looked up right now`,
    EHOSTUNREACH: `there is no way to ${place}`,
    ENETUNREACH: `there is no way to ${place}`,
  };
  return known[code ?? ''] ?? `${place}: ${message}`;
}
