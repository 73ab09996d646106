import type {
  ApiType,
  Auth,
  CheckSettings,
  Contract,
  CorsPromise,
  Effect,
  Objectives,
  ParameterPromise,
  QueryValue,
  RequestPromise,
  RouteKey,
  ThrottlePromise,
} from './contract.ts';
import type { FromSchema } from './from-schema.ts';
import type { Json, JsonSchema } from './json.ts';

/**
 * Returns the contract as it is. What it is for is the compiler: a wrong route key, path parameter, status,
 * expected body or cache key is an error where it stands. `checkContract` finds the same in plain JavaScript.
 */
export function defineContract<const Q extends { readonly [routeKey: string]: Responses }>(
  contract: ContractLiteral<Q>,
): Contract {
  return contract as unknown as Contract;
}

type Responses = { readonly [status: number]: JsonSchema };

/** `Q` holds the responses of each route, so that each route is checked against its own. */
interface ContractLiteral<Q> {
  readonly name: string;
  readonly apiTypes?: readonly ApiType[];
  readonly cors?: CorsPromise;
  readonly objectives?: Objectives;
  readonly checks?: CheckSettings;
  readonly version?: { readonly header: string } | { readonly route: keyof Q; readonly pointer: Pointer };
  readonly marks?: MarksLiteral;
  readonly routes: {
    readonly [K in keyof Q]: K extends RouteKey
      ? RouteLiteral<K, Q[K], keyof Q>
      : 'a route key is a method and a path: GET /users/{id}';
  };
}

interface RouteLiteral<K extends RouteKey, R, Keys> {
  readonly apiTypes?: readonly ApiType[];
  readonly effect?: Effect;
  readonly safeToRepeat?: boolean;
  readonly weight?: number;
  readonly auth?: Auth | readonly Auth[];
  readonly cors?: CorsPromise | false;
  readonly request?: RequestLiteral<ParameterName<K>, Bodies<R>>;
  readonly responses: R;
  readonly contentType?: string;
  readonly examples: { readonly [title: string]: ExampleLiteral<ParameterName<K>, Bodies<R>, Keys> };
  readonly cache?: { readonly ttlSeconds: number; readonly keyedBy?: readonly CacheKey<ParameterName<K>>[] };
  readonly throttle?: ThrottlePromise;
  readonly objectives?: Objectives;
  readonly marks?: MarksLiteral;
  readonly checks?: CheckSettings;
}

interface RequestLiteral<Name extends string, B> extends Omit<RequestPromise, 'path' | 'invalid'> {
  readonly path?: [Name] extends [never] ? never : { readonly [N in Name]?: ParameterPromise };
  readonly invalid?: ExpectationLiteral<B> | Variants<B>;
}

/** `id` of `GET /users/{id}`, `proxy` of `GET /{proxy+}`; `never` where the path has no parameter. */
type ParameterName<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${infer Greedy}+` ? Greedy : Name) | ParameterName<Rest>
  : never;

type CacheKey<Name extends string> = `path.${Name}` | `query.${string}` | `header.${string}`;

/** What each status may bring back. Conditional, so that errors show this and not the schemas. */
type Bodies<R> = R extends Responses ? { readonly [S in keyof R & number]: FromSchema<R[S]> } : never;

type ExampleLiteral<Name extends string, B, Keys> = [Name] extends [never]
  ? Sent<B, Keys>
  : Sent<B, Keys> & { readonly path: { readonly [N in Name]: string | number } };

/** One body or none: the two that aren't given are refused. */
type Sent<B, Keys> = JsonBody<B, Keys> | InvalidBody<B, Keys> | BytesBody<B, Keys>;

interface JsonBody<B, Keys> extends ExampleParts<B, Keys> {
  readonly body?: Json;
  readonly invalidBody?: never;
  readonly bodyBase64?: never;
}

interface InvalidBody<B, Keys> extends ExampleParts<B, Keys> {
  readonly body?: never;
  readonly invalidBody: string;
  readonly bodyBase64?: never;
}

interface BytesBody<B, Keys> extends ExampleParts<B, Keys> {
  readonly body?: never;
  readonly invalidBody?: never;
  readonly bodyBase64: string;
}

interface ExampleParts<B, Keys> {
  readonly apiTypes?: readonly ApiType[];
  readonly query?: { readonly [name: string]: QueryValue | readonly QueryValue[] };
  readonly headers?: { readonly [name: string]: string };
  readonly expect: ExpectationLiteral<B> | Variants<B>;
  readonly capture?: {
    readonly [name: string]: CaptureFrom | { readonly from: CaptureFrom; readonly match: string };
  };
  readonly cleanup?: CleanupLiteral<Keys>;
}

type Pointer = '' | `/${string}`;

type MarkLiteral =
  | { readonly header: string; readonly pointer?: never }
  | { readonly pointer: Pointer; readonly header?: never };

interface MarksLiteral {
  readonly invocation?: MarkLiteral;
  readonly coldStart?: MarkLiteral;
}

type CaptureFrom = Pointer | `header.${string}`;

/** For each route of the contract what its path needs. */
type CleanupLiteral<Keys> = Keys extends RouteKey ? CleanupOf<Keys, ParameterName<Keys>> : never;

type CleanupOf<K extends RouteKey, Name extends string> = CleanupParts<K> &
  ([Name] extends [never]
    ? { readonly path?: never }
    : { readonly path: { readonly [N in Name]: string | number } });

interface CleanupParts<K extends RouteKey> {
  readonly route: K;
  readonly query?: { readonly [name: string]: QueryValue | readonly QueryValue[] };
  readonly headers?: { readonly [name: string]: string };
  readonly body?: Json;
}

interface Variants<B> {
  readonly status?: never;
  readonly rest: ExpectationLiteral<B> | NoVariants;
  readonly http: ExpectationLiteral<B> | NoVariants;
}

/**
 * Nothing is a value of this. It stands in the union because the compiler then looks for the member with the
 * same status, and finds a mistake inside `body`; else it compares with all members' bodies at once.
 */
interface NoVariants {
  readonly status?: never;
  readonly rest: never;
}

type ExpectationLiteral<B> =
  | { [S in keyof B & number]: Expected<S, B[S]> }[keyof B & number]
  | Expected<Exclude<ErrorStatus, keyof B>, Json>;

interface Expected<Status extends number, Body> {
  readonly status: Status;
  readonly body?: Body;
  readonly text?: string;
  readonly headers?: { readonly [name: string]: string };
  readonly contentType?: string;
}

type Digit = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;

/** 400 to 599. */
type ErrorStatus = `${4 | 5}${Digit}${Digit}` extends `${infer N extends number}` ? N : never;
