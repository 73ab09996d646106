import type { JWTPayload } from 'jose';
import type { Surroundings } from '../call.ts';
import type { HttpAuthorizer } from '../model.ts';
import { bearerToken, scopesOf } from '../token/check.ts';
import type { Gate } from './admit.ts';
import { faults, scopeMissing, tokenRefused } from './errors.ts';
import { readSource } from './lambda-authorizer.ts';

type JwtAuthorizer = Extract<HttpAuthorizer, { type: 'JWT' }>;

/** A JWT authorizer (AWS documentation, "Control access to HTTP APIs with JWT authorizers"). */
export function createJwtAuthorizer(
  { identitySource, issuer, audience }: JwtAuthorizer,
  { checkToken, now, log }: Surroundings,
): (scopes: readonly string[]) => Gate {
  const source = readSource(identitySource);
  return (wanted) => async (request) => {
    const token = bearerToken(source(request));
    if (token === '') return faults.tokenMissing;
    const checked = await checkToken(token, { issuer, audience, nowMs: now() });
    if (!checked.ok) {
      log(`${request.facts.api.name} ${request.call.method} ${request.paths.path}: ${checked.description}`);
      return tokenRefused(checked.description);
    }
    const scopes = scopesOf(checked.claims);
    if (wanted.length > 0 && !scopes.some((scope) => wanted.includes(scope))) return scopeMissing(wanted);
    request.caller = {
      by: 'jwt',
      claims: claimTexts(checked.claims),
      // Only of a route that wants some (recorded from AWS).
      scopes: wanted.length === 0 ? null : scopes,
    };
    return null;
  };
}

/** Claims arrive as text, a list as `[one two]`; those that are null don't (recorded from AWS). */
function claimTexts(claims: JWTPayload): Record<string, string> {
  const texts = Object.entries(claims).flatMap(([name, value]): [string, string][] => {
    if (value === null || value === undefined) return [];
    if (Array.isArray(value)) return [[name, `[${value.join(' ')}]`]];
    return [[name, typeof value === 'object' ? JSON.stringify(value) : String(value)]];
  });
  return Object.fromEntries(texts);
}
