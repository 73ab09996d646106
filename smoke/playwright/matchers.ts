import { type APIResponse, expect as plain } from '@playwright/test';
import { observe } from '../../src/conformance/answer.ts';
import { shown } from '../../src/conformance/check.ts';
import { curlFor } from '../../src/conformance/curl.ts';
import type { Exchange } from '../../src/conformance/exchange.ts';
import type { OwnErrorKind } from '../../src/conformance/expectations.ts';
import { judge } from '../../src/conformance/judge.ts';
import { requestIdOf } from '../../src/conformance/request-id.ts';
import type { Result } from '../../src/conformance/result.ts';
import { firstSchemaError, valueAt } from '../../src/conformance/schema.ts';
import type { Contract, Expectation, RouteKey } from '../../src/contract/contract.ts';
import type { Json, JsonSchema } from '../../src/contract/json.ts';
import { didYouMean } from '../../src/errors/nearest.ts';
import { failureText } from '../failure-text.ts';
import { exchangeOf } from './api.ts';
import { exchangeFrom } from './foreign-response.ts';
import { mistake } from './mistake.ts';
import { judgeOrigin, type OriginOptions } from './origin.ts';

/** What a response has to be beside what its route promises. */
export type Conformity = Partial<Expectation>;

export interface GatewayErrorOptions {
  readonly kind?: OwnErrorKind;
  readonly status?: number;
}

export interface SchemaOptions {
  /** JSON pointer to the part of the body that is held against the schema; default: all of it. */
  readonly at?: string;
}

/** What `expect(response)` offers beside Playwright's own. */
export interface ResponseMatchers<R> {
  /**
   * The response is what the contract promises of this route: its status (where none is given, one that the route promises), body,
   * headers, content type, and everything that the gate's checks say of an answer.
   */
  toConformTo(contract: Contract, routeKey: RouteKey, expected?: number | Conformity): Promise<R>;
  /** Pages of this origin may read the answer; of a preflight, may call with these methods and headers. */
  toAllowOrigin(origin: string, options?: OriginOptions): Promise<R>;
  /** The gateway made this error itself: no function was asked. */
  toBeGatewayError(kind?: OwnErrorKind | GatewayErrorOptions): Promise<R>;
  /** The body as JSON, or a part of it, fits the schema. */
  toMatchSchema(schema: JsonSchema, options?: SchemaOptions): Promise<R>;
}

interface Outcome {
  readonly pass: boolean;
  readonly message: () => string;
}

const fine = (message: string): Outcome => ({ pass: true, message: () => message });
const bad = (message: string): Outcome => ({ pass: false, message: () => message });

const matchers = {
  async toConformTo(
    response: APIResponse,
    contract: Contract,
    routeKey: RouteKey,
    expected: number | Conformity = {},
  ): Promise<Outcome> {
    const exchange = await read(response);
    const promised = promising(contract, routeKey, {
      exchange,
      expected: typeof expected === 'number' ? { status: expected } : expected,
    });
    const told = { ...exchange, contract: contract.name, route: routeKey, example: title };
    const failures = judge([told], [promised]).filter(
      ({ outcome, severity }) => outcome === 'fail' && severity === 'error',
    );
    if (failures.length === 0) return fine(`${whatOf(exchange)} conforms to ${contract.name}, ${routeKey}`);
    return bad(failures.map((failure) => failureText({ ...told, example: '' }, failure)).join('\n\n'));
  },

  async toAllowOrigin(response: APIResponse, origin: string, options: OriginOptions = {}): Promise<Outcome> {
    const exchange = await read(response);
    const failure = judgeOrigin(exchange, origin, options);
    if (failure === null) return fine(`${whatOf(exchange)} allows the origin ${origin}`);
    return bad(told(exchange, failure));
  },

  async toBeGatewayError(
    response: APIResponse,
    wanted: OwnErrorKind | GatewayErrorOptions = {},
  ): Promise<Outcome> {
    const { kind, status } = typeof wanted === 'string' ? { kind: wanted, status: undefined } : wanted;
    const exchange = await read(response);
    const observed = observe(exchange);
    const { gatewayError } = observed;
    const fits =
      gatewayError !== null &&
      (kind ?? gatewayError.kind) === gatewayError.kind &&
      (status ?? observed.status) === observed.status;
    const received =
      gatewayError === null
        ? `${observed.status} that the gateway did not make`
        : `${observed.status} ${gatewayError.message} (${gatewayError.kind})`;
    if (fits) return fine(`${whatOf(exchange)} is an error of the gateway: ${received}`);
    const expected = [
      status ?? '',
      'an error that the gateway makes itself',
      kind === undefined ? '' : `(${kind})`,
    ];
    const sentence = expected.filter((word) => word !== '').join(' ');
    return bad(
      told(exchange, {
        message: `expected ${sentence}, received ${received}`,
        received: gatewayError === null ? shown(observed.text) : received,
      }),
    );
  },

  async toMatchSchema(
    response: APIResponse,
    schema: JsonSchema,
    { at = '' }: SchemaOptions = {},
  ): Promise<Outcome> {
    const exchange = await read(response);
    const { json, text } = observe(exchange);
    if (!json.ok) {
      return bad(told(exchange, { message: 'expected JSON', received: shown(text), pointer: '' }));
    }
    const value = valueAt(json.value, at);
    const error =
      value === undefined
        ? { pointer: '', message: 'must be there', received: undefined }
        : errorOf(schema, value as Json);
    if (error === null) return fine(`${whatOf(exchange)} matches the schema`);
    const pointer = `${at}${error.pointer}`;
    return bad(
      told(exchange, {
        message: `${pointer === '' ? 'the body' : pointer} ${error.message}, received ${shown(error.received)}`,
        pointer,
        expected: error.message,
        received: shown(error.received),
      }),
    );
  },
};

const extended = plain.extend(matchers);

interface Words {
  readonly message?: string;
}

type OfResponses<R> = (
  actual: APIResponse,
  messageOrOptions?: string | Words,
) => ResponseMatchers<R> & { readonly not: ResponseMatchers<R> } & ReturnType<typeof plain<APIResponse>>;

/** Playwright's `expect`, with `ResponseMatchers` for responses. */
export const expect = extended as unknown as OfResponses<void> & {
  readonly soft: OfResponses<void> & typeof plain.soft;
} & typeof plain;

/** Title of the example that a conforming response is held against; no report shows it. */
const title = 'as promised';

/** The contract with nothing but what this response is to be. */
function promising(
  contract: Contract,
  routeKey: RouteKey,
  { exchange, expected }: { readonly exchange: Exchange; readonly expected: Conformity },
): Contract {
  const route = Object.hasOwn(contract.routes, routeKey) ? contract.routes[routeKey] : undefined;
  if (route === undefined) {
    const routes = Object.keys(contract.routes);
    throw mistake(
      `The contract ${contract.name} has no route "${routeKey}".`,
      ...didYouMean(routeKey, routes),
      `It has ${routes.join(', ')}.`,
    );
  }
  const { status: received } = observe(exchange);
  const promised = Object.keys(route.responses).map(Number);
  const first = promised.find((status) => status < 400) ?? promised[0] ?? 200;
  const status = expected.status ?? (promised.includes(received) ? received : first);
  return {
    ...contract,
    routes: { [routeKey]: { ...route, examples: { [title]: { expect: { ...expected, status } } } } },
  };
}

/** Ajv's errors name what is wrong with a schema that is none. */
function errorOf(schema: JsonSchema, value: Json): ReturnType<typeof firstSchemaError> {
  try {
    return firstSchemaError(schema, value);
  } catch (cause) {
    throw mistake(`toMatchSchema was given no JSON schema: ${(cause as Error).message}.`);
  }
}

async function read(response: APIResponse): Promise<Exchange> {
  if (typeof response?.headersArray !== 'function') {
    throw mistake('This matcher is for the response of a request.', 'Write expect(await api.get(…)).');
  }
  return exchangeOf(response) ?? exchangeFrom(response);
}

function told(exchange: Exchange, failure: Partial<Result>): string {
  const requestId = requestIdOf(exchange);
  return failureText(exchange, {
    ...failure,
    ...(requestId === undefined ? {} : { requestId }),
    curl: curlFor(exchange),
  });
}

function whatOf({ request, target }: Exchange): string {
  return `the answer to ${request.method} ${request.url}${target === '' ? '' : ` [${target}]`}`;
}
