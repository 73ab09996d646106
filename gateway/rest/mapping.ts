import { headerOf } from '../call.ts';
import type { RestRequest } from './request.ts';

/** A mapping expression, read once: its value for a request, or `undefined` where there is none. */
export type Mapping = (request: RestRequest) => string | undefined;

const never: Mapping = () => undefined;

/**
 * Reads the value of a response or gateway response parameter: a literal in single quotes,
 * `method.request.…`, `context.…` or `stageVariables.…`
 * (AWS documentation, "API Gateway API request and response data mapping reference").
 */
export function readMapping(expression: string): Mapping {
  const literal = /^'(?<text>.*)'$/s.exec(expression)?.groups?.text;
  if (literal !== undefined) return () => literal;
  const request = /^method\.request\.(?<place>[a-z]+)\.(?<name>.+)$/.exec(expression)?.groups;
  if (request !== undefined) return readRequestMapping(request.place ?? '', request.name ?? '');
  const [root = '', ...steps] = expression.split('.');
  if (root === 'context') return (source) => contextText(source.requestContext(), steps);
  if (root === 'stageVariables') return (source) => source.stage.variables[steps.join('.')];
  return never;
}

function readRequestMapping(place: string, name: string): Mapping {
  switch (place) {
    case 'header':
    case 'multivalueheader':
      return (request) => headerOf(request.headers, name.toLowerCase());
    case 'querystring':
    case 'multivaluequerystring':
      return (request) => request.query.findLast(([key]) => key === name)?.[1];
    case 'path':
      return (request) => request.destination?.pathParameters?.[name];
    default:
      return never;
  }
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
