import type { TokenFacts } from '../../credential/token.ts';
import type { DeployedAuthorizer, DeployedRoute, TrustedIssuer } from '../../deployment/deployment.ts';
import { deployedRoute } from '../../deployment/route-lookup.ts';
import { algorithmsOf, trustedIssuers } from '../../deployment/trusted-issuers.ts';
import type { Cause, Facts } from './cause.ts';
import { onRest, refused } from './recognise.ts';

const explains = ['status', 'gateway-error'] as const;

/** A token was refused, and says itself why, or is not what the authorizer that is deployed takes. */
export const tokenCauses: readonly Cause[] = [
  ofToken('token-expired', ({ expiresAt }, { observed: { exchange, status } }) =>
    expiresAt !== null && expiresAt <= exchange.startedAt
      ? [
          `${status}: the token sent expired at ${shortTime(expiresAt)}, ${ago(expiresAt, exchange.startedAt)} before the request.`,
          "Get a new token; a command in the contract (from: 'command:…') gets one for every run.",
        ]
      : null,
  ),
  ofToken('token-not-yet', ({ notBefore }, { observed: { exchange, status } }) =>
    notBefore !== null && notBefore > exchange.startedAt
      ? [
          `${status}: the token sent is good from ${shortTime(notBefore)} on, ${ago(exchange.startedAt, notBefore)} after the request.`,
          "Set this machine's clock, or wait.",
        ]
      : null,
  ),
  ofToken('token-of-another-issuer', ({ issuer }, facts) => {
    const jwt = authorizerOf(facts);
    const trusted = jwt === null ? [] : trustedIssuers(jwt);
    const { status } = facts.observed;
    if (jwt === null || issuer === null || trusted.length === 0 || trustOf(issuer, jwt) !== null) return null;
    const near = trusted.find((each) => withoutSlash(each.issuer) === withoutSlash(issuer));
    return near === undefined
      ? [
          `${status}: the token sent is of the issuer ${issuer}, and the authorizer ${jwt.name} trusts ${trusted.map((each) => each.issuer).join(' and ')}.`,
          'Get a token of that issuer, or set the issuer of the authorizer (in its JwtConfiguration).',
        ]
      : [
          `${status}: the token sent is of the issuer ${issuer}, and the authorizer ${jwt.name} trusts ${near.issuer}: a REST API takes the claim iss as it stands, and a slash at the end is part of it.`,
          "Write the issuer in the authorizer's JwtConfiguration exactly as the claim iss has it.",
        ];
  }),
  ofToken('token-for-another-audience', ({ audience, clientId, issuer }, facts) => {
    const jwt = authorizerOf(facts);
    const shows = audience.length > 0 ? audience : clientId === null ? [] : [clientId];
    const takes = jwt === null ? undefined : audienceFor(issuer, jwt);
    return jwt !== null && takes !== undefined && !shows.some((each) => takes.includes(each))
      ? [
          `${facts.observed.status}: wrong audience: the token sent is for ${shows.join(', ') || '(none)'}, and the authorizer ${jwt.name} takes ${takes.join(', ') || '(none)'}.`,
          "Get a token for this API, or add the audience to the authorizer's JwtConfiguration.",
        ]
      : null;
  }),
  ofToken('token-of-another-algorithm', ({ algorithm }, facts) => {
    const jwt = authorizerOf(facts);
    const takes = jwt === null ? null : algorithmsOf(jwt);
    return jwt !== null && takes !== null && algorithm !== null && !takes.includes(algorithm)
      ? [
          `${facts.observed.status}: the token sent is signed by ${algorithm}, and the authorizer ${jwt.name} takes ${takes.join(', ')}.`,
          onRest(facts)
            ? "Add the algorithm to DefaultAlgorithms of the authorizer's JwtConfiguration, or let the issuer sign by another one."
            : 'Let the issuer sign with an RSA key: JWT authorizers of HTTP APIs take no others.',
        ]
      : null;
  }),
  ofToken('token-without-claim', ({ issuer, claimNames }, facts) => {
    const jwt = authorizerOf(facts);
    const rules = jwt === null || issuer === null ? [] : (trustOf(issuer, jwt)?.claims ?? []);
    const missing = rules.filter(({ name, required }) => required && claimNames?.includes(name) === false);
    return jwt !== null && missing.length > 0
      ? [
          `${facts.observed.status}: the authorizer ${jwt.name} demands the claim ${missing.map(({ name }) => name).join(' and ')} of tokens of ${issuer}, which the token sent doesn't have.`,
          "Let the issuer add it, or change AdditionalClaims in the authorizer's JwtConfiguration.",
        ]
      : null;
  }),
  ofToken('token-without-scope', ({ scopes }, facts) => {
    const wanted = routeOf(facts)?.scopes ?? [];
    return wanted.length > 0 && !wanted.some((each) => scopes.includes(each))
      ? [
          `${facts.observed.status}: a scope is missing: the route demands one of ${wanted.join(', ')}, and the token sent has ${scopes.join(', ') || 'none'}.`,
          'Ask for the scope when you get the token, or change the scopes of the route.',
        ]
      : null;
  }),
  ofToken('cognito-wrong-token', ({ use }, facts) => {
    const route = routeOf(facts);
    if (route?.authorization !== 'COGNITO_USER_POOLS' || use === null) return null;
    const wanted = route.scopes.length > 0 ? 'access' : 'id';
    return use === wanted
      ? null
      : [
          `${facts.observed.status}: the method takes ${wanted === 'id' ? 'ID tokens, since it names no scope' : 'access tokens, since it names scopes'}, and the ${use} token was sent.`,
          `Send the ${wanted} token, or ${wanted === 'id' ? 'set AuthorizationScopes on' : 'take AuthorizationScopes off'} the method.`,
        ];
  }),
  {
    id: 'token-refused-because',
    explains,
    when: (facts) => refused(facts) && reasonOf(facts) !== null,
    cause: (facts) =>
      `${facts.observed.status}: the gateway says of the token: ${reasonOf(facts)}.${shown(tokenOf(facts))}`,
    fix: "Compare the token's iss, aud (or client_id), exp and scope with the authorizer's settings.",
  },
];

/** A cause that the token itself tells. */
function ofToken(
  id: string,
  tells: (token: TokenFacts, facts: Facts) => readonly [cause: string, fix: string] | null,
): Cause {
  const told = (facts: Facts) => {
    const token = refused(facts) ? tokenOf(facts) : null;
    return token === null ? null : tells(token, facts);
  };
  return {
    id,
    explains,
    when: (facts) => told(facts) !== null,
    cause: (facts) => told(facts)?.[0] ?? '',
    fix: (facts) => told(facts)?.[1] ?? '',
  };
}

/** The token that was sent, where it is one that can be read. */
function tokenOf({ observed: { exchange } }: Facts): TokenFacts | null {
  return Object.values(exchange.tokens ?? {})[0] ?? null;
}

function routeOf({ deployment, observed }: Facts): DeployedRoute | null {
  return deployedRoute(deployment, observed.exchange.route);
}

function authorizerOf(facts: Facts): DeployedAuthorizer | null {
  const route = routeOf(facts);
  if (facts.deployment === null || !facts.deployment.authorizers.read || route?.authorization !== 'JWT')
    return null;
  const all = facts.deployment.authorizers.value.filter(({ type }) => type === 'JWT');
  return all.find(({ id }) => id === route.authorizerId) ?? (all.length === 1 ? (all[0] ?? null) : null);
}

const withoutSlash = (issuer: string) => issuer.replace(/\/$/, '');

/** The authorizer's own entry for an issuer; REST APIs take its name to the letter. */
function trustOf(issuer: string, jwt: DeployedAuthorizer): TrustedIssuer | null {
  const same =
    jwt.issuers === undefined
      ? (name: string) => withoutSlash(name) === withoutSlash(issuer)
      : (name: string) => name === issuer;
  return trustedIssuers(jwt).find((each) => same(each.issuer)) ?? null;
}

/** What tokens of an issuer have to be for; `undefined`: that is not known. */
function audienceFor(issuer: string | null, jwt: DeployedAuthorizer): readonly string[] | undefined {
  if (jwt.type !== 'JWT') return undefined;
  if (jwt.issuers === undefined) return jwt.issuer === null ? undefined : jwt.audience;
  return issuer === null ? undefined : trustOf(issuer, jwt)?.audience;
}

/** https://www.rfc-editor.org/rfc/rfc6750#section-3 */
function reasonOf({ observed }: Facts): string | null {
  return /error_description="([^"]+)"/.exec(observed.header('www-authenticate') ?? '')?.[1] ?? null;
}

function shown(token: TokenFacts | null): string {
  if (token === null) return '';
  const parts = [
    `iss ${token.issuer ?? '(none)'}`,
    `aud ${token.audience.join(', ') || token.clientId || '(none)'}`,
    ...(token.expiresAt === null ? [] : [`exp ${shortTime(token.expiresAt)}`]),
  ];
  return ` It says ${parts.join(', ')}.`;
}

function shortTime(iso: string): string {
  return iso.replace(/\.\d+Z$/, 'Z');
}

function ago(from: string, to: string): string {
  const seconds = Math.max(1, Math.round((Date.parse(to) - Date.parse(from)) / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} days`;
}
