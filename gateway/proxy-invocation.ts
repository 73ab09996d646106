import type { Call, Surroundings } from './call.ts';
import type { Execution } from './execution.ts';
import { payloadLimitBytes } from './function/start.ts';
import { functionArnFor } from './function-arn.ts';
import type { FunctionReference } from './model.ts';
import { relayInvocation } from './truth/relay.ts';
import { withinTime } from './within-time.ts';

/** A request on its way to a function; both API types have one. */
interface Proxied {
  readonly call: Call;
  readonly facts: { readonly api: { readonly name: string } };
  readonly paths: { readonly path: string };
  /** For the execution log of a stage that has one. */
  readonly execution?: Execution;
}

interface Malformed {
  readonly malformed: string;
}

/** In what the API types differ. */
interface ProxyRules<Request, Result, Fault> {
  readonly function: FunctionReference;
  readonly timeoutMs: number;
  readonly stageOf: (request: Request) => Parameters<typeof functionArnFor>[1];
  readonly eventOf: (request: Request) => unknown;
  readonly respond: (payload: string, request: Request) => Result | Malformed;
  /** What access logs say of a function's error, where it isn't its type and message. */
  readonly loggedError?: (errorMessage: string) => string;
  readonly faults: {
    readonly noPermission: Fault;
    readonly eventTooLarge: Fault;
    readonly timeout: Fault;
    readonly noFunction: Fault;
    /** It threw or ended. */
    readonly failed: Fault;
    /** It answered something that is no proxy response. */
    readonly malformed: Fault;
  };
}

/** A Lambda proxy integration: the request as an event, the function's result as the response. Never rejects for what a function does. */
export function compileProxyInvocation<
  Request extends Proxied,
  Result extends { readonly status: number },
  Fault,
>(
  rules: ProxyRules<Request, Result, Fault>,
  { invoke, log }: Pick<Surroundings, 'invoke' | 'log'>,
): (request: Request) => Promise<Result | Fault> {
  const { timeoutMs, stageOf, eventOf, respond, faults } = rules;
  const fail = (request: Request, reason: string, fault: Fault): Fault => {
    const { call, facts, paths } = request;
    log(`${facts.api.name} ${call.method} ${paths.path}: ${reason}`);
    if (call.record !== null) call.record.integrationError = reason;
    return fault;
  };
  const met = ({ execution }: Request, what: Execution['met']): void => {
    if (execution !== undefined) execution.met = what;
  };
  return async (request) => {
    const arn = functionArnFor(rules.function, stageOf(request));
    if (arn === null) {
      met(request, 'no-permission');
      const reason = `API Gateway has no permission to invoke ${rules.function.arn}`;
      return fail(request, reason, faults.noPermission);
    }
    const event = JSON.stringify(eventOf(request));
    if (Buffer.byteLength(event) > payloadLimitBytes) return faults.eventTooLarge;
    const invocation = await withinTime(
      relayInvocation(request.call, () => invoke(arn, event)),
      timeoutMs,
    );
    if (invocation === null) {
      met(request, 'timeout');
      return fail(request, `no answer within ${timeoutMs} ms`, faults.timeout);
    }
    if (!invocation.ok) {
      met(request, invocation.error);
      const { errorType, errorMessage } = invocation.error;
      const fault = invocation.kind === 'no-such-function' ? faults.noFunction : faults.failed;
      const answer = fail(request, `${errorType}: ${errorMessage}`, fault);
      if (request.call.record !== null && rules.loggedError !== undefined)
        request.call.record.integrationError = rules.loggedError(errorMessage);
      return answer;
    }
    if (request.execution !== undefined) request.execution.payload = invocation.payload;
    const response = respond(invocation.payload, request);
    if ('malformed' in response) {
      met(request, 'malformed');
      return fail(request, `malformed Lambda proxy response: ${response.malformed}`, faults.malformed);
    }
    if (request.call.record !== null) request.call.record.integrationStatus = response.status;
    return response;
  };
}
