import type { KeyStanding } from '../../credential/key-standing.ts';
import type { TokenFacts } from '../../credential/token.ts';
import type { DeployedAuthorizer, DeployedRoute } from '../../deployment/deployment.ts';
import { deployedRoute } from '../../deployment/route-lookup.ts';
import type { Cause, Facts } from './cause.ts';
import { own } from './recognise.ts';

const explains = ['status', 'gateway-error'] as const;
const refused = ({ observed }: Facts) => observed.status === 401 || observed.status === 403;

/** The token that was sent, where it is one that can be read. */
function tokenOf({ observed: { exchange } }: Facts): TokenFacts | null {
  return Object.values(exchange.tokens ?? {})[0] ?? null;
}

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

/** A cause that API Gateway tells of the API key. */
function ofKey(
  id: string,
  when: (key: KeyStanding) => boolean,
  [cause, fix]: readonly [cause: string, fix: string],
): Cause {
  return {
    id,
    explains,
    when: (facts) => {
      const { key } = facts.observed.exchange;
      return key !== undefined && own('forbidden')(facts) && when(key);
    },
    cause: `403 Forbidden although a key was sent: ${cause}`,
    fix,
  };
}

/** The caller's own credentials were refused, and they say themselves why. */
export const credentialCauses: readonly Cause[] = [
  ofKey('key-unknown', ({ known }) => !known, [
    'the account has no such API key in this region.',
    'Look whether the key is of another environment or region, or was deleted.',
  ]),
  ofKey('key-disabled', ({ enabled }) => !enabled, [
    'the key is disabled.',
    'Enable it: aws apigateway update-api-key --patch-operations op=replace,path=/enabled,value=true.',
  ]),
  ofKey('key-in-no-plan', ({ plans }) => plans.length === 0, [
    'the key is in no usage plan of this stage.',
    'Add the stage to a usage plan and the key to that plan; changes take up to a few minutes.',
  ]),
  ofKey('key-sound', () => true, [
    'the key is enabled and in a usage plan of this stage, so that it is not the key: a web ACL is a candidate.',
    "Look at the web ACL's sampled requests; a key that was added minutes ago may not be everywhere yet.",
  ]),
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
    return jwt?.issuer != null &&
      issuer !== null &&
      issuer.replace(/\/$/, '') !== jwt.issuer.replace(/\/$/, '')
      ? [
          `${facts.observed.status}: the token sent is of the issuer ${issuer}, and the authorizer ${jwt.name} trusts ${jwt.issuer}.`,
          'Get a token of that issuer, or set the issuer of the authorizer (Issuer of its JwtConfiguration).',
        ]
      : null;
  }),
  ofToken('token-for-another-audience', ({ audience, clientId }, facts) => {
    const jwt = authorizerOf(facts);
    const shows = audience.length > 0 ? audience : clientId === null ? [] : [clientId];
    return jwt !== null && jwt.type === 'JWT' && !shows.some((each) => jwt.audience.includes(each))
      ? [
          `${facts.observed.status}: wrong audience: the token sent is for ${shows.join(', ') || '(none)'}, and the authorizer ${jwt.name} takes ${jwt.audience.join(', ') || '(none)'}.`,
          "Get a token for this API, or add the audience to the authorizer's JwtConfiguration.",
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
  {
    id: 'clock-skew',
    explains,
    when: (facts) => own('signature')(facts) && skewMs(facts) > 4 * 60_000,
    cause: (facts) =>
      `403: this machine's clock is ${Math.round(skewMs(facts) / 60_000)} minutes off the gateway's, and a signature holds for 5.`,
    fix: 'Set the clock (NTP), and run the gate again.',
  },
  {
    id: 'session-expired',
    explains,
    when: (facts) =>
      own('signature')(facts) && /token included in the request is expired/i.test(facts.observed.text),
    cause: '403: the AWS session that the request was signed with has expired.',
    fix: 'Log in again (aws sso login), or renew AWS_SESSION_TOKEN together with the keys.',
  },
  {
    id: 'unknown-access-key',
    explains,
    when: (facts) =>
      own('signature')(facts) &&
      facts.observed.exchange.request.signing !== undefined &&
      /security token included in the request is invalid/i.test(facts.observed.text),
    cause:
      '403: AWS does not know the access key that the request was signed with, or its session token is missing.',
    fix: 'Look which credentials are used (aws sts get-caller-identity); keys that begin with ASIA need AWS_SESSION_TOKEN.',
  },
  {
    id: 'signature-refused',
    explains,
    when: (facts) => own('signature')(facts) && facts.observed.exchange.request.signing !== undefined,
    cause: ({ observed }) =>
      `403: the signature was refused: ${firstSentence(observed.json.ok ? String(Object.values(Object(observed.json.value))[0]) : observed.text)}`,
    fix: "Compare region and host with the API's, and the secret key with its access key; behind a custom domain or proxy the Host header has to stay as signed.",
  },
  {
    id: 'iam-not-allowed',
    explains,
    when: (facts) =>
      refused(facts) &&
      facts.observed.exchange.request.signing !== undefined &&
      own('access-denied', 'forbidden')(facts),
    cause: ({ observed }) =>
      `${observed.status}: the signature is good, and its caller may not call this route, or a web ACL blocks the request.`,
    fix: "Grant execute-api:Invoke on the route to the role (or in the resource policy, and deploy), then look at the web ACL's sampled requests.",
  },
  {
    id: 'credentials-refused-everywhere',
    explains,
    when: (facts) => refused(facts) && facts.neighbourhood.refusedEverywhere > 1,
    cause: ({ observed, neighbourhood }) =>
      `These credentials don't work at all: each of the ${neighbourhood.refusedEverywhere} examples that were sent with them to this target got 401 or 403 (here ${observed.status}).`,
    fix: ({ observed }) =>
      `Look whether ${sourcesOf(observed.exchange.request.secretHeaders)} is for this environment and still good; an API key has to be enabled and in a usage plan of this stage.`,
  },
];

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

/** Between this machine's clock and the one that answered. */
function skewMs({ observed }: Facts): number {
  const theirs = Date.parse(observed.header('date') ?? '');
  const ours = Date.parse(observed.exchange.startedAt);
  return Number.isNaN(theirs) ? 0 : Math.abs(theirs - ours);
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

function firstSentence(text: string): string {
  return `${(text.split(/(?<=\.)\s/)[0] ?? text).slice(0, 200).replace(/\.$/, '')}.`;
}

function sourcesOf(secretHeaders: Facts['observed']['exchange']['request']['secretHeaders']): string {
  const names = Object.values(secretHeaders).map((secret) =>
    'from' in secret
      ? secret.from.replace(/^env:/, '').replace(/^command:/, 'what prints ')
      : 'the made-up one',
  );
  return names.join(' and ') || 'the AWS credentials';
}
