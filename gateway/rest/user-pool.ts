import type { JWTPayload } from 'jose';
import type { Surroundings } from '../call.ts';
import type { RestAuthorizer } from '../model.ts';
import { scopesOf } from '../token/check.ts';
import type { Gate } from './admit.ts';
import { faults } from './errors.ts';
import { readSource } from './lambda-authorizer.ts';

type UserPoolAuthorizer = Extract<RestAuthorizer, { type: 'COGNITO_USER_POOLS' }>;

/**
 * A Cognito user pool as the issuer of JSON Web Tokens: identity tokens where a method names no scopes, else access
 * tokens with one of them (AWS documentation, "Control access to REST APIs using Amazon Cognito user pools").
 */
export function createUserPoolAuthorizer(
  { identitySource, userPoolArns, validation }: UserPoolAuthorizer,
  { checkToken, now, log }: Surroundings,
): (scopes: readonly string[]) => Gate {
  const source = readSource(identitySource);
  const issuers = userPoolArns.map(issuerOf);
  const pattern = validation === null ? null : new RegExp(`^(?:${validation})$`);
  return (scopes) => async (request) => {
    const token = (source(request) ?? '').replace(/^Bearer /i, '');
    if (token === '' || pattern?.test(token) === false) return faults.unauthorized;
    let expired = false;
    for (const issuer of issuers) {
      const checked = await checkToken(token, { issuer, audience: [], nowMs: now() });
      if (!checked.ok) {
        log(`${request.facts.api.name} ${request.call.method} ${request.paths.path}: ${checked.description}`);
        expired ||= checked.expired;
      } else if (isFor(scopes, checked.claims)) {
        request.caller = { authorizer: { claims: claimTexts(checked.claims) } };
        return null;
      }
    }
    return expired ? faults.tokenExpired : faults.unauthorized;
  };
}

/** `arn:aws:cognito-idp:REGION:ACCOUNT:userpool/ID` → the `iss` of the pool's tokens. */
export function issuerOf(userPoolArn: string): string {
  const [, partition = 'aws', , region = '', , resource = ''] = userPoolArn.split(':');
  const suffix = partition === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com';
  return `https://cognito-idp.${region}.${suffix}/${resource.replace(/^userpool\//, '')}`;
}

function isFor(scopes: readonly string[], claims: JWTPayload): boolean {
  if (scopes.length === 0) return claims.token_use === undefined || claims.token_use === 'id';
  return scopesOf(claims).some((scope) => scopes.includes(scope));
}

/** Claims arrive as text: lists joined by commas, the times of issue and expiry as Java writes dates. */
function claimTexts(claims: JWTPayload): Record<string, string> {
  const texts = Object.entries(claims).map(([name, value]) => {
    if ((name === 'exp' || name === 'iat') && typeof value === 'number') return [name, javaDate(value)];
    if (Array.isArray(value)) return [name, value.join(',')];
    return [name, typeof value === 'object' ? JSON.stringify(value) : String(value)];
  });
  return Object.fromEntries(texts);
}

/** `Thu Jul 09 19:19:04 UTC 2026`. */
function javaDate(epochSeconds: number): string {
  const [day = '', date = '', month = '', year = '', time = ''] = new Date(epochSeconds * 1000)
    .toUTCString()
    .split(/,? /);
  return `${day} ${month} ${date} ${time} UTC ${year}`;
}
