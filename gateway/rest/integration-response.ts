import { type HeaderLine, headerOf } from '../call.ts';
import { isObject, isSendable, statusCodeOf } from '../header-rules.ts';
import type { IntegrationResponse, RestMethod } from '../model.ts';
import { firstMediaType, isBinary } from './binary.ts';
import { type Fault, faults } from './errors.ts';
import { responseHeaderName } from './headers.ts';
import { compileTemplates, decodeBase64, textOf } from './integration-request.ts';
import { type MappedResponse, type Mapping, readMapping } from './mapping.ts';
import type { MappingScope } from './mapping-scope.ts';
import type { IntegrationResult } from './respond.ts';
import type { Template } from './template.ts';

/** What a backend answered, before the integration response maps it. */
export interface BackendAnswer {
  /** What selection patterns are held against: its status, or the message of a function's error. */
  readonly selector: string;
  readonly headers: readonly HeaderLine[];
  readonly body: string | Buffer;
}

interface CompiledResponse {
  readonly status: number;
  readonly declared: boolean;
  /** `null`: the response for what no pattern matches. */
  readonly matches: ((text: string) => boolean) | null;
  readonly headers: readonly (readonly [name: string, value: Mapping])[];
  readonly templates: ReadonlyMap<string, Template>;
  readonly contentHandling: IntegrationResponse['contentHandling'];
}

/** Chooses the integration response and maps a backend's answer to what the caller gets. */
export function compileIntegrationResponses(
  responses: readonly IntegrationResponse[],
  method: RestMethod,
): (answer: BackendAnswer, scope: MappingScope) => Omit<IntegrationResult, 'traced'> | Fault {
  const compiled = responses.map((response) => compileResponse(response, method));
  const byDefault = compiled.find(({ matches }) => matches === null);
  return (answer, scope) => {
    const matching = compiled.filter(({ matches }) => matches?.(answer.selector));
    // Of several, the one of the very status wins (measured on AWS).
    const own = matching.find(({ status }) => String(status) === answer.selector);
    const response = own ?? matching[0] ?? byDefault;
    return response?.declared === true ? mapAnswer(answer, response, scope) : faults.configuration;
  };
}

function compileResponse(response: IntegrationResponse, method: RestMethod): CompiledResponse {
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
    contentHandling: response.contentHandling,
  };
}

/** A selection pattern matches whole texts. One that isn't a regular expression fails the requests that come to it. */
function compilePattern(source: string): (text: string) => boolean {
  // Java's way to set flags; JavaScript has them beside the expression.
  const flags = /^\(\?(?<flags>[imsu]+)\)/.exec(source)?.groups?.flags ?? '';
  try {
    const pattern = new RegExp(`^(?:${flags === '' ? source : source.slice(flags.length + 3)})$`, flags);
    return (text) => pattern.test(text);
  } catch {
    return () => {
      throw new Error(`the selection pattern ${source} is not a regular expression that can be used here`);
    };
  }
}

function mapAnswer(
  answer: BackendAnswer,
  response: CompiledResponse,
  scope: MappingScope,
): Omit<IntegrationResult, 'traced'> {
  const accept = headerOf(scope.request.headers, 'accept');
  const payload = convert(answer, response.contentHandling, { scope, accept });
  const [mediaType, template] = chooseTemplate(response.templates, firstMediaType(accept ?? ''));
  const body = template === null ? payload : scope.render(template, textOf(payload));
  const headers = mapHeaders(response, { headers: answer.headers, text: answer.body.toString() }, scope);
  if (headerOf(headers, 'content-type') === undefined) headers.push(['Content-Type', mediaType]);
  // A status that isn't one changes nothing.
  const status = statusCodeOf(scope.overrides?.responseOverride?.status) ?? response.status;
  return { status, headers, body };
}

function overriddenHeaders({ overrides }: MappingScope): [string, unknown][] {
  // Templates may have put anything there.
  const header: unknown = overrides?.responseOverride?.header;
  return isObject(header) ? Object.entries(header) : [];
}

function mapHeaders(response: CompiledResponse, mapped: MappedResponse, scope: MappingScope): HeaderLine[] {
  const overrides = overriddenHeaders(scope);
  const overridden = new Set(overrides.map(([name]) => name.toLowerCase()));
  const headers: HeaderLine[] = [];
  const add = (name: string, value: string | undefined): void => {
    const outName = responseHeaderName(name);
    if (outName !== null && value !== undefined && isSendable([outName, value]))
      headers.push([outName, value]);
  };
  for (const [name, mapping] of response.headers)
    if (!overridden.has(name.toLowerCase())) add(name, mapping(scope.request, mapped));
  for (const [name, value] of overrides)
    for (const one of Array.isArray(value) ? value : [value]) add(name, String(one ?? ''));
  return headers;
}

/** AWS documentation, "Content type conversions in API Gateway", the table of responses. */
function convert(
  { headers, body }: BackendAnswer,
  contentHandling: IntegrationResponse['contentHandling'],
  { scope, accept }: { readonly scope: MappingScope; readonly accept: string | undefined },
): string | Buffer {
  const { binaryMediaTypes } = scope.request.facts.api;
  const handling =
    contentHandling ??
    (isBinary(binaryMediaTypes, firstMediaType(accept ?? '')) ? 'CONVERT_TO_BINARY' : 'CONVERT_TO_TEXT');
  const isBytes =
    typeof body !== 'string' &&
    isBinary(binaryMediaTypes, firstMediaType(headerOf(headers, 'content-type') ?? ''));
  if (isBytes) return handling === 'CONVERT_TO_TEXT' ? body.toString('base64') : body;
  const text = body.toString();
  return handling === 'CONVERT_TO_BINARY' ? decodeBase64(text) : text;
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
