import type {
  ContentHandling,
  CustomMapping,
  IntegrationResponse,
  RestIntegration,
  RestStage,
  TemplateMapping,
} from '../model.ts';
import { functionArnInUri, type Permission, referenceTo } from './permissions.ts';
import type { Properties } from './properties.ts';
import type { StackReader } from './stack-reader.ts';

const integrationTypes = ['AWS', 'AWS_PROXY', 'HTTP', 'HTTP_PROXY', 'MOCK'] as const;
const passthroughBehaviors = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'] as const;
const contentHandlings = ['CONVERT_TO_BINARY', 'CONVERT_TO_TEXT'] as const;

/** What an integration is read in the light of. */
export interface IntegrationSurroundings {
  readonly apiId: string;
  readonly path: string;
  readonly httpMethod: string;
  readonly stages: readonly RestStage[];
  readonly permissions: readonly Permission[];
}

const unsupported = (reason: string) => ({ type: 'UNSUPPORTED' as const, reason });

/** Reads the integration of a method's properties. */
export function readIntegration(
  properties: Properties,
  stack: StackReader,
  around: IntegrationSurroundings,
): RestIntegration {
  const integration = properties.object('Integration');
  if (integration === undefined) return unsupported('it has no integration; on AWS its deployment fails');
  const type = integration.oneOf('Type', integrationTypes);
  if (type === undefined) throw integration.fail(undefined, `${integration.owner} needs the property Type.`);
  if (integration.text('ConnectionType') === 'VPC_LINK') return unsupported('VPC links are not served yet');
  if (integration.text('ResponseTransferMode') === 'STREAM')
    return unsupported('response streaming is not served yet');
  switch (type) {
    case 'MOCK':
      return { type, ...readTemplates(integration) };
    case 'HTTP':
      return { type, ...readHttpBackend(integration), ...readCustomMapping(integration) };
    case 'HTTP_PROXY':
      return {
        type,
        ...readHttpBackend(integration),
        requestParameters: integration.textMap('RequestParameters'),
      };
    case 'AWS':
    case 'AWS_PROXY':
      return readFunctionIntegration(type, integration, { stack, around });
  }
}

function readFunctionIntegration(
  type: 'AWS' | 'AWS_PROXY',
  integration: Properties,
  { stack, around }: { readonly stack: StackReader; readonly around: IntegrationSurroundings },
): RestIntegration {
  const uri = integration.required('Uri');
  const arn = functionArnInUri(uri, stack);
  if (arn === null)
    return unsupported(`its ${type} integration goes to ${uri}, and only Lambda functions are served`);
  const { apiId, path, stages, httpMethod: method, permissions } = around;
  const invocation = { apiId, path, stages, method, hasCredentials: integration.has('Credentials') };
  const target = {
    function: referenceTo(arn, invocation, permissions),
    httpMethod: integration.text('IntegrationHttpMethod') ?? '',
    timeoutMs: timeoutOf(integration, { least: 50, otherwise: 29_000 }),
  };
  if (type === 'AWS') return { type, ...target, ...readCustomMapping(integration) };
  return { type, ...target, requestParameters: integration.textMap('RequestParameters') };
}

function readHttpBackend(integration: Properties) {
  const uri = integration.required('Uri');
  if (!/^https?:\/\/|^\$\{stageVariables\./i.test(uri))
    throw integration.fail(
      'Uri',
      `Uri of ${integration.owner} must begin with http:// or https://, not ${uri.slice(0, 40)}.`,
    );
  return {
    uri,
    httpMethod: integration.required('IntegrationHttpMethod').toUpperCase(),
    timeoutMs: timeoutOf(integration, { least: 50, otherwise: 29_000 }),
  };
}

function readTemplates(integration: Properties): TemplateMapping {
  return {
    requestTemplates: integration.textMap('RequestTemplates'),
    passthroughBehavior: integration.oneOf('PassthroughBehavior', passthroughBehaviors) ?? 'WHEN_NO_MATCH',
    responses: integration.objects('IntegrationResponses').map(readIntegrationResponse),
  };
}

function readCustomMapping(integration: Properties): CustomMapping {
  return {
    ...readTemplates(integration),
    ...readContentHandling(integration),
    requestParameters: integration.textMap('RequestParameters'),
  };
}

function readContentHandling(properties: Properties): { readonly contentHandling?: ContentHandling } {
  const contentHandling = properties.oneOf('ContentHandling', contentHandlings);
  return contentHandling === undefined ? {} : { contentHandling };
}

function readIntegrationResponse(response: Properties): IntegrationResponse {
  return {
    statusCode: response.required('StatusCode'),
    selectionPattern: response.text('SelectionPattern') ?? null,
    responseParameters: response.textMap('ResponseParameters'),
    responseTemplates: response.textMap('ResponseTemplates'),
    ...readContentHandling(response),
  };
}

/** @param limits milliseconds; without `most`, what an account may raise is not checked. */
export function timeoutOf(
  properties: Properties,
  { least, most, otherwise }: { least: number; most?: number; otherwise: number },
): number {
  const given = properties.number('TimeoutInMillis') ?? otherwise;
  if (given < least || (most !== undefined && given > most))
    throw properties.fail(
      'TimeoutInMillis',
      `TimeoutInMillis of ${properties.owner} must be ${least} to ${most ?? otherwise}, not ${given}.`,
    );
  return given;
}
