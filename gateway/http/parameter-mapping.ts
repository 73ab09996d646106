import type { HeaderLine } from '../call.ts';
import { isSendable, statusCodeOf } from '../header-rules.ts';
import type { ParameterMapping } from '../model.ts';
import type { QueryPair } from '../query.ts';
import { type Mapping, readMapping } from './mapping.ts';
import type { HttpRequest } from './request.ts';
import type { IntegrationResult } from './respond.ts';

type Action = 'remove' | 'overwrite' | 'append';

interface Change {
  readonly action: Action;
  readonly place: string;
  readonly name: string;
  readonly value: Mapping;
}

/** What goes comes first, what is added last; sources see the request as it came whatever the order. */
const order: readonly Action[] = ['remove', 'overwrite', 'append'];

function readChanges(
  parameters: Readonly<Record<string, string>> = {},
  of: 'request' | 'response',
): readonly Change[] {
  const changes = Object.entries(parameters).flatMap(([target, expression]): Change[] => {
    const [, action, place = '', name = ''] = /^(\w+):(\w+)(?:\.(.+))?$/.exec(target) ?? [];
    const known = order.find((one) => one === action);
    if (known === undefined || (expression === '' && known !== 'remove')) return [];
    return [{ action: known, place, name, value: readMapping(expression, of) }];
  });
  return changes.sort((one, other) => order.indexOf(one.action) - order.indexOf(other.action));
}

/** Changes a request to what its integration gets; `null`: nothing is to be changed. */
export function compileRequestMapping({
  requestParameters,
}: ParameterMapping): ((request: HttpRequest) => void) | null {
  const changes = readChanges(requestParameters, 'request');
  if (changes.length === 0) return null;
  const of = (place: string) => changes.filter((change) => change.place === place);
  const [headers, query, [path]] = [of('header'), of('querystring'), of('path')];
  return (request) => {
    const values = new Map(changes.map((change) => [change, change.value(request)]));
    const valueFor = (change: Change) => values.get(change);
    if (headers.length > 0)
      request.replaceHeaders(applied(request.headers, headers, { valueFor, sameName: sameHeader }));
    if (query.length > 0)
      request.replaceQuery(
        applied(request.query, query, { valueFor, sameName: (one, other) => one === other }),
      );
    const newPath = path === undefined ? undefined : valueFor(path);
    if (newPath !== undefined) request.replacePath(newPath.startsWith('/') ? newPath : `/${newPath}`);
  };
}

/** Changes a backend's response before it goes to the caller, by the backend's status. */
export function compileResponseMapping({
  responseParameters = {},
}: ParameterMapping): (result: IntegrationResult, request: HttpRequest) => IntegrationResult {
  const byStatus = new Map(
    Object.entries(responseParameters).map(([status, one]) => [Number(status), readChanges(one, 'response')]),
  );
  if (byStatus.size === 0) return (result) => result;
  return (result, request) => {
    const changes = byStatus.get(result.status);
    if (changes === undefined) return result;
    const valueFor = (change: Change) => change.value(request, result);
    const headers = changes.filter(({ place }) => place === 'header');
    const status = changes.find(({ place }) => place === 'statuscode');
    return {
      ...result,
      status: statusCodeOf(status === undefined ? undefined : valueFor(status)) ?? result.status,
      headers: applied(result.headers, headers, { valueFor, sameName: sameHeader }).filter(isSendable),
    };
  };
}

const sameHeader = (one: string, other: string): boolean => one.toLowerCase() === other.toLowerCase();

interface Applying {
  readonly valueFor: (change: Change) => string | undefined;
  readonly sameName: (one: string, other: string) => boolean;
}

/** A source without a value changes nothing. */
function applied<Pair extends HeaderLine | QueryPair>(
  pairs: readonly Pair[],
  changes: readonly Change[],
  { valueFor, sameName }: Applying,
): (HeaderLine | Pair)[] {
  let left: (HeaderLine | Pair)[] = [...pairs];
  for (const change of changes) {
    const { action, name } = change;
    const value = action === 'remove' ? undefined : valueFor(change);
    if (action === 'remove' || (action === 'overwrite' && value !== undefined))
      left = left.filter((pair) => !sameName(pair[0], name));
    if (value !== undefined) left.push([name, value]);
  }
  return left;
}
