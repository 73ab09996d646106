import { issuersInWords } from '../../deployment/trusted-issuers.ts';
import type { Facts } from './cause.ts';
import { fromDeployment, type Known } from './deployed.ts';
import { onRest, own } from './recognise.ts';

const explains = ['status', 'gateway-error'] as const;
const explainsAll = ['status', 'gateway-error', 'cors-preflight-status'] as const;

const throttleOf = ({ route, stage }: Known) => route?.throttle ?? stage?.throttle ?? null;
const preflight = ({ observed }: Facts) => observed.exchange.purpose === 'preflight';

/** What API Gateway tells of who may call a route, and how often. */
export const deployedAccessCauses = fromDeployment([
  {
    id: 'key-not-sent',
    explains,
    when: (facts, { route, sent }) =>
      own('forbidden')(facts) && onRest(facts) && route?.apiKeyRequired === true && !sent.key,
    cause: () => '403 Forbidden: the method demands an API key, and none was sent.',
    fix: () =>
      "Give the route auth: { header: 'x-api-key', from: 'env:…' } in the contract, or take the requirement off the method.",
  },
  {
    id: 'no-plan-holds-stage',
    explains,
    when: (facts, { route, sent, deployment: { usagePlans } }) =>
      own('forbidden')(facts) &&
      onRest(facts) &&
      route?.apiKeyRequired === true &&
      sent.key &&
      usagePlans.read &&
      usagePlans.value.length === 0,
    cause: ({ deployment: { stageName } }) =>
      `403 Forbidden although a key was sent: no usage plan holds the stage ${stageName}, so that no key is good here.`,
    fix: () => 'Add the stage to a usage plan and the key to that plan; changes take up to a few minutes.',
  },
  {
    id: 'web-acl-attached',
    explains: explainsAll,
    when: (facts, { route, stage }) =>
      own('forbidden')(facts) &&
      Boolean(stage?.webAcl) &&
      (preflight(facts) || (route !== null && !route.apiKeyRequired && route.authorization === 'NONE')),
    cause: ({ stage }) =>
      `403 Forbidden on a route that demands neither credentials nor a key: the web ACL ${nameOf(stage?.webAcl)} before the stage blocks this request.`,
    fix: () => "Look at the web ACL's sampled requests for the rule that matched.",
  },
  {
    id: 'jwt-refused',
    explains,
    when: (facts, known) => own('unauthorized')(facts) && known.sent.authorization && jwtOf(known) !== null,
    cause: (known) => {
      const jwt = jwtOf(known);
      return `401 Unauthorized: the authorizer ${jwt?.name} takes tokens of ${issuersInWords(jwt)} only, and the token sent is another one, malformed or expired.`;
    },
    fix: (_known, facts) =>
      onRest(facts)
        ? "Compare the token's iss (to the slash), aud (or client_id), exp, algorithm and claims with the authorizer's JwtConfiguration."
        : "Compare the token's iss, aud (or client_id) and exp; the www-authenticate header says which of them.",
  },
  {
    id: 'credentials-demanded',
    explains,
    when: (facts, { route, sent }) =>
      own('unauthorized', 'forbidden', 'access-denied')(facts) &&
      !sent.authorization &&
      !sent.key &&
      ['JWT', 'CUSTOM', 'COGNITO_USER_POOLS'].includes(route?.authorization ?? 'NONE'),
    cause: (known, { observed }) =>
      `${observed.status}: the deployed route demands ${authorizationInWords(known)}, and no credentials were sent.`,
    fix: () =>
      "Give the route auth: { header: 'Authorization', from: 'env:NAME' } in the contract, or take the authorizer off a public route.",
  },
  {
    id: 'scope-demanded',
    explains,
    when: (facts, { route, sent }) =>
      own('forbidden', 'access-denied', 'unauthorized')(facts) &&
      sent.authorization &&
      route !== null &&
      ['JWT', 'COGNITO_USER_POOLS'].includes(route.authorization) &&
      route.scopes.length > 0,
    cause: ({ route }, { observed }) =>
      `${observed.status}: the route demands one of the scopes ${route?.scopes.join(', ')}, and the token sent seems to have none of them.`,
    fix: () => "Compare the token's scope (or scp) with the route's.",
  },
  {
    id: 'throttle-zero',
    explains: explainsAll,
    when: (facts, known) => {
      const throttle = throttleOf(known);
      return (
        own('throttled')(facts) && throttle !== null && (throttle.ratePerSecond < 1 || throttle.burst < 1)
      );
    },
    cause: (known) => {
      const throttle = throttleOf(known);
      const of = known.route?.throttle
        ? `the route ${known.route.key}`
        : `the stage ${known.deployment.stageName}`;
      return `429 Too Many Requests: the throttle of ${of} is ${throttle?.ratePerSecond} requests a second with a burst of ${throttle?.burst}, so that it refuses the first request.`;
    },
    fix: () => 'Set rate and burst to what callers need, or take the throttle off.',
  },
]);

function jwtOf({ route, deployment: { authorizers } }: Known) {
  if (route?.authorization !== 'JWT' || !authorizers.read) return null;
  const all = authorizers.value.filter(({ type }) => type === 'JWT');
  return all.find(({ id }) => id === route.authorizerId) ?? (all.length === 1 ? (all[0] ?? null) : null);
}

function authorizationInWords({ route, deployment: { authorizers } }: Known): string {
  const name = authorizers.read
    ? authorizers.value.find(({ id }) => id === route?.authorizerId)?.name
    : undefined;
  const kind = {
    JWT: 'a JWT',
    CUSTOM: 'what its Lambda authorizer reads',
    COGNITO_USER_POOLS: 'a token of its Cognito user pool',
  };
  return `${kind[(route?.authorization ?? 'CUSTOM') as keyof typeof kind]}${name ? ` (authorizer ${name})` : ''}`;
}

function nameOf(arn: string | null | undefined): string {
  return /\/webacl\/([^/]+)/.exec(arn ?? '')?.[1] ?? arn ?? '';
}
