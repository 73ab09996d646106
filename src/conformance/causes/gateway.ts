import type { Cause, Facts } from './cause.ts';
import { everywhere, onRest, own } from './recognise.ts';

const keySent = ({ observed: { exchange } }: Facts) =>
  [...Object.keys(exchange.request.headers), ...Object.keys(exchange.request.secretHeaders)].some(
    (name) => name.toLowerCase() === 'x-api-key',
  );
const authorizationSent = ({ observed: { exchange } }: Facts) =>
  [...Object.keys(exchange.request.headers), ...Object.keys(exchange.request.secretHeaders)].some(
    (name) => name.toLowerCase() === 'authorization',
  );
const anythingSent = (facts: Facts) =>
  authorizationSent(facts) || Object.keys(facts.observed.exchange.request.secretHeaders).length > 0;
const explains = ['status', 'gateway-error'] as const;

/** The gateway knows the route, and refused the request by itself. */
export const gatewayCauses: readonly Cause[] = [
  {
    id: 'client-certificate-refused',
    explains: [...explains, 'cors-preflight-status', 'cors-on-gateway-error'],
    when: (facts) =>
      own('forbidden')(facts) &&
      everywhere(facts) &&
      facts.observed.exchange.request.transport?.clientCertificate !== undefined,
    cause:
      '403 Forbidden on every route although a client certificate was shown: the truststore of the domain holds no authority that issued it, or it has expired.',
    fix: 'Compare it with the truststore: openssl verify -CAfile truststore.pem client.pem; a new truststore in S3 counts once its version is set on the domain.',
  },
  {
    id: 'key-refused',
    explains,
    when: (facts) => own('forbidden')(facts) && onRest(facts) && keySent(facts),
    cause:
      '403 Forbidden although a key was sent: the key is unknown, disabled, or in no usage plan of this stage.',
    fix: 'Add the stage to a usage plan and the key to that plan; changes take up to a few minutes. A web ACL answers the same.',
  },
  {
    id: 'forbidden-everywhere-rest',
    explains: [...explains, 'cors-preflight-status', 'cors-on-gateway-error'],
    when: (facts) => own('forbidden')(facts) && onRest(facts) && everywhere(facts),
    cause:
      '403 Forbidden on every route: the stage in the URL does not exist, the default endpoint is switched off, a web ACL blocks this caller, or every method demands an API key.',
    fix: "Compare the URL with what npx gatewright discover prints, then look at the web ACL's sampled requests; for a key, give the routes auth: { header: 'x-api-key', from: 'env:…' } in the contract.",
  },
  {
    id: 'forbidden-rest',
    explains,
    when: (facts) => own('forbidden')(facts) && onRest(facts),
    cause:
      '403 Forbidden: the method demands an API key, a web ACL blocks the request, the stage in the URL does not exist, or the default endpoint is disabled.',
    fix: "Give the route auth: { header: 'x-api-key', from: 'env:…' } in the contract where a key is meant, otherwise compare the URL with npx gatewright discover and look at the web ACL's sampled requests.",
  },
  {
    id: 'forbidden-unsigned-http',
    explains,
    when: (facts) => own('forbidden')(facts) && !anythingSent(facts),
    cause:
      '403 Forbidden although no credentials were sent: the route demands an IAM signature, or its authorizer denies whoever has none.',
    fix: "Give the route auth: { header, from: 'env:NAME' } in the contract, or take the authorization off a public route.",
  },
  {
    id: 'forbidden-http',
    explains,
    when: own('forbidden'),
    cause:
      '403 Forbidden: the authorizer denied the caller, or the token lacks a scope that the route demands.',
    fix: "Compare the token's scopes with the route's, and look at the authorizer's log.",
  },
  {
    id: 'resource-policy',
    explains,
    when: (facts) =>
      own('access-denied')(facts) &&
      /is not authorized to perform: execute-api:Invoke/.test(facts.observed.text),
    cause: "403: the API's resource policy, or the caller's IAM policy, refuses this call.",
    fix: 'Allow execute-api:Invoke on the API for this caller, and deploy: a policy takes effect with a deployment.',
  },
  {
    id: 'authorizer-denied',
    explains,
    when: own('access-denied'),
    cause: '403: the authorizer returned a policy that does not allow this method and path.',
    fix: 'Let the policy allow the whole stage (…/STAGE/*): it is cached and then used for other paths of the same caller too.',
  },
  {
    id: 'unauthorized-without',
    explains,
    when: (facts) => own('unauthorized')(facts) && !authorizationSent(facts),
    cause: '401 Unauthorized: the route demands credentials and none were sent.',
    fix: "Give the route auth: { header, from: 'env:NAME' } in the contract, or take the authorizer off a public route.",
  },
  {
    id: 'unauthorized-with',
    explains,
    when: own('unauthorized'),
    cause: '401 Unauthorized: the credentials are malformed, expired, or for another issuer or audience.',
    fix: 'Renew them, and compare issuer and audience with the authorizer; the www-authenticate header says more on an HTTP API.',
  },
  {
    id: 'authorizer-broken',
    explains,
    when: own('authorizer-broken'),
    cause: 'The authorizer itself is broken: it raised, returned no policy, or may not be invoked.',
    fix: "Look at the authorizer's log and at its lambda:InvokeFunction permission; this is no denial.",
  },
  {
    id: 'throttled',
    explains,
    when: own('throttled'),
    cause:
      "429 Too Many Requests: a throttle of the method, stage, usage plan or account refused the gate's few requests.",
    fix: 'Look for a rate or burst of 0 (or close to it) on the stage and its routes.',
  },
  {
    id: 'quota',
    explains,
    when: own('quota-exceeded'),
    cause: "429 Limit Exceeded: the quota of the key's usage plan is used up.",
    fix: 'Extend the usage, or test with a key whose plan has no quota.',
  },
  {
    id: 'parameters-refused',
    explains,
    when: own('parameters-refused'),
    cause: ({ observed }) =>
      `The request validator refused the request: ${observed.json.ok ? messageOf(observed.json.value) : 'a parameter is missing'}.`,
    fix: 'Send the parameter in the example, or make it optional on the method.',
  },
  {
    id: 'model-on-get',
    explains,
    when: (facts) =>
      own('body-refused')(facts) &&
      ['GET', 'HEAD', 'DELETE'].includes(facts.observed.exchange.request.method),
    cause:
      'The request validator wants a body on a request that has none: the method has a model and validates bodies.',
    fix: 'Take the model or the body validation off this method, and deploy.',
  },
  {
    id: 'body-refused',
    explains,
    when: own('body-refused'),
    cause: "The request validator refused the body: it doesn't match the method's model.",
    fix: "Compare the example's body with the model; switch on execution logs to see which rule it breaks.",
  },
  {
    id: 'media-type-refused',
    explains,
    when: (facts) => own('media-type-refused')(facts) || facts.observed.status === 415,
    cause:
      '415: the integration takes no body of this content type (passthrough is NEVER, and no template matches).',
    fix: 'Send the content type that the integration has a template for, or add one.',
  },
  {
    id: 'too-large',
    explains,
    when: (facts) => own('too-large')(facts) || facts.observed.status === 413,
    cause: '413: the request is larger than the gateway takes (10 MB; 6 MB through Lambda).',
    fix: 'Let clients upload large bodies to S3 with a presigned URL.',
  },
];

function messageOf(body: unknown): string {
  return String(Object.values(Object(body))[0] ?? '');
}
