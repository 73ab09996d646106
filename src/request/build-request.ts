import type { Auth, Example } from '../contract/contract.ts';
import { encodeQuery, fillPath } from '../contract/example.ts';
import type { ContractRoute } from '../contract/route.ts';
import type { Target } from '../discovery/target.ts';

/** A concrete request, fit to be written to a file: secrets are named, not held. */
export interface BuiltRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  /** Header name in lower case → name of the environment variable that holds its value. */
  readonly secretHeaders: { readonly [name: string]: string };
  /** The bytes to send; `null` sends none. */
  readonly body: Buffer | null;
}

/**
 * The one request that an example of a route stands for at a target (a route of `routesOf`): what the gate sends once and what a
 * scenario sends again and again are the same bytes. The example's own headers win over the content type
 * that follows from its body.
 */
export function buildRequest(
  target: Pick<Target, 'invokeUrl'>,
  { method, pathTemplate, route }: Pick<ContractRoute, 'method' | 'pathTemplate' | 'route'>,
  example: Pick<Example, 'path' | 'query' | 'headers' | 'body' | 'invalidBody' | 'bodyBase64'>,
): BuiltRequest {
  const query = encodeQuery(example.query);
  const { body, contentType } = bodyOf(example);
  return {
    method,
    url: `${target.invokeUrl}${fillPath(pathTemplate, example.path)}${query === '' ? '' : `?${query}`}`,
    headers: {
      ...(contentType === null ? {} : { 'content-type': contentType }),
      ...lowerCaseNames(example.headers ?? {}),
    },
    secretHeaders: secretHeadersOf(route.auth),
    body,
  };
}

function bodyOf(example: Pick<Example, 'body' | 'invalidBody' | 'bodyBase64'>) {
  if (example.bodyBase64 !== undefined) {
    return { body: Buffer.from(example.bodyBase64, 'base64'), contentType: 'application/octet-stream' };
  }
  const text = example.invalidBody ?? (example.body === undefined ? undefined : JSON.stringify(example.body));
  return text === undefined
    ? { body: null, contentType: null }
    : { body: Buffer.from(text, 'utf8'), contentType: 'application/json' };
}

function lowerCaseNames(headers: { readonly [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** `{ header: 'x-api-key', from: 'env:MY_KEY' }` → `{ 'x-api-key': 'MY_KEY' }`. */
function secretHeadersOf(auth: Auth | undefined): { [name: string]: string } {
  return auth === undefined ? {} : { [auth.header.toLowerCase()]: auth.from.slice('env:'.length) };
}
