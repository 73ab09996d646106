import http from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import { openConnection } from './open-connection.ts';
import type { Env } from './proxy.ts';
import type { Transport } from './transport.ts';
import { isPlain, openWay, type Way } from './way.ts';

type Callback = (error: Error | null, stream: Duplex) => void;

/** Keeps connections alive, as Playwright's own do. */
class WayHttpsAgent extends https.Agent {
  readonly #way: Way;

  constructor(way: Way) {
    super({ keepAlive: true });
    this.#way = way;
  }

  override createConnection(options: https.RequestOptions, callback?: Callback): undefined {
    open('https:', options, { way: this.#way, callback });
  }
}

/** What Node calls with a request that has not begun; its types leave it out. */
interface TakesRequests {
  addRequest(request: http.ClientRequest, options: http.ClientRequestArgs): void;
}

class WayHttpAgent extends http.Agent implements TakesRequests {
  readonly #way: Way;

  constructor(way: Way) {
    super({ keepAlive: true });
    this.#way = way;
  }

  /** A proxy is told the whole URL of a plain request: RFC 9112, section 3.2.2. */
  addRequest(request: http.ClientRequest, options: http.ClientRequestArgs): void {
    const url = urlOf('http:', options);
    const proxy = this.#way.proxyOf(url);
    if (proxy !== null) {
      request.path = `${url.origin}${request.path}`;
      if (proxy.authorization !== null) request.setHeader('proxy-authorization', proxy.authorization);
    }
    (http.Agent.prototype as http.Agent & TakesRequests).addRequest.call(this, request, options);
  }

  override createConnection(options: http.ClientRequestArgs, callback?: Callback): undefined {
    open('http:', options, { way: this.#way, callback });
  }
}

interface Opening {
  readonly way: Way;
  readonly callback: ((error: Error | null, stream: Duplex) => void) | undefined;
}

/** A proxy that says nothing, or a handshake that never ends: nobody waits longer. */
const patienceMs = 30_000;

type Addressed = Pick<http.ClientRequestArgs, 'host' | 'port'>;

function urlOf(protocol: string, { host, port }: Addressed): URL {
  const name = host ?? 'localhost';
  return new URL(`${protocol}//${name.includes(':') ? `[${name}]` : name}:${port ?? ''}`);
}

function open(protocol: string, addressed: Addressed, { way, callback }: Opening): void {
  openConnection(urlOf(protocol, addressed), way, AbortSignal.timeout(patienceMs)).then(
    (socket) => callback?.(null, socket),
    // Node reads the second one only where there is no error.
    (error: Error) => callback?.(error, undefined as never),
  );
}

export type Agent = http.Agent | https.Agent;

/** Agents for Node's HTTP client, by which requests go the way of a transport. One for each is enough. */
export class Agents {
  readonly #env: Env;
  readonly #made = new Map<string, Agent>();

  constructor(env: Env) {
    this.#env = env;
  }

  /**
   * `null`: the plain way leads there.
   * @throws UsageError for files and variables that can't be used.
   */
  of(transport: Transport | undefined, url: URL): Agent | null {
    if (isPlain(transport, url, this.#env)) return null;
    const key = JSON.stringify([url.protocol, transport]);
    const made = this.#made.get(key) ?? agentFor(url.protocol, openWay(transport, this.#env));
    this.#made.set(key, made);
    return made;
  }

  close(): void {
    for (const agent of this.#made.values()) agent.destroy();
    this.#made.clear();
  }
}

function agentFor(protocol: string, way: Way): Agent {
  return protocol === 'https:' ? new WayHttpsAgent(way) : new WayHttpAgent(way);
}

/**
 * What a client of the AWS SDK takes beside its other settings for requests (`requestHandler: { …, ...awsAgents(env) }`): empty
 * where no variable names a proxy, or an authority that Node doesn't know by itself. `transport` may add an authority.
 */
export function awsAgents(
  env: Env,
  transport?: Pick<Transport, 'ca'>,
): { readonly httpAgent?: http.Agent; readonly httpsAgent?: https.Agent } {
  const way = openWay(transport, env);
  const isProxied = (protocol: 'HTTP' | 'HTTPS') =>
    Boolean(env[`${protocol}_PROXY`] || env[`${protocol.toLowerCase()}_proxy`]);
  return {
    ...(isProxied('HTTP') ? { httpAgent: new WayHttpAgent(way) } : {}),
    ...(isProxied('HTTPS') || way.tls.ca !== undefined ? { httpsAgent: new WayHttpsAgent(way) } : {}),
  };
}
