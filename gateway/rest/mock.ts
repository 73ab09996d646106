import { isObject } from '../header-rules.ts';
import { jsonOf } from '../json-of.ts';
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
    const code = statusIn(mapped);
    if (code === null) return faults.configuration;
    const result = respond({ selector: String(code), headers: [], body: '' }, scope);
    return 'errorType' in result ? result : { ...result, traced: null };
  };
}

/**
 * The status that a request template names: a whole number without quotes. The template may be sloppy JSON, or have
 * text before it (recorded from AWS), but each brace that it opens has to be closed. `null`: none.
 */
function statusIn(mapped: string): number | null {
  const text = mapped.slice(Math.max(mapped.indexOf('{'), 0)).trim();
  const document = jsonOf(text);
  if (document !== undefined) {
    const code = isObject(document) ? document.statusCode : undefined;
    return Number.isInteger(code) ? Number(code) : null;
  }
  const count = (brace: string): number => text.split(brace).length;
  if (!text.startsWith('{') || count('{') > count('}')) return null;
  const named = /[{,\s](?<quote>["']?)statusCode\k<quote>\s*:\s*(?<code>-?\d+)\s*[,}\s]/.exec(text)?.groups;
  return named === undefined ? null : Number(named.code);
}
