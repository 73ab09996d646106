import type { JWTVerifyGetKey, RemoteJWKSetOptions } from 'jose';

/** Longest that an issuer may take for its configuration or its keys (AWS documentation, "Quotas for HTTP APIs": JWKS timeout). */
const fetchTimeoutMs = 1500;
const hourMs = 60 * 60 * 1000;
/** How long HTTP APIs remember public keys (AWS documentation, "Control access to HTTP APIs with JWT authorizers"). */
const usual = { cacheMaxAge: 2 * hourMs };
/**
 * REST APIs keep them for an hour at most, and fetch them again for a token signed with a key that they haven't seen
 * (AWS documentation, "Signing keys and troubleshooting JWT authorizers").
 */
const seeking = { cacheMaxAge: hourMs, cooldownDuration: 0 };

/** An issuer that can't be asked for its keys. */
export class IssuerUnavailable extends Error {}

/** Where an issuer's keys are fetched instead of at its own URL, by issuer (`*`: of every other one): for issuers that stand in for real ones. */
export type IssuerUrls = Readonly<Record<string, string>>;

/** Keys of issuers, found by OpenID Connect Discovery 1.0 when a token of theirs first arrives. */
export function createIssuers(
  urls: IssuerUrls,
): (issuer: string, seeksNewKeys?: boolean) => Promise<JWTVerifyGetKey> {
  const known = new Map<string, Promise<JWTVerifyGetKey>>();
  return (issuer, seeksNewKeys = false) => {
    const name = seeksNewKeys ? `${issuer} seeking` : issuer;
    const before = known.get(name);
    if (before !== undefined) return before;
    const keys = discover(urls[issuer] ?? urls['*'] ?? issuer, seeksNewKeys ? seeking : usual);
    known.set(name, keys);
    // An issuer that is down now may be up for the next token.
    keys.catch(() => known.delete(name));
    return keys;
  };
}

async function discover(base: string, remembered: RemoteJWKSetOptions): Promise<JWTVerifyGetKey> {
  const url = `${base.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(fetchTimeoutMs) });
    const configuration: unknown = await response.json();
    const uri = (configuration as { jwks_uri?: unknown } | null)?.jwks_uri;
    if (!response.ok || typeof uri !== 'string') throw new Error(`${url} names no jwks_uri`);
    const { createRemoteJWKSet } = await import('jose');
    return createRemoteJWKSet(new URL(uri), {
      timeoutDuration: fetchTimeoutMs,
      ...remembered,
    });
  } catch (cause) {
    throw new IssuerUnavailable('OIDC discovery endpoint communication error', { cause });
  }
}
