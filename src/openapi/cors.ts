import type { CorsPromise } from '../contract/contract.ts';
import { type Fields, fieldsOf, listOf, textOf } from './document.ts';

/**
 * The CORS promise of an HTTP API's export.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-cors-configuration.html
 */
export function corsOfDocument(document: Fields): CorsPromise | null {
  const cors = document['x-amazon-apigateway-cors'];
  if (cors === undefined) return null;
  const { allowOrigins, allowMethods, allowHeaders, exposeHeaders, allowCredentials, maxAge } =
    fieldsOf(cors);
  return promise({
    origins: texts(allowOrigins),
    methods: texts(allowMethods),
    headers: texts(allowHeaders),
    exposeHeaders: texts(exposeHeaders),
    credentials: allowCredentials === true,
    maxAgeSeconds: typeof maxAge === 'number' ? maxAge : null,
  });
}

/** That of an OPTIONS method which answers with literals (a MOCK integration of a REST API); `null` where it is another one. */
export function corsOfOptions(operation: Fields): CorsPromise | null {
  const integration = fieldsOf(operation['x-amazon-apigateway-integration']);
  if (textOf(integration.type)?.toLowerCase() !== 'mock') return null;
  const [response] = Object.values(fieldsOf(integration.responses))
    .map((one) => fieldsOf(fieldsOf(one).responseParameters))
    .filter((parameters) => Object.keys(parameters).length > 0);
  const literal = (name: string) => {
    const entry = Object.entries(response ?? {}).find(
      ([key]) => key.toLowerCase() === `method.response.header.access-control-${name}`,
    );
    const text = textOf(entry?.[1]);
    return /^'.*'$/.test(text ?? '') ? (text ?? '').slice(1, -1) : null;
  };
  const list = (name: string) => (literal(name) ?? '').split(',').flatMap((one) => one.trim() || []);
  return promise({
    origins: list('allow-origin'),
    methods: list('allow-methods'),
    headers: list('allow-headers'),
    exposeHeaders: [],
    credentials: literal('allow-credentials') === 'true',
    maxAgeSeconds: literal('max-age') === null ? null : Number(literal('max-age')),
  });
}

interface Told {
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly credentials: boolean;
  readonly maxAgeSeconds: number | null;
}

/** No promise without an origin, nor with one that no browser takes. */
function promise({ origins, exposeHeaders, credentials, maxAgeSeconds, ...rest }: Told): CorsPromise | null {
  const usable = origins.filter((origin) => /^(\*|[a-z][a-z\d+.-]*:\/\/[^/?#\s*]+)$/i.test(origin));
  if (usable.length === 0 || (credentials && usable.includes('*'))) return null;
  return {
    origins: usable,
    ...rest,
    ...(exposeHeaders.length === 0 ? {} : { exposeHeaders }),
    ...(credentials ? { credentials } : {}),
    ...(maxAgeSeconds === null || !(maxAgeSeconds >= 0) ? {} : { maxAgeSeconds }),
  };
}

function texts(value: unknown): string[] {
  return listOf(value).filter((one) => typeof one === 'string');
}
