import type { Auth } from './auth.ts';
import type { Json, JsonSchema } from './json.ts';
import type { Marks } from './marks.ts';

export type { Auth, HeaderAuth, IamAuth, SecretSource } from './auth.ts';
export type { Mark, Marks } from './marks.ts';

/**
 * A contract as every reader of one sees it: plain data, no stack, no secret.
 * `defineContract` accepts a stricter literal and returns it unchanged; this is the
 * widened shape that survives `JSON.stringify`.
 */
export interface Contract {
  readonly name: string;
  /** API types that the contract can be held against; default: both. */
  readonly apiTypes?: readonly ApiType[];
  /** The CORS promise of every route that doesn't make one of its own. */
  readonly cors?: CorsPromise;
  /** Objectives of every route that doesn't state its own. */
  readonly objectives?: Objectives;
  /** Where answers tell which version of the code made them, for `--expect-version`. */
  readonly version?: VersionPromise;
  /** Where answers tell of the call that made them; a route's own go before these, each by itself. */
  readonly marks?: Marks;
  /** Checks that are switched off or count otherwise for this API, by id. */
  readonly checks?: CheckSettings;
  readonly routes: { readonly [routeKey: string]: Route };
}

/** A header of every answer of the code, or a JSON pointer into the answer of one route. */
export type VersionPromise =
  | { readonly header: string }
  | { readonly route: string; readonly pointer: string };

/** `rest` is AWS::ApiGateway::RestApi (v1), `http` is AWS::ApiGatewayV2::Api with protocol HTTP (v2). */
export type ApiType = 'rest' | 'http';

export const apiTypes = ['rest', 'http'] as const satisfies readonly ApiType[];

export const methods = ['GET', 'HEAD', 'OPTIONS', 'POST', 'PUT', 'PATCH', 'DELETE'] as const;
export type Method = (typeof methods)[number];

/** `GET /users/{id}`: a method, one space, a path template. `{name+}` is greedy. */
export type RouteKey = `${Method} /${string}`;

/** What a call does to the API's state: default `none` for GET, HEAD and OPTIONS, else `creates`. */
export type Effect = 'none' | 'creates' | 'changes';

export interface Route {
  readonly apiTypes?: readonly ApiType[];
  readonly effect?: Effect;
  /** A route with an effect is sent under load only where the contract says that this does no harm. */
  readonly safeToRepeat?: boolean;
  /** Share of the load relative to the contract's other routes; default 1. */
  readonly weight?: number;
  /** What a request has to show; a list means all of it at once. */
  readonly auth?: Auth | readonly Auth[];
  /** `false` takes the contract's CORS promise back for this route. */
  readonly cors?: CorsPromise | false;
  /** What requests look like: requests that break it are generated from it, and have to be refused. */
  readonly request?: RequestPromise;
  /** Response schemas by status. A 4xx or 5xx may also be expected without a schema here. */
  readonly responses: { readonly [status: number]: JsonSchema };
  /** Media type promised for answers of the route's own statuses; default `application/json`. */
  readonly contentType?: string;
  readonly examples: { readonly [title: string]: Example };
  readonly cache?: CachePromise;
  readonly throttle?: ThrottlePromise;
  readonly objectives?: Objectives;
  readonly marks?: Marks;
  /** The same for this route alone; goes before what the contract says. */
  readonly checks?: CheckSettings;
}

/** What the route takes, and how it refuses everything else. */
export interface RequestPromise {
  /** API types that it holds for; default: the route's. */
  readonly apiTypes?: readonly ApiType[];
  /** Of the body as JSON. */
  readonly body?: JsonSchema;
  /** `false`: a request without a body is fine too; default `true`, and without meaning where `body` is missing. */
  readonly bodyRequired?: boolean;
  /** Of the values as their schema reads them: `type: 'integer'` is a number, although a path is text. */
  readonly path?: { readonly [name: string]: ParameterPromise };
  readonly query?: { readonly [name: string]: ParameterPromise };
  readonly headers?: { readonly [name: string]: ParameterPromise };
  /** The answer to a request that breaks this; default: any 4xx, 400 in sentences. */
  readonly invalid?: Expectation | { readonly [A in ApiType]: Expectation };
}

export interface ParameterPromise {
  readonly schema: JsonSchema;
  /** Default `false`; a path parameter is always there. */
  readonly required?: boolean;
}

export interface CorsPromise {
  /** Origins that browsers may call from; `*` for any. */
  readonly origins: readonly string[];
  readonly methods: readonly string[];
  readonly headers: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly credentials?: boolean;
  readonly maxAgeSeconds?: number;
}

export interface CheckSettings {
  readonly [check: string]: CheckSetting;
}

/** How much a check counts, and why: the reason stands in the report. */
export interface CheckSetting {
  readonly severity: 'error' | 'warning' | 'note' | 'off';
  readonly because: string;
}

export interface CachePromise {
  readonly ttlSeconds: number;
  /** Key parameters: `path.id`, `query.limit`, `header.Accept`. */
  readonly keyedBy?: readonly string[];
}

export interface ThrottlePromise {
  readonly ratePerSecond: number;
  readonly burst?: number;
}

/** Bounds on what clients see, in milliseconds of response time; `errorRate` is a share from 0 to 1. */
export interface Objectives {
  readonly p50Ms?: number;
  readonly p90Ms?: number;
  readonly p95Ms?: number;
  readonly p99Ms?: number;
  readonly p999Ms?: number;
  readonly errorRate?: number;
}

export type QueryValue = string | number | boolean;

/** One request and what must come back. At most one of `body`, `invalidBody` and `bodyBase64`. */
export interface Example {
  readonly apiTypes?: readonly ApiType[];
  /** Path parameters by name; values are percent-encoded when sent (`/` too, but not in a greedy one). */
  readonly path?: { readonly [name: string]: string | number };
  /** Query parameters; a list is sent as repeated keys, in order. */
  readonly query?: { readonly [name: string]: QueryValue | readonly QueryValue[] };
  readonly headers?: { readonly [name: string]: string };
  /** Sent as JSON, with `content-type: application/json` unless `headers` say otherwise. */
  readonly body?: Json;
  /** Sent byte for byte as it stands, as JSON that it isn't. */
  readonly invalidBody?: string;
  /** Bytes to send, in base64; `application/octet-stream` unless `headers` say otherwise. */
  readonly bodyBase64?: string;
  readonly expect: Expectation | { readonly [A in ApiType]: Expectation };
  /** Values of the answer by name; other examples write `{{name}}` in path, query, headers, body and expect. */
  readonly capture?: { readonly [name: string]: CaptureSource };
  /** Undoes what this example did, once all examples are done, however they ended. */
  readonly cleanup?: Cleanup;
}

/**
 * A JSON pointer into the body (`/id`, RFC 6901), or `header.location`. With `match`, a regular expression, the value is its first
 * group, or what matched: `{ from: 'header.location', match: '([^/]+)$' }`.
 */
export type CaptureSource = string | { readonly from: string; readonly match: string };

/** A request of one of the contract's routes, with that route's auth. */
export interface Cleanup extends Pick<Example, 'path' | 'query' | 'headers' | 'body'> {
  readonly route: string;
}

export interface Expectation {
  readonly status: number;
  /** Objects are compared as subsets, lists whole, everything else exactly. */
  readonly body?: Json;
  /** The body as text, whole. */
  readonly text?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly contentType?: string;
}
