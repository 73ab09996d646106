import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import tls from 'node:tls';
import type { HttpProxy } from './proxy.ts';
import { ProxyFailure } from './proxy-failure.ts';
import { type Place, placeOf, type Way } from './way.ts';

/**
 * A TCP connection for requests to a URL: opened to its host, to where the way says, or through a tunnel of its proxy; for http
 * URLs to the proxy itself, which takes their requests.
 * @throws ProxyFailure for what the proxy does, and Node's own errors.
 */
export function openSocket(url: URL, way: Way, signal?: AbortSignal): Promise<net.Socket> {
  const proxy = way.proxyOf(url);
  if (proxy === null) return connected(way.connectTo ?? placeOf(url), signal);
  return url.protocol === 'https:'
    ? tunnelled(placeOf(url), proxy, signal)
    : connectedToProxy(placeOf(url), proxy, signal);
}

/** The same, and secure for https URLs. TLS is about the URL's own host, wherever the connection goes. */
export async function openConnection(url: URL, way: Way, signal?: AbortSignal): Promise<net.Socket> {
  const socket = await openSocket(url, way, signal);
  if (url.protocol !== 'https:') return socket;
  const secure = tls.connect({ ...tlsOptions(url, socket), secureContext: way.context() });
  try {
    return await opened(secure, 'secureConnect', signal);
  } catch (error) {
    socket.destroy();
    throw error;
  }
}

/** Waits for the event. The signal ends that alone: a socket that is open by then stays so. */
function opened<S extends net.Socket>(socket: S, event: string, signal: AbortSignal | undefined): Promise<S> {
  return new Promise((resolve, reject) => {
    const late = () => socket.destroy(reasonOf(signal));
    const settle = () => {
      signal?.removeEventListener('abort', late);
      socket.off('error', failed);
    };
    const failed = (error: Error) => {
      settle();
      reject(error);
    };
    socket.once('error', failed);
    socket.once(event, () => {
      settle();
      resolve(socket);
    });
    if (signal?.aborted) late();
    else signal?.addEventListener('abort', late, { once: true });
  });
}

function reasonOf(signal: AbortSignal | undefined): Error {
  const { reason } = signal ?? {};
  return reason instanceof Error && reason.name !== 'TimeoutError'
    ? reason
    : new Error('connecting timed out');
}

export function tlsOptions(url: URL, socket: net.Socket): tls.ConnectionOptions {
  const { host } = placeOf(url);
  return { socket, host, servername: net.isIP(host) === 0 ? host : '', ALPNProtocols: ['http/1.1'] };
}

function connected({ host, port }: Place, signal: AbortSignal | undefined): Promise<net.Socket> {
  return opened(net.connect({ host, port, noDelay: true }), 'connect', signal);
}

async function connectedToProxy(
  to: Place,
  proxy: HttpProxy,
  signal: AbortSignal | undefined,
): Promise<net.Socket> {
  try {
    const socket = await connected(proxy, signal);
    if (!proxy.secure) return socket;
    const servername = net.isIP(proxy.host) === 0 ? proxy.host : '';
    return await opened(tls.connect({ socket, host: proxy.host, servername }), 'secureConnect', signal);
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new ProxyFailure(proxy, authorityOf(to), whyUnreached(error as NodeJS.ErrnoException), error);
  }
}

function authorityOf({ host, port }: Place): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** RFC 9110, section 9.3.6: any 2xx answer begins a tunnel, and has no content. */
function tunnelled(to: Place, proxy: HttpProxy, signal: AbortSignal | undefined): Promise<net.Socket> {
  const authority = authorityOf(to);
  const failure = (what: string, cause?: unknown) => new ProxyFailure(proxy, authority, what, cause);
  return new Promise((resolve, reject) => {
    const asked = (proxy.secure ? https : http).request({
      method: 'CONNECT',
      host: proxy.host,
      port: proxy.port,
      path: authority,
      headers: {
        host: authority,
        ...(proxy.authorization === null ? {} : { 'proxy-authorization': proxy.authorization }),
      },
      agent: false,
    });
    const late = () => asked.destroy(reasonOf(signal));
    if (signal?.aborted) late();
    else signal?.addEventListener('abort', late, { once: true });
    asked.once('connect', (answer, socket, head) => {
      signal?.removeEventListener('abort', late);
      const { statusCode: status = 0, statusMessage = '', headers } = answer;
      const type = headers['content-type']?.split(';')[0];
      const page = type ?? (head.length > 0 ? 'something that is no TLS' : null);
      if (status >= 200 && status <= 299 && page === null) {
        resolve(socket as net.Socket);
        return;
      }
      socket.destroy();
      const said = `${status}${statusMessage === '' ? '' : ` ${statusMessage}`}`;
      reject(failure(`answered ${said}${page === null ? '' : ` with ${page}`} instead of opening a tunnel`));
    });
    asked.once('error', (error: NodeJS.ErrnoException) => {
      signal?.removeEventListener('abort', late);
      reject(signal?.aborted ? error : failure(whyUnreached(error), error));
    });
    asked.end();
  });
}

function whyUnreached({ code = '', message }: NodeJS.ErrnoException): string {
  const known: Readonly<Record<string, string>> = {
    ECONNREFUSED: 'does not listen',
    ENOTFOUND: 'has a name that does not resolve',
    EAI_AGAIN: 'has a name that can not be looked up right now',
    ETIMEDOUT: 'does not answer',
    ECONNRESET: 'closed the connection without an answer',
  };
  if (code.startsWith('HPE_')) return 'does not speak HTTP';
  return known[code] ?? `can't be talked to: ${message}`;
}
