import type { Variable } from '../access-log/format.ts';
import type { LoggedCall } from '../access-log/stage-logs.ts';
import type { Fault } from './errors.ts';
import { errorText } from './gateway-response.ts';
import { contextText } from './mapping.ts';
import type { RestRequest } from './request.ts';

export type LoggedRestCall = LoggedCall<RestRequest, Fault>;

const variables: ReadonlyMap<string, Variable<LoggedRestCall>> = new Map(
  Object.entries<Variable<LoggedRestCall>>({
    'customDomain.basePathMatched': ({ request }) => request.call.domain?.basePath,
    'authorize.status': authorizeStatus,
    'authenticate.status': authorizeStatus,
    xrayTraceId: ({ request }) => request.traceId,
  }),
);

/** A context variable of the access logs of REST APIs (AWS documentation, "Variables for access logging for API Gateway"). */
export function restLogVariable(name: string): Variable<LoggedRestCall> {
  const own = variables.get(name);
  if (own !== undefined) return own;
  const steps = name.split('.');
  if (steps[0] === 'error')
    return ({ fault }) => (fault === null ? undefined : errorText(fault, steps.slice(1).join('.')));
  const isClaim = name.startsWith('authorizer.claims.');
  return ({ request }) => {
    const text = contextText(request.mappingContext(), steps);
    const isJson = isClaim && text !== undefined && request.caller.mappedAuthorizer !== undefined;
    return isJson ? { json: text } : text;
  };
}

function authorizeStatus({ request, fault }: LoggedRestCall): string | undefined {
  if (fault?.status === 401 || fault?.status === 403) return String(fault.status);
  return request.destination === null ? undefined : '200';
}
