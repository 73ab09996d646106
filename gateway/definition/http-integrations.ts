import type { HttpIntegration } from '../model.ts';
import { readParameterMapping } from './http-mappings.ts';
import type { RouteSurroundings } from './http-routes.ts';
import { functionArn } from './identities.ts';
import { functionArnInUri, referenceTo } from './permissions.ts';
import type { Properties } from './properties.ts';
import { timeoutOf } from './rest-integrations.ts';
import type { StackReader } from './stack-reader.ts';

export const unsupported = (reason: string) => ({ type: 'UNSUPPORTED' as const, reason });

/** The route that an integration is read for. */
export interface IntegrationSurroundings {
  readonly routeKey: string;
  readonly stack: StackReader;
  readonly around: RouteSurroundings;
}

/** Milliseconds (AWS documentation, "Amazon API Gateway quotas"). */
const timeouts = { least: 50, most: 30_000, otherwise: 30_000 } as const;

/** Reads an AWS::ApiGatewayV2::Integration. Throws DefinitionError. */
export function readIntegration(
  properties: Properties,
  { routeKey, stack, around }: IntegrationSurroundings,
): HttpIntegration {
  const type = properties.oneOf('IntegrationType', integrationTypes);
  if (type === undefined)
    throw properties.fail(undefined, `${properties.owner} needs the property IntegrationType.`);
  if (properties.text('ConnectionType') === 'VPC_LINK') return unsupported('VPC links are not served yet');
  const subtype = properties.text('IntegrationSubtype');
  if (subtype !== undefined) return unsupported(`the AWS service integration ${subtype} is not served yet`);
  if (type !== 'AWS_PROXY' && type !== 'HTTP_PROXY')
    return unsupported(`integrations of type ${type} are for WebSocket APIs`);
  const uri = properties.required('IntegrationUri');
  const timeoutMs = timeoutOf(properties, timeouts);
  const mapping = readParameterMapping(properties);
  if (type === 'HTTP_PROXY') return { type, ...readEndpoint(properties), timeoutMs, ...mapping };
  const arn = functionArnInUri(uri, stack);
  if (arn === null)
    return unsupported(`its integration goes to ${uri}, and only Lambda functions are served`);
  const invocation = invocationOf(routeKey, around, properties.has('CredentialsArn'));
  return {
    type,
    function: referenceTo(arn, invocation, around.permissions),
    payloadFormatVersion: properties.oneOf('PayloadFormatVersion', ['1.0', '2.0']) ?? '1.0',
    timeoutMs,
    ...mapping,
  };
}

const integrationTypes = ['AWS', 'AWS_PROXY', 'HTTP', 'HTTP_PROXY', 'MOCK'] as const;

const verbs = ['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

function readEndpoint(properties: Properties) {
  const uri = properties.required('IntegrationUri');
  if (!isEndpoint(uri))
    throw properties.fail(
      'IntegrationUri',
      `IntegrationUri of ${properties.owner} must begin with http:// or https://, not ${uri.slice(0, 40)}.`,
    );
  return { uri, httpMethod: properties.oneOf('IntegrationMethod', verbs) ?? 'ANY' };
}

const isEndpoint = (uri: string): boolean => /^https?:\/\/|^\$\{stageVariables\./i.test(uri);

/** `Target` on the API itself: a function with payload 2.0, or an HTTP endpoint. */
export function quickIntegration(
  properties: Properties,
  { routeKey, stack, around }: IntegrationSurroundings,
): HttpIntegration {
  const target = properties.required('Target');
  const timeoutMs = timeouts.otherwise;
  if (isEndpoint(target)) return { type: 'HTTP_PROXY', uri: target, httpMethod: 'ANY', timeoutMs };
  const arn = functionArnInUri(functionArn(target, stack), stack);
  if (arn === null)
    return unsupported(`its Target is ${target}, and only Lambda functions and HTTP endpoints are served`);
  const invocation = invocationOf(routeKey, around, properties.has('CredentialsArn'));
  const reference = referenceTo(arn, invocation, around.permissions);
  return { type: 'AWS_PROXY', function: reference, payloadFormatVersion: '2.0', timeoutMs };
}

function invocationOf(routeKey: string, { apiId, stages }: RouteSurroundings, hasCredentials: boolean) {
  const [method = '', path = ''] = routeKey.split(' ');
  return { apiId, stages, method, path, hasCredentials };
}
