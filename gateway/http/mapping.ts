import type { HeaderLine } from '../call.ts';
import { isObject } from '../header-rules.ts';
import { compileJsonPath } from '../json-path.ts';
import { readSelectionExpression, type Selection } from '../selection-expression.ts';
import { readContextVariable } from './context.ts';
import type { HttpRequest } from './request.ts';
import type { IntegrationResult } from './respond.ts';

/** The value that a parameter is mapped to; `undefined`: there is none. */
export type Mapping = (request: HttpRequest, response?: IntegrationResult) => string | undefined;

/** A body is cut there before a JSONPath is applied to it, bytes. */
const longestBody = 100 * 1024;

/**
 * Reads the source of a request or response parameter (AWS documentation, "Transform API requests and responses
 * for HTTP APIs in API Gateway").
 */
export function readMapping(expression: string, of: 'request' | 'response'): Mapping {
  const pieces = readSelectionExpression(expression, [of, 'context', 'stageVariables']);
  if ('unreadable' in pieces) return () => undefined;
  const [first] = pieces;
  if (pieces.length === 1 && first !== undefined && typeof first !== 'string') return readSelection(first);
  const parts = pieces.map(
    (piece): Mapping => (typeof piece === 'string' ? () => piece : readSelection(piece)),
  );
  return (request, response) => parts.map((part) => part(request, response) ?? '').join('');
}

function readSelection({ root, place, name }: Selection): Mapping {
  switch (root) {
    case 'context':
      return readContextVariable(name);
    case 'stageVariables':
      return ({ paths }) => paths.stage.variables[name];
    case 'request':
      return fromRequest(place, name);
    case 'response':
      return fromResponse(place, name);
  }
}

function fromRequest(place: string, name: string): Mapping {
  switch (place) {
    case 'header': {
      const lower = name.toLowerCase();
      return ({ headers }) => joined(headers.filter((line) => line[0].toLowerCase() === lower));
    }
    case 'querystring':
      return ({ query }) => joined(query.filter(([key]) => key === name));
    case 'path':
      if (name === '') return ({ paths }) => paths.path;
      return ({ destination }) => destination?.pathParameters?.[name];
    default: {
      const read = readBody(name);
      return ({ call }) => read(call.body);
    }
  }
}

function fromResponse(place: string, name: string): Mapping {
  if (place === 'header') {
    const lower = name.toLowerCase();
    return (_, response) => joined(response?.headers.filter((line) => line[0].toLowerCase() === lower) ?? []);
  }
  const read = readBody(name);
  return (_, response) => (response === undefined ? undefined : read(Buffer.from(response.body)));
}

const joined = (pairs: readonly HeaderLine[]): string | undefined =>
  pairs.length === 0 ? undefined : pairs.map(([, value]) => value).join(',');

function readBody(path: string): (body: Buffer) => string | undefined {
  if (path === '') return (body) => (body.length === 0 ? undefined : body.toString());
  const select = compileJsonPath(path.startsWith('[') ? `$${path}` : `$.${path}`);
  return (body) => {
    try {
      const value = select(JSON.parse(body.subarray(0, longestBody).toString()));
      if (value === undefined || value === null) return undefined;
      return isObject(value) || Array.isArray(value) ? JSON.stringify(value) : String(value);
    } catch {
      return undefined;
    }
  };
}
