import type { HeaderLine } from '../call.ts';
import { compileJsonPath, type JsonPath } from '../json-path.ts';
import { decodePercent } from '../query.ts';
import { printed } from '../velocity/java.ts';
import { jsonText, parseJson, withPlainNumbers } from '../velocity/json.ts';
import type { RestRequest } from './request.ts';

/** `$context` of a request, with the overrides that its templates may set. */
export interface TemplateContext extends Record<string, unknown> {
  readonly requestOverride: Record<'path' | 'header' | 'querystring', Record<string, unknown>>;
  readonly responseOverride: { status?: unknown; header: Record<string, unknown> };
}

export function templateContext(request: RestRequest): TemplateContext {
  return {
    ...request.mappingContext(),
    requestOverride: { path: {}, header: {}, querystring: {} },
    responseOverride: { header: {} },
  };
}

/**
 * What a mapping template sees (AWS documentation, "Variables for data transformations").
 * @param body the payload being mapped; an empty one reads as `{}`.
 */
export function templateVariables(
  request: RestRequest,
  context: TemplateContext,
  body: string,
): Record<string, unknown> {
  return {
    input: inputVariable(request, body === '' ? '{}' : body),
    context,
    stageVariables: { ...request.stage.variables },
    util: utilities,
  };
}

function inputVariable(request: RestRequest, body: string): Record<string, unknown> {
  const groups = (): Record<'path' | 'querystring' | 'header', Record<string, string>> => ({
    path: { ...request.destination?.pathParameters },
    querystring: Object.fromEntries(request.query),
    header: Object.fromEntries<string>(request.headers as Iterable<HeaderLine>),
  });
  let root: { readonly value: unknown } | undefined;
  const select = (expression: unknown): unknown => {
    root ??= { value: parseOrText(body) };
    const path = String(expression);
    return jsonPath(path)(path.includes('?') ? withPlainNumbers(root.value) : root.value);
  };
  return {
    body,
    params: (name?: unknown) => (name === undefined ? groups() : parameter(request, String(name))),
    path: (expression: unknown) => select(expression) ?? null,
    json: (expression: unknown = '$') => {
      const value = select(expression);
      // As it was sent, so that large numbers keep their digits.
      if (value === root?.value && typeof value === 'object') return withoutBlanks(body);
      // What isn't there is an empty text, so that templates stay JSON.
      return jsonText(value === undefined ? '' : value);
    },
  };
}

/** JSON text without what only parts it. */
function withoutBlanks(json: string): string {
  return json.replace(/("(?:[^"\\]|\\.)*")|\s+/g, '$1');
}

/** Path before query before headers, whose names are case-sensitive, too. */
function parameter(request: RestRequest, name: string): string {
  const { destination, query, headers } = request;
  const inPath = destination?.pathParameters?.[name];
  if (inPath !== undefined) return inPath;
  const inQuery = query.findLast(([key]) => key === name)?.[1];
  return inQuery ?? headers.findLast(([key]) => key === name)?.[1] ?? '';
}

const paths = new Map<string, JsonPath>();
/** Templates hold few paths; one that makes them up from requests must not fill the memory. */
const mostPaths = 1000;

function jsonPath(expression: string): JsonPath {
  const known = paths.get(expression);
  if (known !== undefined) return known;
  if (paths.size >= mostPaths) paths.clear();
  const compiled = compileJsonPath(expression);
  paths.set(expression, compiled);
  return compiled;
}

/** A payload that is no JSON is one text, as forms are that a template wraps with `$input.json('$')`. */
function parseOrText(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}

/** `null` stays nothing; everything else is taken as what it prints. */
const ofText =
  (convert: (text: string) => unknown) =>
  (value: unknown): unknown =>
    value === null || value === undefined ? null : convert(printed(value));

const utilities = {
  escapeJavaScript: ofText(escapeJavaScript),
  parseJson: ofText(parseJson),
  urlEncode: ofText((text) => new URLSearchParams({ v: text }).toString().slice(2)),
  urlDecode: ofText((text) => decodePercent(text.replaceAll('+', ' '))),
  base64Encode: ofText((text) => Buffer.from(text).toString('base64')),
  base64Decode: ofText((text) => Buffer.from(text, 'base64').toString()),
};

/** Quotes of both kinds, slashes, and whatever isn't printable ASCII (Apache Commons Lang, StringEscapeUtils). */
function escapeJavaScript(text: string): string {
  return JSON.stringify(text)
    .slice(1, -1)
    .replace(/['/]/g, '\\$&')
    .replace(
      /[\u007f-\uffff]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`,
    );
}
