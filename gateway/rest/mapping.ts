import type { HeaderLine } from '../call.ts';
import { isObject } from '../header-rules.ts';
import { compileJsonPath } from '../json-path.ts';
import { faults, RequestFault } from './errors.ts';
import type { RestRequest } from './request.ts';

/** What a response parameter may be made of besides the request. */
export interface MappedResponse {
  readonly headers: readonly HeaderLine[];
  /** Text of the integration's body. */
  readonly text: string;
}

/** A mapping expression, read once: its value for a request, or `undefined` where there is none. */
export type Mapping = (request: RestRequest, response?: MappedResponse) => string | undefined;

/** As Mapping, where one expression may stand for several values. */
export type ListMapping = (request: RestRequest, response?: MappedResponse) => readonly string[];

/**
 * Reads the value of a response or gateway response parameter: a literal in single quotes,
 * `method.request.…`, `integration.response.…`, `context.…` or `stageVariables.…`
 * (AWS documentation, "API Gateway API request and response data mapping reference").
 */
export function readMapping(expression: string): Mapping {
  const list = readListMapping(expression);
  return (request, response) => {
    try {
      const values = list(request, response);
      return values.length === 0 ? undefined : values.join(',');
    } catch (error) {
      // It is too late to refuse the request: what it was to give is missing.
      if (error instanceof RequestFault) return undefined;
      throw error;
    }
  };
}

/** Reads the value of a request parameter. Throws RequestFault where the request can't be mapped. */
export function readListMapping(expression: string): ListMapping {
  const literal = /^'(?<text>.*)'$/s.exec(expression)?.groups?.text;
  if (literal !== undefined) return () => [literal];
  const origin = /^(?<root>method\.request|integration\.response)\.(?<place>[a-z]+)(?:\.(?<name>.+))?$/.exec(
    expression,
  )?.groups;
  if (origin !== undefined) {
    const { root, place = '', name = '' } = origin;
    return root === 'method.request' ? fromRequest(place, name) : fromResponse(place, name);
  }
  const [root = '', ...steps] = expression.split('.');
  if (root === 'context') return (request) => some(contextText(request.mappingContext(), steps));
  if (root === 'stageVariables') return (request) => some(request.stage.variables[steps.join('.')]);
  return () => [];
}

const some = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);

function fromRequest(place: string, name: string): ListMapping {
  switch (place) {
    case 'header':
      return (request) => allHeaders(request.headers, name).slice(-1);
    case 'multivalueheader':
      return (request) => allHeaders(request.headers, name);
    case 'querystring':
      return (request) => allQuery(request, name).slice(-1);
    case 'multivaluequerystring':
      return (request) => allQuery(request, name);
    case 'path':
      return (request) => some(request.destination?.pathParameters?.[name]);
    case 'body':
      return fromRequestBody(name);
    default:
      return () => [];
  }
}

function fromResponse(place: string, name: string): ListMapping {
  switch (place) {
    case 'header':
      return (_, response) => allHeaders(response?.headers ?? [], name).slice(-1);
    case 'multivalueheader':
      return (_, response) => allHeaders(response?.headers ?? [], name);
    case 'body': {
      const read = readBody(name);
      return (_, response) => (response === undefined ? [] : some(read(response.text)));
    }
    default:
      return () => [];
  }
}

function fromRequestBody(path: string): ListMapping {
  const read = readBody(path);
  return ({ call }) => {
    try {
      return some(read(call.body.toString()));
    } catch {
      throw new RequestFault(faults.invalidJson);
    }
  };
}

/**
 * Only a body that begins like JSON is read as JSON; others hold nothing. Throws where it then isn't, and where an
 * object isn't that is wanted as a whole (tried on AWS by LocalStack).
 */
function readBody(path: string): (body: string) => string | undefined {
  if (path === '') return readWholeBody;
  const select = compileJsonPath(path.startsWith('$') ? path : `$.${path}`);
  return (body) => {
    const text = body.trim();
    if (!/^[{["']/.test(text)) return undefined;
    const value = select(JSON.parse(text));
    if (value === undefined || value === null) return undefined;
    return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
  };
}

/** Names are case-sensitive (AWS documentation, "Amazon API Gateway important notes for REST APIs"). */
function allHeaders(headers: readonly HeaderLine[], name: string): readonly string[] {
  return headers.filter(([given]) => given === name).map(([, value]) => value);
}

function readWholeBody(body: string): string {
  const text = body.trim();
  if (text.startsWith('{')) JSON.parse(text);
  return text === '' ? '{}' : text;
}

function allQuery(request: RestRequest, name: string): readonly string[] {
  return request.query.filter(([key]) => key === name).map(([, value]) => value);
}

/** A scalar of the request context, by its steps. */
export function contextText(context: unknown, steps: readonly string[]): string | undefined {
  let value = context;
  for (const step of steps) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value === null || typeof value === 'object' ? undefined : String(value);
}
