import type { JWTPayload } from 'jose';
import { createIssuers, IssuerUnavailable, type IssuerUrls } from './issuer.ts';

export interface TokenRules {
  readonly issuer: string;
  /** One of them has to be the token's `aud`, or without that its `client_id`; empty: any. */
  readonly audience: readonly string[];
  /** Algorithms that may have signed it; left out: all that are known here. */
  readonly algorithms?: readonly string[];
  /** An unknown key has the issuer's keys fetched again, however lately they were. */
  readonly seeksNewKeys?: true;
  readonly nowMs: number;
}

export type CheckedToken =
  | { readonly ok: true; readonly claims: JWTPayload }
  | { readonly ok: false; readonly expired: boolean; readonly description: string };

type Jose = typeof import('jose');

/** Verifies a JSON Web Token. Never rejects. */
export type TokenCheck = (token: string, rules: TokenRules) => Promise<CheckedToken>;

/** Of HTTP APIs AWS documents RSA only; elliptic curves are taken as well. */
const knownAlgorithms = ['RS256', 'RS384', 'RS512', 'ES256', 'ES384', 'ES512'];

/** Everything that a token says is checked before its issuer is asked for the key to it. */
export function createTokenCheck(issuerUrls: IssuerUrls = {}): TokenCheck {
  const keysOf = createIssuers(issuerUrls);
  return async (token, rules) => {
    // Loaded by the first token: most APIs never see one.
    const jose = await import('jose');
    const claimed = readClaims(token, rules, jose);
    if (!claimed.ok) return claimed;
    try {
      const keys = await keysOf(rules.issuer, rules.seeksNewKeys);
      const { payload } = await jose.jwtVerify(token, keys, {
        algorithms: [...(rules.algorithms ?? knownAlgorithms)],
        currentDate: new Date(rules.nowMs),
      });
      return { ok: true, claims: payload };
    } catch (error) {
      return refused(descriptionOf(error, jose));
    }
  };
}

function refused(description: string, expired = false): CheckedToken {
  return { ok: false, expired, description };
}

/** The words for the number of segments, the algorithm and the audience are AWS's; the others only resemble them. */
function readClaims(token: string, rules: TokenRules, jose: Jose): CheckedToken {
  const { issuer, audience, algorithms = knownAlgorithms, nowMs } = rules;
  if (token.split('.').length !== 3) return refused('token contains an invalid number of segments');
  let alg: string | undefined;
  let claims: JWTPayload;
  try {
    ({ alg } = jose.decodeProtectedHeader(token));
    claims = jose.decodeJwt(token);
  } catch {
    return refused('the token is malformed');
  }
  if (alg === undefined || !algorithms.includes(alg)) {
    // The reason becomes part of a header, and the caller wrote this.
    const name = /^[\w-]{1,20}$/.test(String(alg)) ? alg : '(unreadable)';
    return refused(`signing method ${name} is invalid`);
  }
  if (claims.iss !== issuer) return refused('the token does not have a valid issuer');
  const now = nowMs / 1000;
  if (typeof claims.exp !== 'number' || claims.exp <= now) return refused('the token has expired', true);
  if ((claims.nbf ?? 0) > now || (claims.iat ?? 0) > now) return refused('the token is not valid yet');
  const own = [claims.aud ?? claims.client_id].flat();
  if (audience.length > 0 && !own.some((one) => audience.includes(String(one))))
    return refused('the token does not have a valid audience');
  return { ok: true, claims };
}

function descriptionOf(error: unknown, { errors }: Jose): string {
  if (error instanceof IssuerUnavailable) return error.message;
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the token has an invalid signature';
  if (error instanceof errors.JWKSNoMatchingKey) return 'no key of the issuer matches the token';
  if (error instanceof errors.JOSEError && !(error instanceof errors.JWKSTimeout))
    return 'the token is invalid';
  return 'JWKS communication error';
}

/** The token in a header's value, empty where there is none; the word Bearer may be missing (recorded from AWS). */
export function bearerToken(value = ''): string {
  return value.replace(/^Bearer +/i, '').trim();
}

/** The issuer that a token names, unverified; `undefined` where it can't be read. */
export function claimedIssuer(token: string): unknown {
  try {
    const claims: unknown = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
    return (claims as { iss?: unknown } | null)?.iss;
  } catch {
    return undefined;
  }
}

/** What tokens may do: `scope`, or as some issuers write it, `scp`. */
export function scopesOf(claims: JWTPayload): string[] {
  const given = claims.scope ?? claims.scp;
  if (Array.isArray(given)) return given.map(String);
  return typeof given === 'string' ? given.split(' ').filter((scope) => scope !== '') : [];
}
