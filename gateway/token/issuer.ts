import type { JWTVerifyGetKey } from 'jose';

/** Longest that an issuer may take for its configuration or its keys (AWS documentation, "Quotas for HTTP APIs": JWKS timeout). */
const fetchTimeoutMs = 1500;
/** How long API Gateway remembers public keys (AWS documentation, "Control access to HTTP APIs with JWT authorizers"). */
const keysMaxAgeMs = 2 * 60 * 60 * 1000;

/** An issuer that can't be asked for its keys. */
export class IssuerUnavailable extends Error {}

/** Where an issuer's keys are fetched instead of at its own URL, by issuer (`*`: of every other one): for issuers that stand in for real ones. */
export type IssuerUrls = Readonly<Record<string, string>>;

/** Keys of issuers, found by OpenID Connect Discovery 1.0 when a token of theirs first arrives. */
export function createIssuers(urls: IssuerUrls): (issuer: string) => Promise<JWTVerifyGetKey> {
  const known = new Map<string, Promise<JWTVerifyGetKey>>();
  return (issuer) => {
    const before = known.get(issuer);
    if (before !== undefined) return before;
    const keys = discover(urls[issuer] ?? urls['*'] ?? issuer);
    known.set(issuer, keys);
    // An issuer that is down now may be up for the next token.
    keys.catch(() => known.delete(issuer));
    return keys;
  };
}

async function discover(base: string): Promise<JWTVerifyGetKey> {
  const url = `${base.replace(/\/$/, '')}/.well-known/openid-configuration`;
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(fetchTimeoutMs) });
    const configuration: unknown = await response.json();
    const uri = (configuration as { jwks_uri?: unknown } | null)?.jwks_uri;
    if (!response.ok || typeof uri !== 'string') throw new Error(`${url} names no jwks_uri`);
    const { createRemoteJWKSet } = await import('jose');
    return createRemoteJWKSet(new URL(uri), {
      timeoutDuration: fetchTimeoutMs,
      cacheMaxAge: keysMaxAgeMs,
    });
  } catch (cause) {
    throw new IssuerUnavailable('OIDC discovery endpoint communication error', { cause });
  }
}
