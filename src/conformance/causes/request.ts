import { mediaTypeOf, requestHeader } from '../answer.ts';
import type { OwnErrorKind } from '../expectations.ts';
import { refusalOf } from '../generated/refusal.ts';
import type { Cause, Facts } from './cause.ts';
import { onRest, own } from './recognise.ts';

const accepted = ['broken-request-refused'] as const;
const crashed = ['broken-request-survived'] as const;

/** Errors that a request validator makes. */
const validators: readonly OwnErrorKind[] = ['body-refused', 'parameters-refused'];

/** Whether the gateway's own validator refused another broken request to the same part of the same route. */
function validatorWorks({ observed, neighbourhood }: Facts): boolean {
  return neighbourhood.sameRoute.some(
    ({ exchange, gatewayError }) =>
      exchange.broken?.part === observed.exchange.broken?.part &&
      gatewayError !== null &&
      validators.includes(gatewayError.kind),
  );
}

/** Whether the function refused another broken request to the same part of the same route. */
function functionChecks({ observed, neighbourhood }: Facts): boolean {
  return neighbourhood.sameRoute.some(
    (other) =>
      other.exchange.broken?.part === observed.exchange.broken?.part &&
      other.gatewayError === null &&
      refusalOf(other) === 'refused',
  );
}

const brokenRule = ({ observed: { exchange } }: Facts) => exchange.broken?.rule;
const partOf = ({ observed: { exchange } }: Facts) => exchange.broken?.part;
const placeOf = ({ observed: { exchange } }: Facts) => exchange.broken?.place || 'the whole body';

/** Requests that break the contract and are not refused, and sound ones that are. */
export const requestCauses: readonly Cause[] = [
  {
    id: 'content-type-unvalidated',
    explains: [...accepted, ...crashed],
    when: (facts) => brokenRule(facts) === 'content-type' && onRest(facts) && validatorWorks(facts),
    cause:
      'The validator has a model for application/json alone: a body of any other content type goes to the function unread.',
    fix: 'Refuse other content types (passthrough behaviour NEVER on a non-proxy integration), or let the function look at the content type.',
  },
  {
    id: 'validator-looser',
    explains: [...accepted, ...crashed],
    when: (facts) => onRest(facts) && validatorWorks(facts),
    cause: (facts) =>
      partOf(facts) === 'body'
        ? `The request validator refuses other bodies and lets this one through: its model says less about ${placeOf(facts)} than the contract.`
        : `The request validator checks that parameters are there, and never what they hold: ${placeOf(facts)} reached the function.`,
    fix: (facts) =>
      partOf(facts) === 'body'
        ? 'Write the rule into the model of the method (JSON Schema draft 4) and deploy, or check it in the function.'
        : 'Check the value in the function.',
  },
  {
    id: 'validator-off-rest',
    explains: accepted,
    when: (facts) => onRest(facts) && !functionChecks(facts),
    cause:
      'Nothing validates this request: the method has no request validator (or its deployment is older), and the function takes whatever comes.',
    fix: (facts) =>
      partOf(facts) === 'body'
        ? 'Attach a request validator that validates bodies and a model for application/json to the method, and deploy.'
        : 'Mark the parameter as required on the method, attach a request validator that validates parameters, and deploy; check values in the function.',
  },
  {
    id: 'unvalidated-http',
    explains: accepted,
    when: (facts) => !onRest(facts) && !functionChecks(facts),
    cause: 'The function takes whatever comes, and an HTTP API validates no requests.',
    fix: 'Check the input in the function before it is used.',
  },
  {
    id: 'check-missing',
    explains: accepted,
    when: () => true,
    cause: (facts) => `The function checks its input, and misses this: ${placeOf(facts)}.`,
    fix: (facts) =>
      `Check it with the schema that the contract promises${onRest(facts) ? ', attach a request validator with a model,' : ''} or correct the schema.`,
  },
  {
    id: 'malformed-crashes',
    explains: crashed,
    when: (facts) => ['malformed', 'empty', 'content-type'].includes(brokenRule(facts) ?? ''),
    cause:
      'The function parses the body without catching the error: a body that is missing or not JSON makes it fail.',
    fix: (facts) =>
      `Answer 400 where json.loads or JSON.parse raises and where the body is null${onRest(facts) ? ', or attach a request validator with a model' : ''}.`,
  },
  {
    id: 'input-crashes',
    explains: crashed,
    when: () => true,
    cause: (facts) => `The function uses ${placeOf(facts)} before it looks at it, and fails.`,
    fix: (facts) =>
      `Check the input first and answer 400${onRest(facts) ? ', or attach a request validator with a model' : ''}.`,
  },
  {
    id: 'validator-stricter',
    explains: ['sound-request-served'],
    when: own('body-refused', 'parameters-refused'),
    cause:
      'The request validator refuses what the contract allows: its model or its required parameters say more.',
    fix: 'Compare the model with the schema in the contract: one of the two is wrong.',
  },
  {
    id: 'bytes-unread',
    explains: ['status'],
    when: (facts) =>
      sentBytes(facts) &&
      facts.observed.status >= 400 &&
      (facts.promised.expectation?.status ?? 0) < 400 &&
      facts.neighbourhood.routeAnswers !== null &&
      (facts.observed.gatewayError === null || own('integration-failed')(facts)),
    cause: (facts) =>
      onRest(facts)
        ? "The function can't read a body of bytes: without the media type in binaryMediaTypes the gateway hands it over as damaged text, with it in base64."
        : "The function can't read a body of bytes: an HTTP API hands everything that is no text to it in base64.",
    fix: 'Decode event.body from base64 where event.isBase64Encoded is true; on a REST API add the media type to binaryMediaTypes and deploy.',
  },
];

function sentBytes({ observed: { exchange }, promised }: Facts): boolean {
  if (promised.example?.bodyBase64 === undefined) return false;
  return !/^text\/|json|xml|javascript/.test(mediaTypeOf(requestHeader(exchange, 'content-type') ?? ''));
}
