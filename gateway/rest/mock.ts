import type { MockIntegration, RestMethod } from '../model.ts';
import { type Fault, faults } from './errors.ts';
import { compileTemplateChoice } from './integration-request.ts';
import { compileIntegrationResponses } from './integration-response.ts';
import { MappingScope } from './mapping-scope.ts';
import type { RestRequest } from './request.ts';
import type { IntegrationResult } from './respond.ts';

export type Mock = (request: RestRequest) => IntegrationResult | Fault;

/**
 * A MOCK integration: the request template says which status there would have been, and the
 * response that is configured for it is the answer
 * (AWS documentation, "Mock integrations for REST APIs in API Gateway").
 */
export function compileMock(integration: MockIntegration, method: RestMethod): Mock {
  const choose = compileTemplateChoice(integration);
  const respond = compileIntegrationResponses(integration.responses, method);
  return (request) => {
    const template = choose(request.mediaType);
    if (template !== null && 'errorType' in template) return template;
    const scope = new MappingScope(request);
    const sent = request.call.body.toString();
    const mapped = template === null ? sent : scope.render(template, sent);
    // A request template may be sloppy JSON, or have text before it (recorded from AWS).
    const selector = /statusCode["']?\s*:\s*["']?(?<code>\d{3})/.exec(mapped)?.groups?.code;
    if (selector === undefined) return faults.configuration;
    const result = respond({ selector, headers: [], body: '' }, scope);
    return 'errorType' in result ? result : { ...result, traced: null };
  };
}
