import type { Route } from '../contract/contract.ts';
import { effectOf } from '../contract/route.ts';
import { type Fields, fieldsOf, textOf } from './document.ts';
import type { ImportedRoute } from './imported.ts';
import type { OperationPlace, Reader } from './reader.ts';
import { bodyOf, parametersOf, requestOf } from './request.ts';
import { exampleOf } from './request-example.ts';
import { responsesOf } from './responses.ts';
import { securityOf } from './security.ts';

/** One method of a path as a route. */
export function routeOf(at: OperationPlace, reader: Reader): ImportedRoute {
  const { method, path, operation } = at;
  const own = fieldsOf(operation.value);
  const key = `${method} ${path}`;
  const parameters = parametersOf(at, reader);
  const body = bodyOf(operation, reader);
  const { responses, contentType, shown, todos: ofResponses } = responsesOf(operation, reader);
  const { auth, todos: ofSecurity } = securityOf(operation, reader.contract, reader.references);
  const request = requestOf(parameters, body, own, reader);
  const [only] = auth;
  const route: Route = {
    ...(auth.length === 0 || only === undefined ? {} : { auth: auth.length === 1 ? only : auth }),
    ...(['PUT', 'PATCH', 'DELETE'].includes(method) ? { effect: 'changes' as const } : {}),
    ...(request === null ? {} : { request }),
    responses,
    ...(contentType === null ? {} : { contentType }),
    examples: {},
  };
  const { example, lacks } = exampleOf(at, { parameters, body, responses });
  const title = titleOf(own, key);
  const harmless = effectOf(route, method) === 'none';
  const todos = [...ofSecurity, ...ofResponses];
  if (example === null) {
    todos.push(`An example is missing: the document has no value for ${lacks.join(', ')}.`);
    return { key, route, todos, suggested: null };
  }
  if (shown !== undefined)
    todos.push(
      `The document shows the answer ${cut(JSON.stringify(shown))}; expect of it what always holds.`,
    );
  if (harmless) return { key, route: { ...route, examples: { [title]: example } }, todos, suggested: null };
  todos.push('This example changes something where it is sent: decide whether it may be, then take it in.');
  return { key, route, todos, suggested: { title, example } };
}

function titleOf({ summary, operationId }: Fields, key: string): string {
  const text = (textOf(summary) ?? textOf(operationId) ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/\.$/, '');
  return text === '' ? `${key.split(' ')[0]} answers` : text.slice(0, 80);
}

function cut(text: string): string {
  return text.length > 160 ? `${text.slice(0, 160)}…` : text;
}
