import { deployedRoute } from '../../deployment/route-lookup.ts';
import { trustedIssuers } from '../../deployment/trusted-issuers.ts';
import type { Observed } from '../answer.ts';
import { credentialKind } from '../refusal.ts';
import type { Cause, Facts } from './cause.ts';

const missing = ['no-credentials'] as const;
const wrong = ['wrong-credentials'] as const;
const both = [...missing, ...wrong] as const;

const probeOf = ({ observed }: Facts) => observed.exchange.probe;
const does = (facts: Facts, ...what: readonly string[]) => what.includes(probeOf(facts)?.does ?? '');
const letIn = ({ observed }: Facts) => observed.status >= 200 && observed.status <= 399;
const kindOf = (facts: Facts) => credentialKind(probeOf(facts)?.subject);

/** The example that the probe was made from, as it was answered. */
function answered({ neighbourhood, observed }: Facts): Observed | undefined {
  const { probe } = observed.exchange;
  return neighbourhood.sameRoute.find(
    ({ exchange }) => exchange.purpose === 'example' && exchange.example === probe?.of,
  );
}

/** The same bytes as the example's answer, on a route with a cache, and refused where no cache could help. */
function fromCache(facts: Facts): boolean {
  const own = answered(facts);
  const { observed, promised, deployment, neighbourhood } = facts;
  if (!letIn(facts) || own === undefined || !own.body.equals(observed.body)) return false;
  const deployed = deployedRoute(deployment, observed.exchange.route);
  if (deployed !== null && deployed.cache === null) return false;
  if (promised.route?.cache === undefined && !deployed?.cache) return false;
  return neighbourhood.sameRoute.some(
    ({ exchange: { probe }, status }) =>
      probe?.does === 'none-uncached' && (status === 401 || status === 403),
  );
}

/** Why somebody was let in, or met an error, who should have been refused. */
export const authCauses: readonly Cause[] = [
  {
    id: 'answer-cached-across-callers',
    explains: both,
    when: fromCache,
    cause:
      "The answer is the one that the right credentials got before, byte for byte: the stage's cache gave it to a caller without them.",
    fix: 'Add the header with the credentials to the cache key, or switch caching off for the method; the function looks at its callers only where the cache has no answer.',
  },
  {
    id: 'authorizer-fails-on-refusals',
    explains: both,
    when: ({ observed }) => observed.gatewayError?.kind === 'authorizer-broken',
    cause: 'The authorizer itself is broken: it raises, returns no policy, or may not be invoked.',
    fix: 'Look at the authorizer\'s log: to refuse, it returns a Deny policy or raises exactly "Unauthorized"; this is no denial.',
  },
  {
    id: 'error-instead-of-refusal',
    explains: both,
    when: ({ observed }) => observed.status >= 500,
    cause: (facts) =>
      answered(facts)?.status === facts.observed.status
        ? 'The request got as far as one with the right credentials does: nothing stood in its way before the integration failed.'
        : 'An error came where a refusal should have: the authorizer (or the function, where it looks at its callers itself) fails on what it should refuse.',
    fix: "Look at the authorizer's log first, then at the function's; a caller without credentials must get 401 or 403.",
  },
  {
    id: 'key-not-required',
    explains: both,
    when: (facts) => kindOf(facts) === 'key' && letIn(facts),
    cause: ({ observed }) =>
      observed.exchange.apiType === 'rest'
        ? 'No API key is needed: the method does not demand one on this stage (apiKeyRequired is off, or not deployed yet).'
        : 'No key is needed: HTTP APIs have no API keys of their own, and no authorizer looks at this header.',
    fix: ({ observed }) =>
      observed.exchange.apiType === 'rest'
        ? 'Set ApiKeyRequired on the method, and deploy.'
        : 'Put a Lambda authorizer before the route that knows the keys.',
  },
  {
    id: 'signature-not-demanded',
    explains: both,
    when: (facts) => kindOf(facts) === 'iam' && letIn(facts),
    cause:
      'No AWS signature is needed, or it is not checked: the route has no AWS_IAM authorization on this stage.',
    fix: 'Set the authorization type AWS_IAM on the route, and deploy.',
  },
  {
    id: 'authorizer-missing',
    explains: missing,
    when: letIn,
    cause: 'No authorizer stands before this route on this stage, or it lets in whoever shows nothing.',
    fix: 'Attach the authorizer to the route and deploy; a Lambda authorizer must not allow where its identity source is missing.',
  },
  {
    id: 'refused-let-in',
    explains: wrong,
    when: (facts) => does(facts, 'refused') && letIn(facts),
    cause: (facts) => letInAlthough(facts),
    fix: (facts) => refusedFix(facts),
  },
  {
    id: 'unsigned-let-in',
    explains: wrong,
    when: (facts) => does(facts, 'unsigned') && letIn(facts),
    cause: 'The authorizer believes a token that says of itself that it has no signature (alg none).',
    fix: 'Verify tokens with a fixed list of algorithms, and never with the one that the token names.',
  },
  {
    id: 'signature-unchecked',
    explains: wrong,
    when: (facts) => does(facts, 'signature-changed', 'another-key') && letIn(facts),
    cause:
      "The authorizer reads the token's claims without verifying its signature: whoever writes a token is let in.",
    fix: "Verify the signature with the issuer's published keys (JWKS) before looking at any claim.",
  },
  {
    id: 'anything-let-in',
    explains: wrong,
    when: letIn,
    cause:
      'The route takes any credentials: no authorizer stands before it on this stage, or it lets everybody in.',
    fix: 'Attach the authorizer to the route, deploy, and let it refuse what it does not know.',
  },
  {
    id: 'past-authorization',
    explains: both,
    when: (facts) => facts.failure.message.includes('came past the authorization'),
    cause: 'Nothing asked for credentials before the content of the request was looked at.',
    fix: 'Let the method demand what the contract says (an authorizer, AWS_IAM, an API key), and deploy.',
  },
];

function letInAlthough(facts: Facts): string {
  const { probe, tokens } = facts.observed.exchange;
  const why = probe?.value ?? 'it must be refused';
  const token = tokens?.[probe?.subject ?? ''];
  const says = token === undefined ? '' : ` (for the audience ${token.audience.join(', ') || '(none)'})`;
  const deployed = deployedRoute(facts.deployment, facts.observed.exchange.route);
  const authorizer =
    facts.deployment?.authorizers.read === true
      ? facts.deployment.authorizers.value.find(({ id }) => id === deployed?.authorizerId)
      : undefined;
  const takes =
    authorizer?.type === 'JWT'
      ? `: the authorizer ${authorizer.name} takes the audiences ${
          trustedIssuers(authorizer)
            .flatMap(({ audience }) => audience)
            .join(', ') || '(any)'
        }`
      : '';
  return `A credential that the contract calls refused (${why}) was let in${/audience/i.test(why) ? says : ''}${takes}.`;
}

function refusedFix(facts: Facts): string {
  const why = probeOf(facts)?.value ?? '';
  if (/audience|client|app/i.test(why)) {
    return 'Let the authorizer take the audience (aud, or client_id) of this API alone.';
  }
  if (/expired|time|old/i.test(why)) return 'Let the authorizer check exp, and nbf, against the clock.';
  if (/issuer/i.test(why)) return "Let the authorizer take tokens of this API's issuer alone.";
  if (/scope/i.test(why)) return 'Set the scopes on the route, or let the authorizer check them.';
  return 'Let the authorizer refuse it, or take it out of refused in the contract.';
}
