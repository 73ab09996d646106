import { type Backend, backend, functionArn } from './api.fixture.ts';
import { failure, type Invocation } from './function/invocation.ts';

export const authorizerArn = 'arn:aws:lambda:us-east-1:123456789012:function:authorizer';

export interface GuardedBackend extends Backend {
  /** Events that the authorizer's function got; `events` are the backend's own. */
  readonly asked: readonly Record<string, unknown>[];
}

/**
 * For tests: a function that answers 200 behind an authorizer's function, which answers what `authorize` returns;
 * an error that it throws is an unhandled one of the function.
 */
export function guardedBackend(
  authorize: (event: Record<string, unknown>) => unknown,
  overrides: Partial<Backend> = {},
): GuardedBackend {
  const behind = backend({ statusCode: 200, body: 'ok' });
  const asked: Record<string, unknown>[] = [];
  const answer = (text: string): Invocation => {
    const event = JSON.parse(text) as Record<string, unknown>;
    asked.push(event);
    try {
      return { ok: true, payload: JSON.stringify(authorize(event)) ?? 'null' };
    } catch (error) {
      return failure('unhandled', 'Error', error instanceof Error ? error.message : String(error));
    }
  };
  return {
    ...behind,
    asked,
    invoke: async (arn, text) => (arn === functionArn ? behind.invoke(arn, text) : answer(text)),
    ...overrides,
  };
}

/** What a Lambda authorizer returns. */
export function policyFor(
  effect: 'Allow' | 'Deny',
  resource: unknown,
  more: Record<string, unknown> = {},
): Record<string, unknown> {
  const Statement = [{ Action: 'execute-api:Invoke', Effect: effect, Resource: resource }];
  return { principalId: 'me', policyDocument: { Version: '2012-10-17', Statement }, ...more };
}
