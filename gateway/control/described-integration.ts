import type { IntegrationResponse, RestIntegration, RestMethod, TemplateMapping } from '../model.ts';
import { lambdaUri } from './lambda-uri.ts';

/** What GetIntegration says. Nothing for an integration that isn't served: of it the model keeps no more than the reason. */
export function describedIntegration({
  integration,
  cacheKeyParameters = [],
  cacheNamespace,
}: Pick<RestMethod, 'integration' | 'cacheKeyParameters' | 'cacheNamespace'>) {
  if (integration.type === 'UNSUPPORTED') return undefined;
  return {
    type: integration.type,
    passthroughBehavior: 'WHEN_NO_MATCH',
    timeoutInMillis: 29_000,
    cacheKeyParameters,
    ...(cacheNamespace === undefined ? {} : { cacheNamespace }),
    ...describedBackend(integration),
  };
}

function describedBackend(integration: Exclude<RestIntegration, { type: 'UNSUPPORTED' }>) {
  if (integration.type === 'MOCK') return describedTemplates(integration);
  const { httpMethod, timeoutMs, requestParameters = {} } = integration;
  return {
    httpMethod,
    uri: 'uri' in integration ? integration.uri : lambdaUri(integration.function),
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
