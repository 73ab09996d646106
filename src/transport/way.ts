import { createSecureContext, type SecureContext } from 'node:tls';
import { UsageError } from '../errors/usage-error.ts';
import { clientIdentity, namesAuthorities, trustedAuthorities } from './pem-files.ts';
import { type Env, type HttpProxy, proxyFor } from './proxy.ts';
import type { Transport } from './transport.ts';

/** A transport with its files read and its proxy known: what connections to one target are opened by. */
export interface Way {
  /** In place of the URL's host; what is named so is reached directly, past any proxy. */
  readonly connectTo: Place | null;
  /** For `tls.connect`; empty where Node's own are enough. */
  readonly tls: { readonly ca?: string[]; readonly cert?: string; readonly key?: string };
  proxyOf(url: URL): HttpProxy | null;
  /** Of `tls`, made once. */
  context(): SecureContext;
}

export interface Place {
  readonly host: string;
  readonly port: number;
}

/** @throws UsageError for files that can't be used. */
export function openWay(transport: Transport | undefined, env: Env): Way {
  const { connectTo, clientCertificate } = transport ?? {};
  const ca = trustedAuthorities(transport ?? {}, env);
  const tls = {
    ...(ca === null ? {} : { ca }),
    ...(clientCertificate === undefined ? {} : clientIdentity(clientCertificate)),
  };
  const place = connectTo === undefined ? null : placeIn(connectTo);
  let context: SecureContext | undefined;
  return {
    connectTo: place,
    tls,
    proxyOf: (url) => (place === null ? proxyFor(url, env) : null),
    context: () => {
      context ??= createSecureContext(tls);
      return context;
    },
  };
}

/** Whether a client that knows of none of this gets there just the same. */
export function isPlain(transport: Transport | undefined, url: URL, env: Env): boolean {
  if (transport !== undefined && Object.keys(transport).length > 0) return false;
  if (proxyFor(url, env) !== null) return false;
  return url.protocol === 'http:' || !namesAuthorities(env);
}

/** `HOST:PORT`; an IPv6 address stands in brackets. `null` for anything else. */
export function readPlace(text: string): Place | null {
  const [, bracketed, name, port] = /^(?:\[([\da-f:.]+)\]|([\w.-]+)):(\d{1,5})$/i.exec(text) ?? [];
  const host = bracketed ?? name;
  if (host === undefined || Number(port) < 1 || Number(port) > 65_535) return null;
  return { host, port: Number(port) };
}

function placeIn(text: string): Place {
  const place = readPlace(text);
  if (place !== null) return place;
  throw new UsageError(
    `Connections are to be opened to "${text}", which is no HOST:PORT.`,
    'Write GATEWRIGHT_CONNECT_TO=vpce-….execute-api.eu-west-1.vpce.amazonaws.com:443, or connectTo in the config.',
  );
}

/** Where the connection to a URL's host goes. */
export function placeOf(url: URL): Place {
  return {
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port) || (url.protocol === 'https:' ? 443 : 80),
  };
}
