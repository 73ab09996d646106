import { observe } from '../../src/conformance/answer.ts';
import type { Failure } from '../../src/conformance/check.ts';
import {
  credentials as allowCredentials,
  allowHeaders,
  allowMethods,
  allowsOrigin,
  preflightStatus,
} from '../../src/conformance/checks/cors-preflight.ts';
import { duplicateHeaders } from '../../src/conformance/checks/cors-response.ts';
import type { Exchange } from '../../src/conformance/exchange.ts';
import type { Promised } from '../../src/conformance/promise.ts';
import type { Contract, CorsPromise } from '../../src/contract/contract.ts';

export interface OriginOptions {
  /** With cookies and Authorization, which rules `*` out. */
  readonly credentials?: boolean;
  /** Of a preflight: methods that must be allowed. */
  readonly methods?: readonly string[];
  /** Of a preflight: request headers that must be allowed. */
  readonly headers?: readonly string[];
}

/** What keeps a page of this origin from the answer, or `null`. The rules are those of the gate's own checks. */
export function judgeOrigin(exchange: Exchange, origin: string, options: OriginOptions): Failure | null {
  const { credentials = false, methods = [], headers = [] } = options;
  const isPreflight = exchange.request.method === 'OPTIONS';
  const cors: CorsPromise = {
    origins: [origin],
    methods,
    headers,
    ...(credentials ? { credentials } : {}),
  };
  const asking = (method: string): Exchange => ({
    ...exchange,
    purpose: isPreflight ? 'preflight' : 'example',
    request: {
      ...exchange.request,
      headers: { ...exchange.request.headers, origin, 'access-control-request-method': method },
    },
  });
  const contract: Contract = { name: exchange.contract, cors, routes: {} };
  const promised: Promised = { contract, route: null, example: null, expectation: null, cors };
  const observed = observe(asking(exchange.request.headers['access-control-request-method'] ?? 'GET'));
  const outcomes = [
    isPreflight ? preflightStatus.judge(observed, promised) : null,
    allowsOrigin(observed, cors),
    duplicateHeaders.judge(observed, promised),
    allowCredentials.judge(observed, promised),
    ...(isPreflight ? methods.map((method) => allowMethods.judge(observe(asking(method)), promised)) : []),
    isPreflight ? allowHeaders.judge(observed, promised) : null,
  ];
  return outcomes.find((one): one is Failure => one?.outcome === 'fail') ?? null;
}
