import type { ApiType, Contract, CorsPromise, Example, Expectation, Route } from '../contract/contract.ts';
import type { Failure } from './check.ts';
import type { Exchange, HeaderLines, NoResponse, PlannedRequest, Purpose } from './exchange.ts';
import { expectations } from './expectations.ts';
import type { Broken } from './generated/broken.ts';

/** What a test says about an exchange and the promise it is held against; everything else is sound. */
export interface Told {
  readonly apiType?: ApiType;
  readonly purpose?: Purpose;
  readonly broken?: Broken;
  readonly method?: string;
  readonly url?: string;
  readonly requestHeaders?: { readonly [name: string]: string };
  readonly secretHeaders?: PlannedRequest['secretHeaders'];
  readonly signing?: NonNullable<PlannedRequest['signing']>;
  readonly transport?: NonNullable<PlannedRequest['transport']>;
  readonly probe?: Omit<NonNullable<Exchange['probe']>, 'of'> & { readonly of?: string };
  readonly tokens?: NonNullable<Exchange['tokens']>;
  readonly apiKey?: NonNullable<Exchange['key']>;
  readonly status?: number;
  /** A string as it stands, anything else as JSON. */
  readonly body?: unknown;
  /** Besides content type and request ids. */
  readonly headers?: { readonly [name: string]: string | readonly string[] };
  readonly silence?: NoResponse['cause'];
  readonly durationMs?: number;
  readonly earlier?: Exchange['earlier'];
  readonly expect?: Partial<Expectation>;
  /** Route key; default `GET /items`. */
  readonly key?: string;
  readonly route?: Partial<Route>;
  readonly cors?: CorsPromise;
  readonly example?: Partial<Example>;
}

/** What a check says of exchanges that keep its promise, that break it, and that are none of its business. */
export interface Cases {
  readonly holds: { readonly [title: string]: Told };
  readonly fails: { readonly [title: string]: readonly [Told, Partial<Failure>] };
  readonly silent?: { readonly [title: string]: Told };
}

export const anyOrigin: CorsPromise = {
  origins: ['*'],
  methods: ['GET', 'POST'],
  headers: ['Content-Type'],
};

export const oneOrigin: CorsPromise = { ...anyOrigin, origins: ['https://app.example'] };

/** An exchange and the contract that it is held against. */
export function tell(told: Told = {}): { exchange: Exchange; contract: Contract } {
  const apiType = told.apiType ?? 'rest';
  const purpose = told.purpose ?? 'example';
  const outside = purpose === 'unknown-route' || purpose === 'wrong-method';
  const contract: Contract = {
    name: 'shop',
    ...(told.cors === undefined ? {} : { cors: told.cors }),
    routes: {
      [told.key ?? 'GET /items']: {
        responses: { 200: true },
        examples: { 'all items': { expect: { status: 200, ...told.expect }, ...told.example } },
        ...told.route,
      },
    },
  };
  const exchange: Exchange = {
    id: `shop:${apiType} ${purpose}`,
    target: `shop:${apiType}`,
    apiType,
    contract: 'shop',
    route: outside ? 'GET /nowhere' : (told.key ?? 'GET /items'),
    example: outside ? 'a probe' : 'all items',
    purpose,
    ...(told.broken === undefined ? {} : { broken: told.broken }),
    ...(told.probe === undefined ? {} : { probe: { of: 'all items', ...told.probe } }),
    ...(told.tokens === undefined ? {} : { tokens: told.tokens }),
    ...(told.apiKey === undefined ? {} : { key: told.apiKey }),
    request: {
      method: told.method ?? (purpose === 'preflight' ? 'OPTIONS' : 'GET'),
      url: told.url ?? 'https://abc123.execute-api.eu-west-1.amazonaws.com/dev/items',
      headers: { ...asked(told), ...told.requestHeaders },
      secretHeaders: told.secretHeaders ?? {},
      ...(told.signing === undefined ? {} : { signing: told.signing }),
      ...(told.transport === undefined ? {} : { transport: told.transport }),
      bodyBase64: null,
    },
    startedAt: '2026-01-01T00:00:00.000Z',
    ...(told.earlier === undefined ? {} : { earlier: told.earlier }),
    answer:
      told.silence === undefined
        ? {
            kind: 'response',
            status: told.status ?? 200,
            headers: linesOf(apiType, told.headers ?? {}),
            bodyBase64: Buffer.from(bodyOf(told.body)).toString('base64'),
            durationMs: told.durationMs ?? 12,
          }
        : { kind: 'no-response', cause: told.silence, message: told.silence, durationMs: 12 },
  };
  return { exchange, contract };
}

/** What a browser adds. */
function asked({ purpose, cors }: Told): { readonly [name: string]: string } {
  const origin = cors?.origins[0] === '*' ? 'https://page.example' : (cors?.origins[0] ?? '');
  if (purpose === 'preflight') {
    return {
      origin,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'content-type',
    };
  }
  return purpose === 'simple-cors' ? { origin } : {};
}

function bodyOf(body: unknown): string {
  if (body === undefined) return '{}';
  return typeof body === 'string' ? body : JSON.stringify(body);
}

function linesOf(apiType: ApiType, told: NonNullable<Told['headers']>): HeaderLines {
  const sound = { 'content-type': 'application/json' };
  const ids = Object.fromEntries(
    expectations[apiType].requestIdHeaders.map((name) => [name, `id-of-${name}`]),
  );
  return Object.entries({ ...sound, ...ids, ...told }).flatMap(([name, value]) =>
    (typeof value === 'string' ? [value] : value).map((each) => [name, each] as const),
  );
}
