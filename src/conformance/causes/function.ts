import { mediaTypeOf } from '../answer.ts';
import { type LambdaError, lambdaErrorIn, timedOutAfter } from '../lambda-error.ts';
import type { Cause, Facts } from './cause.ts';
import { raisedBecause } from './raised-because.ts';

const onRest = ({ observed }: Facts) => observed.exchange.apiType === 'rest';
const promisedStatus = ({ promised }: Facts) => promised.expectation?.status ?? 0;
const succeeded = ({ observed }: Facts) => observed.status >= 200 && observed.status <= 299;

function isJson(text: string): boolean {
  try {
    return typeof JSON.parse(text) === 'object';
  } catch {
    return false;
  }
}

const lambdaFailed = [
  'status',
  'body',
  'body-schema',
  'envelope',
  'stack-trace',
  'sound-request-served',
  'cors-preflight-status',
] as const;
const raised = ({ errorType, message }: LambdaError) =>
  [errorType, message]
    .filter((part) => part !== '')
    .join(': ')
    .replace(/\.$/, '');

function secondsIn({ json }: Facts['observed']): number | null {
  const error = lambdaErrorIn(json);
  return error === null ? null : timedOutAfter(error);
}

/** An answer came through the gateway, and it is not the promised one. */
export const functionCauses: readonly Cause[] = [
  {
    id: 'returned-nothing',
    explains: ['status', 'body', 'body-schema', 'headers', 'content-type', 'set-cookie'],
    when: (facts) => !onRest(facts) && facts.observed.status === 200 && facts.observed.text === 'null',
    cause:
      'The function returned nothing (None, null or undefined), and payload format 2.0 makes 200 null of that.',
    fix: 'Return a result on every path through the function, and await whatever makes it.',
  },
  {
    id: 'validator-off',
    explains: ['status', 'body', 'body-schema'],
    when: (facts) =>
      onRest(facts) &&
      facts.observed.exchange.purpose === 'example' &&
      /Invalid request body|Missing required request parameters/.test(
        JSON.stringify(facts.promised.expectation?.body ?? ''),
      ),
    cause: 'The request reached the function although the request validator was to refuse it.',
    fix: 'Attach the validator (and the model for this content type) to the method, and deploy.',
  },
  {
    id: 'not-demanded',
    explains: ['status'],
    when: (facts) => [401, 403].includes(promisedStatus(facts)) && succeeded(facts),
    cause:
      'The call went through although the contract promises a refusal: the method demands neither credentials nor a key.',
    fix: 'Set the authorizer, or apiKeyRequired, on the method, and deploy.',
  },
  {
    id: 'error-accepted',
    explains: ['status'],
    when: (facts) => promisedStatus(facts) >= 400 && succeeded(facts),
    cause: (facts) =>
      `The API answered ${facts.observed.status} where the contract promises an error: nothing validates this input.`,
    fix: 'Check the input in the function, or in a request validator on a REST API.',
  },
  {
    id: 'redirected',
    explains: ['status'],
    when: ({ observed }) => [301, 302, 303, 307, 308].includes(observed.status),
    cause: ({ observed }) =>
      `The answer sends the caller to ${observed.header('location') ?? 'an unnamed place'}; redirects are not followed.`,
    fix: 'Call the address that it leads to, or promise the redirect.',
  },
  {
    id: 'service-unavailable',
    explains: ['status'],
    when: ({ observed }) => observed.status === 503,
    cause:
      '503: the integration did not answer in time, or something in front of the API has no healthy backend.',
    fix: 'Look at the duration of the function, and at what stands in front of the API.',
  },
  {
    id: 'throttled-elsewhere',
    explains: ['status'],
    when: ({ observed }) => observed.status === 429,
    cause: '429: the function or something in front of the API limits the rate.',
    fix: 'Look for a limit that a handful of requests already reaches.',
  },
  {
    id: 'lambda-timed-out',
    explains: lambdaFailed,
    when: ({ observed }) => secondsIn(observed) !== null,
    cause: ({ observed }) =>
      `The answer is Lambda's own error: the function timed out after ${secondsIn(observed)} s, which is its own timeout and not the gateway's.`,
    fix: 'Give the function more time or memory, or make it faster; look for a connection inside it that hangs.',
  },
  {
    id: 'error-json-of-lambda',
    explains: lambdaFailed,
    when: ({ observed }) => lambdaErrorIn(observed.json) !== null,
    cause: (facts) => {
      const error = lambdaErrorIn(facts.observed.json) ?? { errorType: '', message: '' };
      return `The answer is Lambda's own error JSON: the function raised ${raised(error)}${raisedBecause(facts, error)}.`;
    },
    fix: 'Mend it there, as the log of the function shows it, and keep its words from callers: a proxy integration answers 5xx without them; with a non-proxy one, map errors to a status by a selection pattern or template.',
  },
  {
    id: 'envelope-rest',
    explains: ['envelope'],
    when: onRest,
    cause:
      'The integration type is AWS, not AWS_PROXY, so that the proxy result is passed on as a body; or the function returned its result as text.',
    fix: 'Set the integration type to AWS_PROXY (Lambda proxy integration), return an object, and deploy.',
  },
  {
    id: 'envelope-http',
    explains: ['envelope'],
    when: () => true,
    cause:
      'The function returned its result inside another one or as text, and payload format 2.0 takes whatever has no statusCode as the body.',
    fix: 'Return the object itself, with statusCode as a number at its top.',
  },
  {
    id: 'base64-http',
    explains: ['base64-body'],
    when: (facts) => !onRest(facts),
    cause: 'The function returned base64 text and did not say so.',
    fix: 'Return isBase64Encoded: true beside the body.',
  },
  {
    id: 'base64-rest',
    explains: ['base64-body'],
    when: onRest,
    cause: ({ observed }) =>
      `The gateway did not decode the body: the function returns no isBase64Encoded: true, binaryMediaTypes of the API lacks ${mediaTypeOf(observed.header('content-type') ?? 'the type')}, or the first type of the request's Accept header is another one.`,
    fix: "Set both, deploy, and let the example's headers accept that very type; with */* in binaryMediaTypes every Accept will do.",
  },
  {
    id: 'no-json-but-code',
    explains: ['body', 'body-schema', 'content-type-true'],
    when: ({ observed: { json, text } }) =>
      !json.ok &&
      /^\s*[[{]/.test(text) &&
      /\bNaN\b|\bInfinity\b|\bNone\b|\bTrue\b|\bFalse\b|[[{,]\s*'|\[object Object\]/.test(text),
    cause:
      'The body is a value as a programming language prints it, and not JSON (NaN, None, True or single quotes are none).',
    fix: 'Encode it with json.dumps(value, allow_nan=False) or JSON.stringify(value).',
  },
  {
    id: 'own-not-found',
    explains: ['status'],
    when: (facts) => facts.observed.status === 404 && promisedStatus(facts) < 400,
    cause:
      'The function was reached and found nothing: its own routing does not know this path, or the record is missing.',
    fix: 'Compare the path it reads with the payload format (path and resource in 1.0, rawPath and routeKey in 2.0; rawPath holds the stage), and the test data with the example.',
  },
  {
    id: 'own-server-error',
    explains: ['status'],
    when: ({ observed }) => observed.status >= 500,
    cause: ({ observed }) =>
      `The ${observed.status} is not one of the gateway's own errors: the function, or a proxy in front of the API, answered it.`,
    fix: 'Look at the log of the function for this request id.',
  },
  {
    id: 'own-client-error',
    explains: ['status'],
    when: (facts) => facts.observed.status >= 400 && promisedStatus(facts) < 400,
    cause: ({ observed }) => `The function was reached and refused the request with ${observed.status}.`,
    fix: "Compare the example with what the function reads from its event; the event's shape differs between payload formats 1.0 and 2.0.",
  },
  {
    id: 'encoded-twice',
    explains: ['body', 'body-schema'],
    when: ({ observed: { json } }) => json.ok && typeof json.value === 'string' && isJson(json.value),
    cause: 'The body is JSON inside a JSON string: it was encoded twice.',
    fix: 'Encode the body once: json.dumps or JSON.stringify on the object, and nothing on the text that it gives.',
  },
];
