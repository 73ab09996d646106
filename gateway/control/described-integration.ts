import type { IntegrationResponse, RestIntegration, RestMethod, TemplateMapping } from '../model.ts';
import { lambdaUri } from './lambda-uri.ts';

export const defaultTimeoutMs = 29_000;

/**
 * What GetIntegration says, as recorded from AWS. Nothing for an integration that isn't served: of it the model keeps no more
 * than the reason.
 */
export function describedIntegration(
  {
    integration,
    cacheKeyParameters = [],
    cacheNamespace,
  }: Pick<RestMethod, 'integration' | 'cacheKeyParameters' | 'cacheNamespace'>,
  resourceId: string,
) {
  if (integration.type === 'UNSUPPORTED') return undefined;
  const isHttp = integration.type === 'HTTP' || integration.type === 'HTTP_PROXY';
  return {
    type: integration.type,
    passthroughBehavior: 'WHEN_NO_MATCH',
    timeoutInMillis: defaultTimeoutMs,
    cacheKeyParameters,
    cacheNamespace: cacheNamespace ?? resourceId,
    ...(isHttp ? { connectionType: 'INTERNET' } : {}),
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
  return {
    passthroughBehavior,
    ...withoutEmptyMaps({ requestTemplates, integrationResponses: Object.fromEntries(described) }),
  };
}

/** What GetIntegrationResponse says. */
export function describedResponse({ selectionPattern, ...response }: IntegrationResponse) {
  return withoutEmptyMaps(selectionPattern === null ? response : { ...response, selectionPattern });
}

/** Maps that hold nothing are left out of answers. */
export function withoutEmptyMaps<Fields extends object>(fields: Fields): Partial<Fields> {
  const isEmpty = (value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmpty(value))) as Partial<Fields>;
}
