import { requestHeader } from '../answer.ts';
import { strangeOrigin } from '../origins.ts';
import type { Cause, Facts } from './cause.ts';

const onRest = ({ observed }: Facts) => observed.exchange.apiType === 'rest';
const noCors = ({ observed }: Facts) =>
  !observed.headers.some(([name]) => name.toLowerCase().startsWith('access-control-allow-'));
const kindOf = ({ observed }: Facts) => observed.gatewayError?.kind;
const anyStatus = ['cors-preflight-status'] as const;

/** Why a browser would refuse the call. */
export const corsCauses: readonly Cause[] = [
  {
    id: 'options-missing-rest',
    explains: anyStatus,
    when: (facts) => onRest(facts) && ['route-missing', 'signature'].includes(kindOf(facts) ?? ''),
    cause: "There is no OPTIONS method on this resource in the stage's deployment.",
    fix: 'Add OPTIONS with a MOCK integration and the CORS headers to this very resource (each resource needs its own), and deploy.',
  },
  {
    id: 'cors-off-http',
    explains: anyStatus,
    when: (facts) => kindOf(facts) === 'route-missing',
    cause:
      'The HTTP API has no CORS configuration, so that a preflight is an ordinary OPTIONS request without a route.',
    fix: 'Set the CorsConfiguration of the API.',
  },
  {
    id: 'options-behind-auth',
    explains: anyStatus,
    when: (facts) =>
      ['unauthorized', 'access-denied', 'forbidden', 'authorizer-broken'].includes(kindOf(facts) ?? ''),
    cause: 'OPTIONS demands credentials or an API key, and browsers never send any with a preflight.',
    fix: 'Set the authorization of OPTIONS to NONE and take the API key requirement off it; a web ACL may block it as well.',
  },
  {
    id: 'options-broken',
    explains: anyStatus,
    when: (facts) => facts.observed.status >= 500,
    cause: (facts) =>
      onRest(facts)
        ? 'The OPTIONS method fails: its MOCK integration returns no {"statusCode": 200}, a response mapping is wrong, or a function behind ANY cannot handle it.'
        : 'A route takes OPTIONS, and the function behind it fails.',
    fix: 'Give OPTIONS a MOCK integration of its own, or the HTTP API a CORS configuration.',
  },
  {
    id: 'options-reaches-function',
    explains: anyStatus,
    when: ({ observed }) => observed.status >= 400 && observed.gatewayError === null,
    cause: ({ observed: { text } }) =>
      `OPTIONS reaches a function or backend (ANY, or a greedy route) that does not handle it${text === '' ? '' : `, and says ${text.slice(0, 80)}`}.`,
    fix: 'Answer OPTIONS there with a 204 and the CORS headers, or add an OPTIONS method of its own.',
  },
  {
    id: 'origin-not-configured',
    explains: ['cors-allow-origin', 'cors-on-response'],
    when: (facts) => noCors(facts) && !onRest(facts) && !facts.neighbourhood.preflightAllowed,
    cause: (facts) =>
      `The API allows nothing to ${requestHeader(facts.observed.exchange, 'origin')}: the origin is not in its CORS configuration.`,
    fix: 'Add the origin, with scheme and port, to AllowOrigins.',
  },
  {
    id: 'options-without-headers',
    explains: ['cors-allow-origin'],
    when: noCors,
    cause:
      'OPTIONS answers without any CORS header: the integration response does not map them, or the method response does not declare them.',
    fix: "Map method.response.header.Access-Control-Allow-Origin to '*' (in single quotes) in the integration response, declare it in the method response, and deploy.",
  },
  {
    id: 'wildcard-with-credentials',
    explains: ['cors-allow-origin', 'cors-on-response', 'cors-on-gateway-error'],
    when: ({ failure, promised }) => failure.received === '*' && promised.cors?.credentials === true,
    cause:
      'The answer allows every origin (*), and the contract promises credentials: browsers refuse * to a call with cookies or an Authorization header.',
    fix: 'Answer with the origin of the request, once it is found in the list of allowed ones, and Vary: Origin.',
  },
  {
    id: 'another-origin',
    explains: ['cors-allow-origin', 'cors-on-response', 'cors-on-gateway-error'],
    when: ({ failure, observed }) =>
      /^https?:\/\/[^/,\s]+$/.test(failure.received ?? '') &&
      failure.received !== requestHeader(observed.exchange, 'origin'),
    cause: ({ failure }) => `The answer allows ${failure.received} alone, whoever asks.`,
    fix: 'Look for an origin that was left from another environment; where several may call, echo the one that asks.',
  },
  {
    id: 'origin-quoted',
    explains: ['cors-allow-origin', 'cors-on-response', 'cors-on-gateway-error'],
    when: ({ failure }) => /^'.*'$|^".*"$/.test(failure.received ?? ''),
    cause: 'The header holds quotes: the literal was quoted twice.',
    fix: 'Write the mapping as "\'*\'": YAML takes the outer quotes, the gateway the inner ones.',
  },
  {
    id: 'origin-with-slash',
    explains: ['cors-allow-origin', 'cors-on-response', 'cors-on-gateway-error'],
    when: ({ failure, observed }) => failure.received === `${requestHeader(observed.exchange, 'origin')}/`,
    cause: 'The allowed origin ends with a slash, and origins never do.',
    fix: 'Take the slash off.',
  },
  {
    id: 'several-origins',
    explains: ['cors-allow-origin', 'cors-on-response', 'cors-on-gateway-error'],
    when: ({ failure }) => (failure.received ?? '').includes(','),
    cause: 'The header lists several origins; browsers accept exactly one.',
    fix: 'Compare the Origin with a list in the function, and echo the one that matches.',
  },
  {
    id: 'function-without-cors',
    explains: ['cors-on-response'],
    when: (facts) => facts.neighbourhood.preflightAllowed && noCors(facts),
    cause: (facts) =>
      onRest(facts)
        ? "The preflight is fine, but the function's own answer carries no CORS headers: on a proxy integration the gateway adds none."
        : "The preflight is fine, but the function's own answer carries no CORS headers.",
    fix: 'Return Access-Control-Allow-Origin from the function on every answer, errors included.',
  },
  {
    id: 'gateway-error-without-cors',
    explains: ['cors-on-gateway-error'],
    when: noCors,
    cause:
      "The gateway's own error answers carry no CORS headers, so that pages see a CORS error instead of the status.",
    fix: 'Add the gateway responses DEFAULT_4XX and DEFAULT_5XX with Access-Control-Allow-Origin, and deploy.',
  },
  {
    id: 'origin-lookalike',
    explains: ['cors-denied-origin'],
    when: ({ failure, observed, neighbourhood }) =>
      failure.received === requestHeader(observed.exchange, 'origin') &&
      neighbourhood.sameRoute.some(
        (other) =>
          requestHeader(other.exchange, 'origin') === strangeOrigin &&
          other.header('access-control-allow-origin') !== strangeOrigin,
      ),
    cause: ({ failure }) =>
      `The origin is compared by its beginning or end alone: ${failure.received} belongs to somebody else.`,
    fix: 'Compare the whole origin with each allowed one; in a pattern, escape the dots and anchor both ends.',
  },
  {
    id: 'origin-reflected',
    explains: ['cors-denied-origin'],
    when: ({ failure, observed }) => failure.received === requestHeader(observed.exchange, 'origin'),
    cause: 'Any origin is echoed back, so that every page in the world may call.',
    fix: 'Compare the Origin with the list of allowed ones before echoing it.',
  },
  {
    id: 'wildcard-instead-of-list',
    explains: ['cors-denied-origin'],
    when: ({ failure }) => failure.received === '*',
    cause: 'Every origin is allowed (*), and the contract promises only some.',
    fix: 'Name the origins in the API, or promise * in the contract.',
  },
];
