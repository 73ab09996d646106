import http from 'node:http';
import https from 'node:https';
import tls from 'node:tls';
import {
  type Connection,
  type DefaultEndpoint,
  isDefaultEndpoint,
  isLoopback,
  type OldProtocol,
  type PlainHttp,
  type TlsObservation,
} from '../src/conformance/connection.ts';
import { awsOrigin } from '../src/discovery/invoke-url.ts';
import type { Target } from '../src/discovery/target.ts';
import { Agents } from '../src/transport/agents.ts';
import { openSocket, tlsOptions } from '../src/transport/open-connection.ts';
import { type Env, proxyFor } from '../src/transport/proxy.ts';
import type { Transport } from '../src/transport/transport.ts';
import { openWay } from '../src/transport/way.ts';

export interface ObserveOptions {
  /** Each look ends after that at the latest; default 3 s. */
  readonly timeoutMs?: number;
  /** Looks at this machine too, which only tests want. */
  readonly loopbackToo?: boolean;
  /** Port of plain http; default 80. */
  readonly httpPort?: number;
  readonly userAgent?: string;
  /** For proxies and authorities; default: this process's. */
  readonly env?: Env;
}

/** A host, and the way to it. */
interface Place {
  readonly url: URL;
  readonly transport: Transport | undefined;
}

/**
 * Looks at the connections of targets: TLS version and certificate, old versions, plain http, and the default endpoint
 * beside a custom domain. A host is looked at once. Never rejects; targets on this machine, and those without TLS, are
 * left out.
 */
export async function observeConnections(
  targets: readonly Target[],
  options: ObserveOptions = {},
): Promise<Connection[]> {
  const looked = new Map<string, Promise<Omit<Connection, 'target' | 'defaultEndpoint'>>>();
  const all = targets.map(async (target): Promise<Connection[]> => {
    const url = new URL(target.invokeUrl);
    if (url.protocol !== 'https:') return [];
    if (isLoopback(url.hostname) && options.loopbackToo !== true) return [];
    const { headers: _, ...transport } = target.transport ?? {};
    const key = JSON.stringify([url.host, transport]);
    const look = looked.get(key) ?? observeHost({ url, transport }, options);
    looked.set(key, look);
    const [host, defaultEndpoint] = await Promise.all([look, observeDefault(target, url, options)]);
    return [{ target: target.target, ...host, defaultEndpoint }];
  });
  return (await Promise.all(all)).flat();
}

async function observeHost(
  place: Place,
  options: ObserveOptions,
): Promise<Omit<Connection, 'target' | 'defaultEndpoint'>> {
  const observedAt = new Date().toISOString();
  const [secure, plainHttp, ...oldProtocols] = await Promise.all([
    observeTls(place, options),
    observePlain(place, options),
    observeOld(place, 'TLSv1', options),
    observeOld(place, 'TLSv1.1', options),
  ]);
  return { host: place.url.hostname, observedAt, tls: secure, plainHttp, oldProtocols };
}

/** An untrusted certificate is looked at as well: that it is one is what the exchanges say. */
function observeTls(place: Place, options: ObserveOptions): Promise<TlsObservation | null> {
  return connected(place, { rejectUnauthorized: false }, options).then((socket) => {
    if (!(socket instanceof tls.TLSSocket)) return null;
    const { subject, issuer, valid_to: validTo } = socket.getPeerCertificate();
    const observation: TlsObservation = {
      protocol: socket.getProtocol() ?? 'unknown',
      distrust: socket.authorized ? null : String(socket.authorizationError),
      certificate:
        validTo === undefined
          ? null
          : { subject: nameIn(subject), issuer: nameIn(issuer), validTo: new Date(validTo).toISOString() },
    };
    socket.destroy();
    return observation;
  });
}

function nameIn(holder: tls.Certificate | undefined): string {
  const name = holder?.CN ?? holder?.O ?? '';
  return String(name);
}

async function observeOld(
  place: Place,
  protocol: OldProtocol['protocol'],
  options: ObserveOptions,
): Promise<OldProtocol> {
  // OpenSSL offers these versions at its lowest security level alone.
  const asked = { minVersion: protocol, maxVersion: protocol, ciphers: 'DEFAULT@SECLEVEL=0' } as const;
  const outcome = await connected(place, { ...asked, rejectUnauthorized: false }, options).catch(() => null);
  if (outcome instanceof tls.TLSSocket) {
    outcome.destroy();
    return { protocol, accepted: true };
  }
  return { protocol, accepted: refusedByServer(outcome) ? false : null };
}

/** An alert from the other side, or its hanging up; everything else may be this machine's own doing. */
function refusedByServer(outcome: Error | null): boolean {
  const { code = '', message = '' } = (outcome ?? {}) as { code?: string; message?: string };
  return (
    code === 'ECONNRESET' || /alert|wrong version number|unsupported protocol/i.test(`${code} ${message}`)
  );
}

/** The socket once it is secure, or the error; never rejects. */
async function connected(
  { url, transport }: Place,
  how: tls.ConnectionOptions,
  { timeoutMs = 3000, env = process.env }: ObserveOptions,
): Promise<tls.TLSSocket | Error> {
  const way = openWay(transport, env);
  const opened = await openSocket(url, way, AbortSignal.timeout(timeoutMs)).catch((error: Error) => error);
  if (opened instanceof Error) return opened;
  return new Promise((resolve) => {
    try {
      const socket = tls.connect({ ...tlsOptions(url, opened), ALPNProtocols: [], ...way.tls, ...how });
      socket.setTimeout(timeoutMs, () => socket.destroy(new Error('timeout')));
      socket.once('secureConnect', () => resolve(socket));
      socket.on('error', resolve);
      socket.once('close', () => resolve(new Error('closed')));
    } catch (error) {
      resolve(error as Error);
    }
  });
}

async function observePlain({ url, transport }: Place, options: ObserveOptions): Promise<PlainHttp> {
  // Where connections go instead, the name's own port 80 is out of sight.
  if (transport?.connectTo !== undefined) return { kind: 'silent' };
  const plain = new URL(`http://${url.hostname}:${options.httpPort ?? 80}/`);
  // What comes back may be the proxy's own.
  if (proxyFor(plain, options.env ?? process.env) !== null) return { kind: 'silent' };
  return asked(plain, options).then((answer) =>
    answer === null
      ? { kind: 'silent' }
      : { kind: 'answered', status: answer.status, location: answer.location },
  );
}

/** A path that no route has is enough, and harmless: it is refused in one way where the endpoint is on. */
async function observeDefault(
  target: Target,
  url: URL,
  options: ObserveOptions,
): Promise<DefaultEndpoint | null> {
  const { apiId, region, stage, apiType } = target;
  if (apiId === null || region === null || apiType !== 'rest' || isDefaultEndpoint(url.hostname)) return null;
  // What an emulator serves under a name of one's own is not AWS's to answer.
  if (isLoopback(url.hostname) || target.emulator !== undefined) return null;
  const address = `${awsOrigin(apiId, region)}/${stage ?? ''}/gatewright-no-such-route`;
  const answer = await asked(new URL(address), options);
  return { url: address, status: answer?.status ?? null, message: messageIn(answer?.body ?? '') };
}

interface Answer {
  readonly status: number;
  readonly location: string | null;
  readonly body: string;
}

const mostBytes = 4096;

/** `null`: no answer came. Only the beginning of a body is read. */
function asked(
  url: URL,
  { timeoutMs = 3000, userAgent = 'gatewright', env = process.env }: ObserveOptions,
): Promise<Answer | null> {
  const agents = new Agents(env);
  const client = url.protocol === 'https:' ? https : http;
  return new Promise((resolve) => {
    const request = client.get(
      url,
      { agent: agents.of(undefined, url) ?? false, headers: { 'user-agent': userAgent } },
      (response) => {
        let body = '';
        const done = () => {
          resolve({ status: response.statusCode ?? 0, location: response.headers.location ?? null, body });
          response.destroy();
        };
        response.setEncoding('utf8').on('data', (piece: string) => {
          body += piece;
          if (body.length > mostBytes) done();
        });
        response.on('end', done).on('error', done);
      },
    );
    request.setTimeout(timeoutMs, () => request.destroy());
    request
      .on('error', () => resolve(null))
      .on('close', () => {
        resolve(null);
        agents.close();
      });
  });
}

function messageIn(body: string): string | null {
  try {
    const value = JSON.parse(body) as { message?: unknown };
    return typeof value?.message === 'string' ? value.message : null;
  } catch {
    return null;
  }
}
