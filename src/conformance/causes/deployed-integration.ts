import type { Facts } from './cause.ts';
import { fromDeployment, type Known } from './deployed.ts';
import { onRest, own } from './recognise.ts';

const explains = ['status', 'gateway-error'] as const;
const explainsAll = ['status', 'gateway-error', 'cors-preflight-status'] as const;

const integrationOf = ({ route }: Known) => route?.integration ?? null;
const isLambda = ({ route }: Known) => /:lambda:/.test(route?.integration?.uri ?? '');

/** What API Gateway tells of the integration behind a route, and of the API's own settings. */
export const deployedIntegrationCauses = fromDeployment([
  {
    id: 'stage-variable-missing',
    explains: explainsAll,
    when: (facts, known) =>
      own('integration-failed', 'integration-unreachable')(facts) && missingVariables(known).length > 0,
    cause: (known, { observed }) =>
      `${observed.status}: the integration refers to the stage variable ${missingVariables(known).join(' and ')}, which the stage ${known.deployment.stageName} does not have.`,
    fix: () =>
      'Set the variable on this stage; for a function alias it needs a lambda:InvokeFunction permission of its own.',
  },
  {
    id: 'lambda-not-posted',
    explains: explainsAll,
    when: (facts, known) =>
      own('integration-failed')(facts) &&
      onRest(facts) &&
      isLambda(known) &&
      /^AWS/.test(integrationOf(known)?.type ?? '') &&
      !['POST', null].includes(integrationOf(known)?.method ?? null),
    cause: (known, { observed }) =>
      `${observed.status}: the integration calls the function with ${integrationOf(known)?.method}, and Lambda takes POST only, whatever the route's method is.`,
    fix: () => 'Set IntegrationHttpMethod to POST, and deploy.',
  },
  {
    id: 'integration-timeout-known',
    explains,
    when: (facts, known) => own('integration-timeout')(facts) && (integrationOf(known)?.timeoutMs ?? 0) > 0,
    cause: (known, { observed }) =>
      `${observed.status}: the integration took longer than its timeout of ${(integrationOf(known)?.timeoutMs ?? 0) / 1000} s.`,
    fix: () =>
      'Make the function faster or asynchronous, or raise the timeout; look for a connection inside it that hangs, such as a VPC without a route.',
  },
  {
    id: 'payload-format',
    explains: explainsAll,
    when: (facts, known) =>
      own('integration-failed')(facts) &&
      !onRest(facts) &&
      facts.neighbourhood.everywhere === 'integration-failed' &&
      integrationOf(known)?.payloadFormatVersion != null,
    cause: (known) => {
      const version = integrationOf(known)?.payloadFormatVersion;
      const other = version === '2.0' ? '1.0 (httpMethod, path)' : '2.0 (requestContext.http, rawPath)';
      return `Every route fails: the integration sends events of payload format ${version}, and the function may read those of ${other}; or the gateway may not invoke it, it does not load, times out, or returns an invalid result.`;
    },
    fix: () =>
      "Compare PayloadFormatVersion with what the handler reads, then look at the function's log group and the lambda:InvokeFunction permission for this API and stage.",
  },
  {
    id: 'not-a-proxy-integration',
    explains: ['envelope'],
    when: (_, known) => integrationOf(known)?.type === 'AWS' && isLambda(known),
    cause: ({ route }) =>
      `The integration of ${route?.key} is of type AWS and not AWS_PROXY, so that what the function returns goes out as it is.`,
    fix: () =>
      'Set the type to AWS_PROXY (Lambda proxy integration), and deploy; or map statusCode and body in an integration response.',
  },
  {
    id: 'answered-by-mock',
    explains: ['status', 'body', 'body-text', 'body-schema', 'content-type'],
    when: (facts, known) =>
      integrationOf(known)?.type === 'MOCK' &&
      facts.observed.gatewayError === null &&
      facts.observed.exchange.purpose === 'example' &&
      facts.observed.exchange.request.method !== 'OPTIONS',
    cause: ({ route }) => `A MOCK integration answers ${route?.key}: no function or backend is asked.`,
    fix: () => 'Set the integration to AWS_PROXY with the function, and deploy.',
  },
  {
    id: 'binary-types-missing',
    explains: ['base64-body'],
    when: (facts, { deployment: { api } }) => onRest(facts) && api.read,
    cause: ({ deployment: { api } }) =>
      `The API's binaryMediaTypes are ${(api.read && api.value.binaryMediaTypes.join(', ')) || 'empty'}, and only for those, asked for in the Accept header, does a REST API decode what the function returns in base64.`,
    fix: () =>
      "Add the answer's media type (or */*) to BinaryMediaTypes, return isBase64Encoded: true, and deploy.",
  },
  {
    id: 'cors-not-configured',
    explains: [
      'cors-preflight-status',
      'cors-allow-origin',
      'cors-on-response',
      'cors-allow-methods',
      'cors-allow-headers',
    ],
    when: (facts, { deployment: { api } }) =>
      !onRest(facts) && api.read && api.value.cors !== null && corsGap(facts, api.value.cors) !== null,
    cause: ({ deployment: { api } }, facts) =>
      `The API's CORS configuration has ${(api.read && api.value.cors && corsGap(facts, api.value.cors)) ?? ''}.`,
    fix: () => 'Add it to the CorsConfiguration of the API.',
  },
]);

function missingVariables({ route, stage }: Known): string[] {
  if (stage === null) return [];
  return (route?.integration?.stageVariables ?? []).filter((name) => !stage.variableNames.includes(name));
}

type ApiCors = {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
};

/** What a promised call lacks in the configuration of an HTTP API, or `null`. */
function corsGap({ check, observed: { exchange }, promised: { cors } }: Facts, api: ApiCors): string | null {
  const lists = (list: readonly string[], name: string) =>
    list.some((one) => one === '*' || one.toLowerCase() === name.toLowerCase());
  const of = (name: string, list: readonly string[]) => `${name} ${list.join(', ') || '(none)'}`;
  const origin = Object.entries(exchange.request.headers).find(
    ([name]) => name.toLowerCase() === 'origin',
  )?.[1];
  if (check === 'cors-allow-headers') {
    const missing = (cors?.headers ?? []).filter((name) => name !== '*' && !lists(api.allowHeaders, name));
    return missing.length === 0
      ? null
      : `${of('AllowHeaders', api.allowHeaders)}, without ${missing.join(', ')}`;
  }
  if (check === 'cors-allow-methods') {
    const missing = (cors?.methods ?? []).filter((name) => name !== '*' && !lists(api.allowMethods, name));
    return missing.length === 0
      ? null
      : `${of('AllowMethods', api.allowMethods)}, without ${missing.join(', ')}`;
  }
  if (origin === undefined || api.allowOrigins.includes('https://*') || lists(api.allowOrigins, origin))
    return null;
  return `${of('AllowOrigins', api.allowOrigins)}, without ${origin}`;
}
