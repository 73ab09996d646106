import type {
  Example,
  Method,
  ParameterPromise,
  QueryValue,
  RequestPromise,
  Route,
} from '../contract/contract.ts';
import type { Json, JsonSchema } from '../contract/json.ts';
import { effectOf, pathParameters } from '../contract/route.ts';
import { type Fields, fieldsOf, isFields, listOf, textOf } from './document.ts';
import type { ImportedRoute } from './imported.ts';
import type { Place, References } from './references.ts';
import type { Schemas } from './schema.ts';
import { securityOf } from './security.ts';

/** What an operation is read with. */
export interface Reader {
  readonly references: References;
  readonly schemas: Schemas;
  /** Name of the contract, after which secrets are named. */
  readonly contract: string;
  /** A gateway's own export: what it says of requests holds only where a validator checks it. */
  readonly isExport: boolean;
}

/** One method of a path as a route. */
export interface OperationPlace {
  readonly method: Method;
  readonly path: string;
  readonly item: Place;
  readonly operation: Place;
}

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

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required: boolean;
  readonly schema: JsonSchema;
  /** An example's, the default, or the first of a list of choices. */
  readonly value: Json | undefined;
}

/** The operation's own parameters stand in for those of the path with the same name and place. */
function parametersOf({ item, operation }: OperationPlace, { references, schemas }: Reader): Parameter[] {
  const found = new Map<string, Parameter>();
  for (const owner of [item, operation]) {
    for (const index of listOf(fieldsOf(owner.value).parameters).keys()) {
      const place = references.followed(references.member(owner, 'parameters', index));
      if (place === null) continue;
      const { name, in: at, required, content } = fieldsOf(place.value);
      if (typeof name !== 'string' || typeof at !== 'string') {
        references.note(place, 'a parameter without name and place is left out');
        continue;
      }
      if (at !== 'path' && at !== 'query' && at !== 'header') {
        references.note(place, `the parameter ${name} in ${at} is left out`);
        continue;
      }
      if (at === 'header' && /^(accept|content-type|authorization)$/i.test(name)) continue;
      const [media] = Object.keys(fieldsOf(content));
      const schema =
        media === undefined
          ? references.member(place, 'schema')
          : references.member(place, 'content', media, 'schema');
      found.set(`${at} ${at === 'header' ? name.toLowerCase() : name}`, {
        name,
        in: at,
        required: required === true || at === 'path',
        schema: schema.value === undefined ? true : schemas.converted(schema),
        value: exampleIn(place, references) ?? valueFrom(schema, references),
      });
    }
  }
  return [...found.values()];
}

interface Body {
  readonly required: boolean;
  readonly schema: JsonSchema | null;
  readonly mediaType: string;
  readonly value: Json | undefined;
}

function bodyOf(operation: Place, { references, schemas }: Reader): Body | null {
  const asked = references.member(operation, 'requestBody');
  if (asked.value === undefined) return null;
  const place = references.followed(asked);
  if (place === null) return null;
  const { required, content } = fieldsOf(place.value);
  const mediaType = preferred(Object.keys(fieldsOf(content)));
  if (mediaType === null) return null;
  const media = references.member(place, 'content', mediaType);
  const schema = references.member(media, 'schema');
  const json = isJson(mediaType);
  if (!json) references.note(media, `a body of ${mediaType} is not described in the contract, only JSON is`);
  return {
    required: required === true,
    schema: json && schema.value !== undefined ? schemas.converted(schema) : null,
    mediaType,
    value: json ? (exampleIn(media, references) ?? valueFrom(schema, references)) : undefined,
  };
}

function requestOf(
  parameters: readonly Parameter[],
  body: Body | null,
  operation: Fields,
  { isExport, references }: Reader,
): RequestPromise | null {
  const document = fieldsOf(references.root().value);
  const validator =
    operation['x-amazon-apigateway-request-validator'] ?? document['x-amazon-apigateway-request-validator'];
  if (isExport && validator === undefined) return null;
  const place = (at: Parameter['in']) => {
    const promised = parameters.filter((one) => one.in === at && says(one)).map(promiseOf);
    return promised.length === 0 ? undefined : Object.fromEntries(promised);
  };
  const parts = {
    body: body?.schema ?? undefined,
    ...(body !== null && body.schema !== null && !body.required ? { bodyRequired: false } : {}),
    path: place('path'),
    query: place('query'),
    headers: place('header'),
  };
  const told = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined));
  return Object.keys(told).length === 0 ? null : (told as RequestPromise);
}

/** That something is a text says nothing of a parameter. */
function says({ in: at, required, schema }: Parameter): boolean {
  const plain =
    schema === true || JSON.stringify(schema) === '{"type":"string"}' || JSON.stringify(schema) === '{}';
  return !plain || (required && at !== 'path');
}

function promiseOf({ name, in: at, required, schema }: Parameter): [string, ParameterPromise] {
  return [name, { schema, ...(required && at !== 'path' ? { required } : {}) }];
}

interface Responses {
  readonly responses: Route['responses'];
  /** Where it isn't JSON. */
  readonly contentType: string | null;
  /** The example of the first success. */
  readonly shown: Json | undefined;
  readonly todos: readonly string[];
}

function responsesOf(operation: Place, { references, schemas }: Reader): Responses {
  const all = references.member(operation, 'responses');
  const responses: { [status: string]: JsonSchema } = {};
  let contentType: string | null = null;
  let shown: Json | undefined;
  for (const status of Object.keys(fieldsOf(all.value)).toSorted()) {
    const place = references.followed(references.member(all, status));
    const exact = /^[1-5]XX$/i.test(status) ? `${status[0]}00` : status;
    if (place === null || !/^[1-5]\d\d$/.test(exact) || exact in responses) continue;
    const content = fieldsOf(fieldsOf(place.value).content);
    const mediaType = preferred(Object.keys(content));
    const media = mediaType === null ? null : references.member(place, 'content', mediaType);
    const schema = media === null ? null : references.member(media, 'schema');
    const json = mediaType === null || isJson(mediaType);
    responses[exact] = json && schema?.value !== undefined ? schemas.converted(schema) : true;
    if (!/^2/.test(exact)) continue;
    if (!json && contentType === null) contentType = mediaType;
    if (shown === undefined && media !== null && json) shown = exampleIn(media, references);
  }
  if (Object.keys(responses).some((status) => status < '400'))
    return { responses, contentType, shown, todos: [] };
  return {
    responses: { 200: true, ...responses },
    contentType,
    shown,
    todos: ['The document names no status of success; 200 stands here, with any body.'],
  };
}

/** JSON where there is some: contracts are about it. */
function preferred(mediaTypes: readonly string[]): string | null {
  return mediaTypes.find(isJson) ?? mediaTypes[0] ?? null;
}

function isJson(mediaType: string): boolean {
  return /^(application|text)\/([\w.-]+\+)?json\b|^\*\/\*$|^application\/\*$/i.test(mediaType);
}

/** `example`, else the first of `examples`. */
function exampleIn(place: Place, references: References): Json | undefined {
  const { example, examples } = fieldsOf(place.value);
  if (example !== undefined) return example;
  if (Array.isArray(examples)) return examples[0] as Json | undefined;
  const [name] = Object.keys(fieldsOf(examples));
  if (name === undefined) return undefined;
  const one = references.followed(references.member(place, 'examples', name));
  return isFields(one?.value) ? one.value.value : undefined;
}

/** Of a schema itself: its example, its default, what it has to be, the first of its choices. */
function valueFrom(schema: Place, references: References): Json | undefined {
  if (schema.value === undefined) return undefined;
  const place = references.followed(schema);
  if (place === null) return undefined;
  const { default: fallback, const: constant, enum: choices } = fieldsOf(place.value);
  return exampleIn(place, references) ?? fallback ?? constant ?? listOf(choices)[0];
}

interface Known {
  readonly parameters: readonly Parameter[];
  readonly body: Body | null;
  readonly responses: Route['responses'];
}

/** A request of the document's own values; `null` where one that has to be there is missing. */
function exampleOf(
  { path }: OperationPlace,
  { parameters, body, responses }: Known,
): { readonly example: Example | null; readonly lacks: readonly string[] } {
  const values = (at: Parameter['in']) =>
    parameters.flatMap((one) =>
      one.in === at && one.required && one.value !== undefined ? [[one.name, one.value] as const] : [],
    );
  const scalar = ([name, value]: readonly [string, Json]) =>
    [name, typeof value === 'object' ? JSON.stringify(value) : value] as const;
  const given = Object.fromEntries(values('path').map(scalar));
  const names = pathParameters(path).map(({ name }) => name);
  const lacks = [
    ...names.filter((name) => !usable(given[name])).map((name) => `path.${name}`),
    ...parameters
      .filter((one) => one.in !== 'path' && one.required && one.value === undefined)
      .map((one) => `${one.in}.${one.name}`),
    ...(body?.required === true && body.value === undefined ? ['the body'] : []),
  ];
  if (lacks.length > 0) return { example: null, lacks };
  const query = Object.fromEntries(values('query').map(([name, value]) => [name, queryValue(value)]));
  const headers = Object.fromEntries(
    values('header').map(([name, value]) => [name, String(scalar([name, value])[1])]),
  );
  const status = Number(
    Object.keys(responses)
      .toSorted()
      .find((one) => one >= '200' && one < '400') ?? 200,
  );
  return {
    lacks: [],
    example: {
      ...(names.length === 0
        ? {}
        : { path: Object.fromEntries(names.map((name) => [name, given[name] as string])) }),
      ...(Object.keys(query).length === 0 ? {} : { query }),
      ...(Object.keys(headers).length === 0 ? {} : { headers }),
      ...(body?.value === undefined ? {} : { body: body.value }),
      expect: { status },
    },
  };
}

function usable(value: unknown): boolean {
  return (
    typeof value === 'number' ||
    (typeof value === 'string' && value !== '' && value !== '.' && value !== '..')
  );
}

function queryValue(value: Json): QueryValue | readonly QueryValue[] {
  const one = (each: Json): QueryValue => (typeof each === 'object' ? JSON.stringify(each) : each);
  return Array.isArray(value) ? value.map(one) : one(value);
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
