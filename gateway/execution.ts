import type { FunctionError } from './function/invocation.ts';

/** What a function made of a request, for the execution log of its stage. */
export interface Execution {
  met: 'no-permission' | 'timeout' | 'malformed' | FunctionError | null;
  /** What it returned, JSON text. */
  payload: string | null;
}
