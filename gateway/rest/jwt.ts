import type { JWTPayload } from 'jose';
import type { JwtClaimRule } from '../access.ts';
import type { Surroundings } from '../call.ts';
import type { RestAuthorizer } from '../model.ts';
import { bearerToken, claimedIssuer, scopesOf } from '../token/check.ts';
import type { Gate } from './admit.ts';
import { faults } from './errors.ts';
import { readSource } from './lambda-authorizer.ts';
import type { RestRequest } from './request.ts';

type JwtAuthorizer = Extract<RestAuthorizer, { type: 'JWT' }>;

/**
 * A JWT authorizer (AWS documentation, "Control access to REST APIs using JWT authorizers"; API reference V1,
 * "JwtConfigurationInput"). Nothing of a decision is cached but the issuer's keys. Where the documentation says
 * nothing of an answer, it is the one that a Cognito authorizer gives.
 */
export function createJwtAuthorizer(
  { identitySource, issuers, algorithms }: JwtAuthorizer,
  { checkToken, now, log }: Surroundings,
): (scopes: readonly string[]) => Gate {
  const source = readSource(identitySource);
  const byName = new Map<unknown, (typeof issuers)[number]>(issuers.map((one) => [one.issuer, one]));
  return (wanted) => async (request) => {
    const refusedFor = (reason: string) => {
      log(`${request.facts.api.name} ${request.call.method} ${request.paths.path}: ${reason}`);
      return faults.unauthorized;
    };
    const token = bearerToken(source(request));
    if (token === '') return faults.unauthorized;
    const claimed = claimedIssuer(token);
    const trusted = byName.get(claimed);
    if (trusted === undefined)
      return refusedFor(`the token is of the issuer ${shown(claimed)}, which the authorizer doesn't trust`);
    const { issuer, audiences, additionalClaims } = trusted;
    const rules = { issuer, audience: audiences, algorithms, seeksNewKeys: true as const, nowMs: now() };
    const checked = await checkToken(token, rules);
    if (!checked.ok) {
      const fault = refusedFor(checked.description);
      return checked.expired ? faults.tokenExpired : fault;
    }
    const { claims } = checked;
    const broken = additionalClaims.find((rule) => !keeps(claims, rule));
    if (broken !== undefined) return refusedFor(`the claim ${broken.claimName} is not what its issuer needs`);
    const scopes = scopesOf(claims);
    if (wanted.length > 0 && !scopes.some((scope) => wanted.includes(scope))) {
      refusedFor(`the token has none of the scopes ${wanted.join(', ')}`);
      return faults.denied;
    }
    request.caller = callerWith(claims);
    return null;
  };
}

/** Callers wrote it: on one line, and not without end. */
const shown = (issuer: unknown): string => (JSON.stringify(issuer) ?? '(none)').slice(0, 200);

/** A claim has the format SINGLE_STRING, the only one there is. */
function keeps(claims: JWTPayload, { claimName, required, expectedValues }: JwtClaimRule): boolean {
  const value = Object.hasOwn(claims, claimName) ? claims[claimName] : undefined;
  if (value === undefined) return !required;
  return expectedValues.length === 0 || (typeof value === 'string' && expectedValues.includes(value));
}

/** Events hold claims as JSON values; whatever is mapped or logged, as JSON text ("Pass JWT claims to your integration"). */
function callerWith(claims: JWTPayload): RestRequest['caller'] {
  const texts = Object.entries(claims).map(([name, value]) => [name, asciiJson(value)]);
  return { authorizer: { claims }, mappedAuthorizer: { claims: Object.fromEntries(texts) } };
}

/** JSON with `é` as `\\u00E9`. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u007f-\uffff]/g,
    (sign) => `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
  );
}
