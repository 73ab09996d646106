import { type Auth, authsOf } from '../contract/auth.ts';
import type { Example } from '../contract/contract.ts';
import { encodeQuery, fillPath } from '../contract/example.ts';
import type { ContractRoute } from '../contract/route.ts';
import type { SecretHeader, Signing } from '../credential/secret-header.ts';
import type { Target } from '../discovery/target.ts';

/** A concrete request, fit to be written to a file: secrets are named, not held. */
export interface BuiltRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers: { readonly [name: string]: string };
  /** Header name in lower case → where its value comes from. */
  readonly secretHeaders: { readonly [name: string]: SecretHeader };
  /** Only where it is signed when it goes out. */
  readonly signing?: Signing;
  /** The bytes to send; `null` sends none. */
  readonly body: Buffer | null;
}

/**
 * The one request that an example of a route stands for at a target (a route of `routesOf`): what the gate sends once and what a
 * scenario sends again and again are the same bytes. The example's own headers win over the content type
 * that follows from its body.
 */
export function buildRequest(
  target: Pick<Target, 'invokeUrl'> & Partial<Pick<Target, 'region'>>,
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
    ...shownBy(authsOf(route), target.region ?? null),
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

/** What these ask a request to show. */
function shownBy(
  auths: readonly Auth[],
  region: string | null,
): Pick<BuiltRequest, 'secretHeaders' | 'signing'> {
  const headers = auths.flatMap(({ header, from, scheme }): [string, SecretHeader][] =>
    header === undefined
      ? []
      : [[header.toLowerCase(), { from, ...(scheme === undefined ? {} : { scheme }) }]],
  );
  return {
    secretHeaders: Object.fromEntries(headers),
    ...(auths.some(({ iam }) => iam) ? { signing: { region, secret: 'own' } } : {}),
  };
}
