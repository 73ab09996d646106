import type { DeployedAuthorizer } from '../../deployment/deployment.ts';
import { has, named } from '../move.ts';
import { about, guide, one, type Rule, routesOf } from './rule.ts';

const privateEndpoint: Rule = ({ deployment: { api } }) =>
  one(
    has(api, ({ endpointTypes }) => endpointTypes.includes('PRIVATE')),
    {
      feature: 'private-endpoint',
      weight: 'stays',
      found: 'The API is private: only VPC endpoints reach it.',
      instead: 'An HTTP API is always public; nothing of it can be reached from a VPC alone.',
      costs: { kind: 'work' },
      source: guide('apigateway-private-apis'),
    },
  );

const usagePlans: Rule = (known) => {
  const { usagePlans: plans } = known.deployment;
  const limits = plans.read
    ? plans.value.filter(({ throttle, quota }) => throttle !== null || quota !== null)
    : [];
  const routes = routesOf(known);
  const keyed = routes.filter(({ apiKeyRequired }) => apiKeyRequired);
  // Without a key no plan applies to a call.
  if (limits.length > 0 && (keyed.length > 0 || routes.length === 0)) {
    const names = named(limits.map(({ name }) => name));
    return one(true, {
      feature: 'usage-plans',
      weight: 'stays',
      found: `Usage plans limit what each key may send: ${names}.`,
      instead:
        'An HTTP API throttles by route, for all callers together; limits by caller and quotas have to be counted by a function of your own.',
      costs: { kind: 'authorizer' },
      source: guide('api-gateway-api-usage-plans'),
    });
  }
  return about(keyed, (say) => ({
    feature: 'api-keys',
    weight: 'change',
    found: `API keys are required: ${say}.`,
    instead: 'A Lambda authorizer that knows the keys.',
    costs: { kind: 'authorizer' },
    source: guide('http-api-lambda-authorizer'),
  }));
};

const webAcl: Rule = ({ deployment: { stage } }) =>
  one(
    has(stage, ({ webAcl: acl }) => acl !== null),
    {
      feature: 'waf',
      weight: 'change',
      found: 'A web ACL of AWS WAF protects the stage.',
      instead:
        'CloudFront in front of the HTTP API, the web ACL there, and a secret header so that nobody passes by it.',
      costs: { kind: 'cloudfront', waf: true, savedCacheGb: null },
      source: guide('apigateway-control-access-aws-waf'),
    },
  );

const resourcePolicy: Rule = ({ deployment: { api } }) =>
  one(
    has(api, (settings) => settings.resourcePolicy),
    {
      feature: 'resource-policy',
      weight: 'change',
      found: 'A resource policy says who may call.',
      instead:
        'A Lambda authorizer that looks at the caller’s address and account, or IAM authorization with roles to assume.',
      costs: { kind: 'authorizer' },
      source: guide('apigateway-resource-policies'),
    },
  );

const authorizers: Rule = (known) => {
  const { authorizers: listed } = known.deployment;
  const cognito = routesOf(known).filter(({ authorization }) => authorization === 'COGNITO_USER_POOLS');
  const jwt = routesOf(known).filter(({ authorization }) => authorization === 'JWT');
  const beyond = listed.read ? listed.value.flatMap(beyondHttp) : [];
  const token = listed.read ? listed.value.filter(({ type }) => type === 'TOKEN') : [];
  return [
    ...about(cognito, (say) => ({
      feature: 'cognito-authorizer',
      weight: 'change',
      found: `A Cognito authorizer decides: ${say}.`,
      instead:
        'A JWT authorizer with the user pool as its issuer: it checks `aud` or `client_id` against the audience, and scopes only in access tokens.',
      costs: { kind: 'setting' },
      source: guide('http-api-jwt-authorizer'),
    })),
    ...about(jwt, (say) => ({
      feature: 'jwt-authorizer',
      weight: 'change',
      found: `A JWT authorizer decides: ${say}.`,
      instead:
        beyond.length === 0
          ? 'A JWT authorizer with the same issuer and audiences; functions find the claims as texts in requestContext.authorizer.jwt.claims (payload 2.0).'
          : `A Lambda authorizer that verifies the tokens: a JWT authorizer of an HTTP API has one issuer, takes RSA alone and holds no other claims against rules (${beyond.join('; ')}).`,
      costs: beyond.length === 0 ? { kind: 'setting' } : { kind: 'authorizer' },
      source: guide('http-api-jwt-authorizer'),
    })),
    ...one(token.length > 0, {
      feature: 'token-authorizer',
      weight: 'change',
      found: `Lambda authorizers get a token alone: ${named(token.map(({ name }) => name))}.`,
      instead:
        'A REQUEST authorizer with the header as its identity source; payload 1.0 keeps answers in the form of a policy.',
      costs: { kind: 'work' },
      source: guide('http-api-lambda-authorizer'),
    }),
  ];
};

/** What a JWT authorizer of a REST API does and one of an HTTP API can't. */
function beyondHttp({ name, issuers = [], algorithms = [] }: DeployedAuthorizer): string[] {
  const curves = algorithms.filter((one) => one.startsWith('ES'));
  const claims = issuers.flatMap((issuer) => issuer.claims.map((rule) => rule.name));
  const reasons = [
    ...(issuers.length > 1 ? [`trusts ${issuers.length} issuers`] : []),
    ...(curves.length > 0 ? [`takes ${curves.join(', ')}`] : []),
    ...(claims.length > 0 ? [`demands ${named([...new Set(claims)])}`] : []),
  ];
  return reasons.length === 0 ? [] : [`${name} ${reasons.join(', ')}`];
}

/** Who may call, and from where. */
export const access: readonly Rule[] = [privateEndpoint, usagePlans, webAcl, resourcePolicy, authorizers];
