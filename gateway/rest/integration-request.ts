import type { HeaderLine } from '../call.ts';
import type { ContentHandling, CustomMapping, RestIntegration, TemplateMapping } from '../model.ts';
import { isBinary } from './binary.ts';
import { type Fault, faults, RequestFault } from './errors.ts';
import { MappingScope } from './mapping-scope.ts';
import type { RestRequest } from './request.ts';
import { compileRequestMapping, forbiddenHeader, type MappedParameters } from './request-mapping.ts';
import { compileTemplate, type Template } from './template.ts';

/** What goes to a backend that is no proxy. */
export interface IntegrationRequest extends MappedParameters {
  /** Text, or bytes of a binary media type. */
  readonly body: string | Buffer;
  /** What the response templates go on with. */
  readonly scope: MappingScope;
}

/** `null`: the payload passes through; a fault: its media type is refused. */
export type TemplateChoice = (mediaType: string) => Template | null | Fault;

/** The template of a request's media type, or what the passthrough behaviour says without one. */
export function compileTemplateChoice(mapping: TemplateMapping): TemplateChoice {
  const templates = compileTemplates(mapping.requestTemplates);
  const refuses =
    mapping.passthroughBehavior === 'NEVER' ||
    (mapping.passthroughBehavior === 'WHEN_NO_TEMPLATES' && templates.size > 0);
  const otherwise = templates.get('$default') ?? (refuses ? faults.unsupportedMediaType : null);
  return (mediaType) => templates.get(mediaType) ?? otherwise;
}

export function compileTemplates(sources: Readonly<Record<string, string>>): ReadonlyMap<string, Template> {
  return new Map(Object.entries(sources).map(([mediaType, source]) => [mediaType, compileTemplate(source)]));
}

/**
 * Makes the integration request: payload by content handling, then the template, then the mapped parameters
 * with what the template overrides of them.
 */
export function compileIntegrationRequest(
  type: RestIntegration['type'],
  mapping: CustomMapping,
): (request: RestRequest) => IntegrationRequest | Fault {
  const choose = compileTemplateChoice(mapping);
  const map = compileRequestMapping(mapping.requestParameters);
  return (request) => {
    const template = choose(request.mediaType);
    if (template !== null && 'errorType' in template) return template;
    const scope = new MappingScope(request);
    try {
      const payload = payloadOf(request, mapping.contentHandling);
      const body = template === null ? payload : scope.render(template, textOf(payload));
      const mapped = map(request, scope.overrides);
      refuseForbidden(type, mapped.headers);
      return { ...mapped, body, scope };
    } catch (error) {
      if (error instanceof RequestFault) return error.fault;
      throw error;
    }
  };
}

/** Throws where a header is mapped that must not be: AWS fails the request, and its log says as much. */
export function refuseForbidden(type: RestIntegration['type'], headers: readonly HeaderLine[]): void {
  const name = forbiddenHeader(type, headers);
  if (name !== null) throw new Error(`a mapping sets the header ${name}, which API Gateway forbids`);
}

/**
 * The payload of a request before its template (AWS documentation, "Content type conversions in API Gateway").
 * Bytes of media types that aren't binary are read as UTF-8.
 */
export function payloadOf(
  request: RestRequest,
  contentHandling: ContentHandling | undefined,
): string | Buffer {
  const { body } = request.call;
  if (isBinary(request.facts.api.binaryMediaTypes, request.mediaType))
    return contentHandling === 'CONVERT_TO_TEXT' ? body.toString('base64') : body;
  const text = body.toString();
  return contentHandling === 'CONVERT_TO_BINARY' ? decodeBase64(text) : text;
}

/**
 * Reads base64, in quotes where it is a function's result, in lines or not. Throws where the text is something
 * else, such as words (recorded from AWS).
 */
export function decodeBase64(text: string): Buffer {
  const compact = text.trim().replace(/^"|"$|[\r\n]/g, '');
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(compact) || compact.replace(/=+$/, '').length % 4 === 1)
    throw new Error('the payload is to be converted to binary and is not base64');
  return Buffer.from(compact, 'base64');
}

const utf8 = new TextDecoder('utf-8', { fatal: true });

/** Templates see text; bytes that aren't any fail the request (recorded from AWS). */
export function textOf(payload: string | Buffer): string {
  if (typeof payload === 'string') return payload;
  try {
    return utf8.decode(payload);
  } catch {
    throw new Error('a mapping template was given binary data; set ContentHandling to CONVERT_TO_TEXT');
  }
}
