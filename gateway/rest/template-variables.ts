import { type HeaderLine, headerOf } from '../call.ts';
import { decodePercent } from '../query.ts';
import type { RestRequest } from './request.ts';

/** `$context` of a request, with the overrides that its templates may set. */
export interface TemplateContext extends Record<string, unknown> {
  readonly requestOverride: Record<'path' | 'header' | 'querystring', Record<string, unknown>>;
  readonly responseOverride: { status?: unknown; header: Record<string, unknown> };
}

export function templateContext(request: RestRequest): TemplateContext {
  return {
    ...request.requestContext(),
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
  return {
    body,
    params: (name?: string) => {
      if (name === undefined) return groups();
      const { path, querystring } = groups();
      return path[name] ?? querystring[name] ?? headerOf(request.headers, name.toLowerCase()) ?? '';
    },
    path: (expression: string) => select(parseOrUndefined(body), expression),
    json: (expression: string) => {
      const value = select(parseOrUndefined(body), expression);
      return value === undefined ? '' : JSON.stringify(value);
    },
  };
}

function parseOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const step = /\.(?<name>[^.[\]]+)|\[(?:'(?<quoted>[^']*)'|"(?<double>[^"]*)"|(?<index>\d+))\]/y;

/** A JSONPath of names and indices; `undefined` where it leads nowhere. */
function select(root: unknown, expression: string): unknown {
  let value = root;
  step.lastIndex = expression.startsWith('$') ? 1 : 0;
  while (step.lastIndex < expression.length) {
    const groups = step.exec(expression)?.groups;
    if (groups === undefined) return undefined;
    const key = groups.name ?? groups.quoted ?? groups.double ?? groups.index ?? '';
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

const utilities = {
  escapeJavaScript: (text: unknown) =>
    JSON.stringify(String(text)).slice(1, -1).replaceAll("'", "\\'").replaceAll('/', '\\/'),
  parseJson: (text: unknown) => parseOrUndefined(String(text)),
  urlEncode: (text: unknown) => new URLSearchParams({ v: String(text) }).toString().slice(2),
  urlDecode: (text: unknown) => decodePercent(String(text).replaceAll('+', ' ')),
  base64Encode: (text: unknown) => Buffer.from(String(text)).toString('base64'),
  base64Decode: (text: unknown) => Buffer.from(String(text), 'base64').toString(),
};
