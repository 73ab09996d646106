import { randomUUID } from 'node:crypto';
import type { Answer, CalledDomain } from './call.ts';
import type { ApiMapping, CustomDomain, Deployment } from './model.ts';
import { extendedRequestId } from './request-ids.ts';

/** What a request to a custom domain meets. */
export type DomainMatch = { readonly kind: 'mapped'; readonly to: MappedTo } | UnservedOnDomain;

interface MappedTo {
  readonly apiId: string;
  readonly domain: CalledDomain;
  /** Of a domain with mutual TLS. */
  readonly truststoreUri: string | null;
}

export type UnservedOnDomain =
  /** No mapping takes its path. */
  { readonly kind: 'unmapped' } | { readonly kind: 'unsupported'; readonly reason: string };

export interface DomainRouter {
  /** What a Host header and a path lead to; `null`: the host is no custom domain. */
  match(hostHeader: string, path: string): DomainMatch | null;
  /** The trust store of the custom domain that a client connects to; `null`: it needs none. */
  truststoreUriOf(serverName: string): string | null;
}

interface Domain {
  readonly unsupported: string | null;
  readonly truststoreUri: string | null;
  /** The longest key first. */
  readonly mappings: readonly ApiMapping[];
}

/**
 * The custom domains of all stacks; `null` where there are none. The longest mapping key that a path begins with wins
 * (AWS documentation, "Use API mappings to connect API stages to a custom domain name for REST APIs").
 */
export function createDomainRouter({ stacks }: Deployment): DomainRouter | null {
  const made = stacks.flatMap(({ domains }) => domains);
  const mappings = stacks.flatMap(({ apiMappings }) => apiMappings);
  const names = domainNames({ stacks });
  if (names.length === 0) return null;
  const domains = new Map(names.map((name) => [name, domainCalled(name, made, mappings)]));
  const called = (name: string): Domain | undefined =>
    domains.get(name) ?? domains.get(name.replace(/^[^.]+/, '*'));
  return {
    match(hostHeader, path) {
      const name = hostHeader.replace(/:\d*$/, '').toLowerCase();
      const domain = called(name);
      if (domain === undefined) return null;
      const { unsupported, truststoreUri, mappings: mapped } = domain;
      if (unsupported !== null) return { kind: 'unsupported', reason: unsupported };
      const sent = path.replace(/^\/{2,}/, '/');
      const mapping = mapped.find(({ key }) => key === '' || begins(sent, key));
      if (mapping === undefined) return { kind: 'unmapped' };
      const { apiId, key, stage } = mapping;
      return { kind: 'mapped', to: { apiId, domain: { name, basePath: key, stage }, truststoreUri } };
    },
    truststoreUriOf: (serverName) => called(serverName.toLowerCase())?.truststoreUri ?? null,
  };
}

/** Of all custom domains, each once. */
export function domainNames({ stacks }: Deployment): string[] {
  const made = stacks.flatMap(({ domains }) => domains.map(({ name }) => name));
  const mapped = stacks.flatMap(({ apiMappings }) => apiMappings.map(({ domainName }) => domainName));
  // A mapping may be of a domain that was made elsewhere.
  return [...new Set([...made, ...mapped])];
}

function domainCalled(name: string, made: readonly CustomDomain[], mappings: readonly ApiMapping[]): Domain {
  const own = made.find((one) => one.name === name);
  return {
    unsupported: own?.unsupported ?? null,
    truststoreUri: own?.mutualTls?.truststoreUri ?? null,
    mappings: mappings
      .filter(({ domainName }) => domainName === name)
      .sort((one, other) => other.key.length - one.key.length),
  };
}

/** Whole segments only: `orders` doesn't take `/orders-2`. */
function begins(path: string, key: string): boolean {
  if (!path.startsWith(key, 1)) return false;
  const next = path[key.length + 1];
  return next === undefined || next === '/';
}

/** What is left of a path behind the base path of the mapping that took it; begins with a slash. */
export function withoutBasePath(path: string, { basePath }: CalledDomain): string {
  const rest = basePath === '' ? path : path.slice(basePath.length + 1);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

/** The answer to a request that no API gets. */
export function refusalOnDomain(match: UnservedOnDomain): Answer {
  const json = ['Content-Type', 'application/json'] as const;
  if (match.kind === 'unsupported') {
    const message = `Not supported by the local gateway: ${match.reason}`;
    return { status: 501, headers: [json], body: JSON.stringify({ message }) };
  }
  return {
    status: 403,
    headers: [
      json,
      ['x-amzn-ErrorType', 'ForbiddenException'],
      ['x-amzn-RequestId', randomUUID()],
      ['x-amz-apigw-id', extendedRequestId()],
    ],
    body: '{"message":"Forbidden"}',
  };
}
