import type { HeaderLine } from '../call.ts';
import type { QueryPair } from '../query.ts';
import { isBinary } from './binary.ts';
import type { RestRequest } from './request.ts';

/**
 * The event of a Lambda proxy integration (AWS documentation, "Input format of a Lambda function
 * for proxy integration"; fields, order and nulls as recorded).
 */
export function proxyEvent(request: RestRequest): Record<string, unknown> {
  const { call, facts, stage } = request;
  const binary = call.body.length > 0 && isBinary(facts.api.binaryMediaTypes, request.mediaType);
  return {
    resource: request.destination?.resourcePath ?? null,
    path: request.paths.eventPath,
    httpMethod: call.method,
    headers: lastValues(request.headers),
    multiValueHeaders: allValues(request.headers),
    queryStringParameters: lastValues(request.query),
    multiValueQueryStringParameters: allValues(request.query),
    pathParameters: request.destination?.pathParameters ?? null,
    stageVariables: Object.keys(stage.variables).length === 0 ? null : stage.variables,
    requestContext: request.requestContext(),
    body: call.body.length === 0 ? null : call.body.toString(binary ? 'base64' : 'utf8'),
    isBase64Encoded: binary,
  };
}

function lastValues(pairs: readonly (HeaderLine | QueryPair)[]): Record<string, string> | null {
  return pairs.length === 0 ? null : Object.fromEntries(pairs);
}

function allValues(pairs: readonly (HeaderLine | QueryPair)[]): Record<string, string[]> | null {
  if (pairs.length === 0) return null;
  const values = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const list = values.get(name);
    if (list === undefined) values.set(name, [value]);
    else list.push(value);
  }
  return Object.fromEntries(values);
}
