import { once } from 'node:events';
import tls from 'node:tls';
import { UsageError } from '../errors/usage-error.ts';
import { type ConnectionFault, certificateFault, connectionFault, mutualTls } from '../transport/failure.ts';
import { openSocket, tlsOptions } from '../transport/open-connection.ts';
import type { Env } from '../transport/proxy.ts';
import { openWay, placeOf, type Way } from '../transport/way.ts';
import type { Target } from './target.ts';

/** Long for a handshake anywhere on earth, short for a person who waits. */
const patienceMs = 5000;

export interface ReachOptions {
  /** The environment variables, for proxies and authorities. */
  readonly env: Env;
  readonly signal?: AbortSignal;
}

/**
 * Opens one connection to the host of every target, the way that its transport and the machine's proxy say, before anything is
 * sent: a run against a host that isn't there, or isn't who it should be, would only say so a timeout later, and look like the
 * API's fault.
 * @throws UsageError that names the host and why it can't be reached.
 */
export async function assertReachable(
  targets: readonly Target[],
  { env, signal }: ReachOptions,
): Promise<void> {
  const byWay = new Map(
    targets.map((target) => [JSON.stringify([new URL(target.invokeUrl).origin, target.transport]), target]),
  );
  const answers = await Promise.all(
    [...byWay.values()].map(async (target) => ({ target, fault: await tryTarget(target, env, signal) })),
  );
  for (const { target, fault } of answers) {
    if (fault === null) continue;
    throw new UsageError(`${target.target} can't be reached: ${fault.because}.`, [
      `Its invoke URL is ${target.invokeUrl}`,
      ...fault.next,
    ]);
  }
}

/** `null` where a connection opens, else why not. */
async function tryTarget(
  { invokeUrl, transport }: Target,
  env: Env,
  outer: AbortSignal | undefined,
): Promise<ConnectionFault | null> {
  const url = new URL(invokeUrl);
  const way = openWay(transport, env);
  const late = AbortSignal.timeout(patienceMs);
  const signal = outer === undefined ? late : AbortSignal.any([late, outer]);
  try {
    const socket = await openSocket(url, way, signal);
    if (url.protocol !== 'https:') {
      socket.destroy();
      return null;
    }
    const secure = tls.connect({
      ...tlsOptions(url, socket),
      secureContext: way.context(),
      rejectUnauthorized: false,
    });
    try {
      return await handshake(secure, {
        url,
        way,
        signal,
        trusting: env.NODE_TLS_REJECT_UNAUTHORIZED === '0',
      });
    } finally {
      secure.on('error', () => undefined).destroy();
      socket.destroy();
    }
  } catch (error) {
    // An interrupted run ends by its own signal; this is no finding about the host.
    if (outer?.aborted) return null;
    if (late.aborted) return tooLate(url, way);
    return connectionFault(error instanceof Error ? error : new Error(String(error)), { url, way });
  }
}

interface Handshake {
  readonly url: URL;
  readonly way: Way;
  readonly signal: AbortSignal;
  /** Whether the environment says that any certificate will do. */
  readonly trusting: boolean;
}

async function handshake(
  secure: tls.TLSSocket,
  { url, way, signal, trusting }: Handshake,
): Promise<ConnectionFault | null> {
  const start = performance.now();
  await once(secure, 'secureConnect', { signal });
  // The type says Error, and it is the error's code.
  const code = String(secure.authorizationError ?? '');
  if (code !== '' && !trusting) {
    const certificate = secure.getPeerCertificate();
    const fault = certificateFault(code, { url, way, certificate });
    if (fault !== null) return fault;
    return { because: `its certificate is not accepted (${code})`, next: ['Check the certificate.'] };
  }
  return refusedAfterwards(secure, way, performance.now() - start);
}

/**
 * TLS 1.3 lets a client believe that all is well before the server has looked at its certificate: whether it hangs up shows one
 * way there and back later.
 */
async function refusedAfterwards(
  secure: tls.TLSSocket,
  way: Way,
  handshakeMs: number,
): Promise<ConnectionFault | null> {
  const waitMs = Math.min(1000, 50 + 2 * handshakeMs);
  return new Promise((resolve) => {
    const quiet = setTimeout(() => resolve(null), waitMs);
    const ended = (fault: ConnectionFault | null) => {
      clearTimeout(quiet);
      resolve(fault);
    };
    secure.once('error', (error) => {
      const said = /alert ([a-z ]+?)(:|$)/i.exec(error.message)?.[1];
      ended(mutualTls(way, said === undefined ? '' : `: ${said}`));
    });
    secure.once('close', () => ended(mutualTls(way, '')));
    secure.resume();
  });
}

function tooLate(url: URL, way: Way): ConnectionFault {
  const { host, port } = way.connectTo ?? placeOf(url);
  const proxy = way.proxyOf(url);
  return {
    because: `no connection to ${host}:${port}${proxy === null ? '' : ` through the proxy ${proxy.shown}`} within ${patienceMs / 1000} s`,
    next: ['Check the URL, and whether this machine may connect there (VPN, proxy, private endpoint).'],
  };
}
