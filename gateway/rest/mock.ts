import { type HeaderLine, headerOf } from '../call.ts';
import { isSendable, statusCodeOf } from '../header-rules.ts';
import type { IntegrationResponse, RestIntegration, RestMethod } from '../model.ts';
import { firstMediaType } from './binary.ts';
import { type Fault, faults } from './errors.ts';
import { responseHeaderName } from './headers.ts';
import { type Mapping, readMapping } from './mapping.ts';
import type { RestRequest } from './request.ts';
import type { IntegrationResult } from './respond.ts';
import { compileTemplate, type Template } from './template.ts';
import { type TemplateContext, templateContext, templateVariables } from './template-variables.ts';

type MockIntegration = Extract<RestIntegration, { type: 'MOCK' }>;

export type Mock = (request: RestRequest) => IntegrationResult | Fault;

interface MockResponse {
  readonly status: number;
  readonly declared: boolean;
  /** `null`: the response for statuses that no pattern matches. */
  readonly matches: ((status: string) => boolean) | null;
  readonly headers: readonly (readonly [name: string, value: Mapping])[];
  readonly templates: ReadonlyMap<string, Template>;
}

/**
 * A MOCK integration: the request template says which status there would have been, and the
 * response that is configured for it is the answer
 * (AWS documentation, "Mock integrations for REST APIs in API Gateway").
 */
export function compileMock(integration: MockIntegration, method: RestMethod): Mock {
  const requestTemplates = compileTemplates(integration.requestTemplates);
  const responses = integration.responses.map((response) => compileResponse(response, method));
  return (request) => {
    const requestTemplate = requestTemplates.get(request.mediaType);
    if (requestTemplate === undefined && refusesPassthrough(integration)) return faults.unsupportedMediaType;
    const context = templateContext(request);
    const sent = request.call.body.toString();
    const mapped = requestTemplate?.(templateVariables(request, context, sent)) ?? sent;
    // A request template may be sloppy JSON, or have text before it (recorded from AWS).
    const status = /statusCode["']?\s*:\s*["']?(?<code>\d{3})/.exec(mapped)?.groups?.code;
    if (status === undefined) return faults.configuration;
    const response =
      responses.find(({ matches }) => matches?.(status)) ?? responses.find(({ matches }) => matches === null);
    if (response?.declared !== true) return faults.configuration;
    return answer(response, request, context);
  };
}

function refusesPassthrough({ passthroughBehavior, requestTemplates }: MockIntegration): boolean {
  if (passthroughBehavior === 'NEVER') return true;
  return passthroughBehavior === 'WHEN_NO_TEMPLATES' && Object.keys(requestTemplates).length > 0;
}

function compileTemplates(sources: Readonly<Record<string, string>>): ReadonlyMap<string, Template> {
  return new Map(Object.entries(sources).map(([mediaType, source]) => [mediaType, compileTemplate(source)]));
}

function compileResponse(response: IntegrationResponse, method: RestMethod): MockResponse {
  const headers = Object.entries(response.responseParameters).flatMap(([target, expression]) => {
    const name = /^method\.response\.header\.(.+)$/.exec(target)?.[1];
    return name === undefined ? [] : [[name, readMapping(expression)] as const];
  });
  return {
    status: statusCodeOf(response.statusCode) ?? 500,
    declared: method.methodResponses.some(({ statusCode }) => statusCode === response.statusCode),
    matches: response.selectionPattern ? compilePattern(response.selectionPattern) : null,
    headers,
    templates: compileTemplates(response.responseTemplates),
  };
}

/** A selection pattern matches whole texts. One that isn't a regular expression fails the requests that come to it. */
function compilePattern(source: string): (text: string) => boolean {
  // Java's way to ignore case; JavaScript has a flag for it.
  const ignoreCase = source.startsWith('(?i)');
  try {
    const pattern = new RegExp(`^(?:${ignoreCase ? source.slice(4) : source})$`, ignoreCase ? 'i' : '');
    return (text) => pattern.test(text);
  } catch {
    return () => {
      throw new Error(`the selection pattern ${source} is not a regular expression that can be used here`);
    };
  }
}

function answer(
  response: MockResponse,
  request: RestRequest,
  context: TemplateContext,
): IntegrationResult | Fault {
  const accepted = firstMediaType(headerOf(request.headers, 'accept') ?? '');
  const [mediaType, template] = chooseTemplate(response.templates, accepted);
  const body = template?.(templateVariables(request, context, '')) ?? '';
  const headers: HeaderLine[] = [];
  for (const [name, mapping] of response.headers) {
    const outName = responseHeaderName(name);
    const value = mapping(request);
    if (outName !== null && value !== undefined && isSendable([outName, value]))
      headers.push([outName, value]);
  }
  for (const [name, value] of Object.entries(context.responseOverride.header)) {
    headers.push([responseHeaderName(name) ?? name, String(value)]);
  }
  if (headerOf(headers, 'content-type') === undefined) headers.push(['Content-Type', mediaType]);
  const override = context.responseOverride.status;
  const status = override === undefined ? response.status : statusCodeOf(override);
  return status === null ? faults.configuration : { status, headers, body, traced: false };
}

function chooseTemplate(
  templates: ReadonlyMap<string, Template>,
  accepted: string,
): readonly [mediaType: string, template: Template | null] {
  for (const mediaType of [accepted, 'application/json', ...templates.keys()]) {
    const template = templates.get(mediaType);
    if (template !== undefined) return [mediaType, template];
  }
  return ['application/json', null];
}
