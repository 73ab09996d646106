import type { JWTPayload } from 'jose';
import { decodeProtectedHeader } from 'jose/decode/protected_header';
import { decodeJwt } from 'jose/jwt/decode';

/** What a JWT says of itself, as far as it helps to see why it was refused. Neither the token nor whose it is. */
export interface TokenFacts {
  readonly algorithm: string | null;
  readonly issuer: string | null;
  readonly audience: readonly string[];
  /** Cognito's access tokens name their client here instead of an audience. */
  readonly clientId: string | null;
  /** ISO 8601. */
  readonly expiresAt: string | null;
  readonly notBefore: string | null;
  readonly scopes: readonly string[];
  /** Names of all its claims. */
  readonly claimNames?: readonly string[];
  /** Cognito: `id` or `access`. */
  readonly use: string | null;
}

/** Reads a JWT without verifying it; `null` where it is none. */
export function readToken(secret: string): TokenFacts | null {
  const token = secret.replace(/^bearer\s+/i, '');
  try {
    const { alg } = decodeProtectedHeader(token);
    return factsOf(decodeJwt(token), alg ?? null);
  } catch {
    return null;
  }
}

function factsOf(claims: JWTPayload, algorithm: string | null): TokenFacts {
  const { iss, aud, exp, nbf, scope, scp, client_id, token_use } = claims;
  return {
    algorithm,
    issuer: textOf(iss),
    audience: listOf(aud),
    clientId: textOf(client_id),
    expiresAt: timeOf(exp),
    notBefore: timeOf(nbf),
    scopes: listOf(scope ?? scp).flatMap((each) => each.split(' ').filter(Boolean)),
    claimNames: Object.keys(claims),
    use: textOf(token_use),
  };
}

function textOf(claim: unknown): string | null {
  return typeof claim === 'string' ? claim : null;
}

function listOf(claim: unknown): string[] {
  const values: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return values.filter((each): each is string => typeof each === 'string');
}

/** Seconds since 1970, as RFC 7519 has them. */
function timeOf(claim: unknown): string | null {
  if (typeof claim !== 'number' || Math.abs(claim) > 8e12) return null;
  return new Date(claim * 1000).toISOString();
}
