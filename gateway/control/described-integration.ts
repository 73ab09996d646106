import type { FunctionReference, IntegrationResponse, RestIntegration, TemplateMapping } from '../model.ts';

/** What GetIntegration says. Nothing for an integration that isn't served: of it the model keeps no more than the reason. */
export function describedIntegration(integration: RestIntegration) {
  if (integration.type === 'UNSUPPORTED') return undefined;
  return {
    type: integration.type,
    passthroughBehavior: 'WHEN_NO_MATCH',
    timeoutInMillis: 29_000,
    cacheKeyParameters: [],
    ...describedBackend(integration),
  };
}

function describedBackend(integration: Exclude<RestIntegration, { type: 'UNSUPPORTED' }>) {
  if (integration.type === 'MOCK') return describedTemplates(integration);
  const { httpMethod, timeoutMs, requestParameters = {} } = integration;
  return {
    httpMethod,
    uri: 'uri' in integration ? integration.uri : invocationUri(integration.function),
    timeoutInMillis: timeoutMs,
    ...(Object.keys(requestParameters).length > 0 ? { requestParameters } : {}),
    ...('responses' in integration ? describedTemplates(integration) : {}),
    ...('contentHandling' in integration ? { contentHandling: integration.contentHandling } : {}),
  };
}

function describedTemplates({ requestTemplates, passthroughBehavior, responses }: TemplateMapping) {
  const described = responses.map((response) => [response.statusCode, describedResponse(response)]);
  return { requestTemplates, passthroughBehavior, integrationResponses: Object.fromEntries(described) };
}

function describedResponse({ selectionPattern, ...response }: IntegrationResponse) {
  return selectionPattern === null ? response : { ...response, selectionPattern };
}

function invocationUri({ arn }: FunctionReference): string {
  const [, partition = 'aws', , region = ''] = arn.split(':');
  return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`;
}
