import type { Variable } from '../access-log/format.ts';
import type { LoggedCall } from '../access-log/stage-logs.ts';
import { readContextVariable } from './context.ts';
import type { Fault } from './errors.ts';
import type { HttpRequest } from './request.ts';

export type LoggedHttpCall = LoggedCall<HttpRequest, Fault>;

const variables: ReadonlyMap<string, Variable<LoggedHttpCall>> = new Map(
  Object.entries<Variable<LoggedHttpCall>>({
    'error.message': ({ fault }) => fault?.message,
    'error.messageString': ({ fault }) => (fault === null ? undefined : JSON.stringify(fault.message)),
  }),
);

/** A context variable of the access logs of HTTP APIs (AWS documentation, "Customize HTTP API access logs"). */
export function httpLogVariable(name: string): Variable<LoggedHttpCall> {
  const own = variables.get(name);
  if (own !== undefined) return own;
  const read = readContextVariable(name);
  return ({ request }) => read(request);
}
