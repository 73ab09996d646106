import type { CalledDomain } from './call.ts';
import type { DomainRouter, UnservedOnDomain } from './domains.ts';

/** The path of a request line, which may also hold a whole URL (RFC 9112, section 3.2.2). */
export function originForm(target: string): string {
  if (target.startsWith('/')) return target;
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(?<rest>.*)$/i.exec(target)?.groups?.rest;
  if (path === undefined) return '/';
  return path.startsWith('/') ? path : `/${path}`;
}

const apiPrefix = '/_api/';
const apiHost = /^(?<apiId>[a-z0-9]+)\.execute-api\.(?:localhost|[a-z0-9-]+\.amazonaws\.com)/i;

export interface Place {
  readonly apiId: string;
  readonly path: string;
  readonly domain: CalledDomain | null;
  readonly truststoreUri: string | null;
}

/** Which API a request is for, and its path there; `null`: for the control plane. */
export function placeOf(
  path: string,
  hostHeader: string,
  domains: DomainRouter | null,
): Place | UnservedOnDomain | null {
  const onDomain = domains === null ? null : domains.match(hostHeader, path);
  if (onDomain !== null) return onDomain.kind === 'mapped' ? { ...onDomain.to, path } : onDomain;
  const own = { domain: null, truststoreUri: null };
  if (path.startsWith(apiPrefix)) {
    const end = path.indexOf('/', apiPrefix.length);
    if (end < 0) return { apiId: path.slice(apiPrefix.length), path: '/', ...own };
    return { apiId: path.slice(apiPrefix.length, end), path: path.slice(end), ...own };
  }
  const apiId = apiHost.exec(hostHeader)?.groups?.apiId;
  return apiId === undefined ? null : { apiId: apiId.toLowerCase(), path, ...own };
}
