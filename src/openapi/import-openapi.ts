import { unsoundExamples } from '../config/unsound-examples.ts';
import { checkContract } from '../contract/check-contract.ts';
import type { ApiType, Contract, CorsPromise, Method } from '../contract/contract.ts';
import { methods } from '../contract/contract.ts';
import { routeKeyMistake } from '../contract/route.ts';
import { UsageError } from '../errors/usage-error.ts';
import { corsOfDocument, corsOfOptions } from './cors.ts';
import { fieldsOf, type OpenApiDocument } from './document.ts';
import type { Imported, ImportedRoute } from './imported.ts';
import { routeOf } from './operation.ts';
import type { OperationPlace, Reader } from './reader.ts';
import { type References, referencesOf } from './references.ts';
import { schemasOf } from './schema.ts';

export interface ImportOptions {
  /** Name of the contract. */
  readonly name: string;
  /** Where references into other files start; `null`: there are none. */
  readonly folder: string | null;
  /** Of the API that it was exported from. */
  readonly apiType?: ApiType;
}

/**
 * The contract that a description promises: routes, schemas, requests, examples, credentials and CORS. What a
 * contract can't say is in the notes, and the rest is there.
 * @throws UsageError where not a single route can be imported.
 */
export function importOpenApi(document: OpenApiDocument, options: ImportOptions): Imported {
  const references = referencesOf(document, options.folder);
  const schemas = schemasOf(references);
  const isExport = JSON.stringify(document.value).includes('"x-amazon-apigateway-integration"');
  const reader: Reader = { references, schemas, contract: options.name, isExport };
  const operations = operationsOf(references);
  const cors = corsOfPaths(operations, fieldsOf(document.value));
  const routes = operations.flatMap((at) => {
    if (at.method === 'OPTIONS' && isPreflight(at, isExport)) return [];
    const made = routeOf(at, reader);
    return sound(at.any ? withAny(made) : made, at, references);
  });
  if (routes.length === 0) {
    throw new UsageError(`${document.file} has no route that a contract could promise.`, [
      ...references.notes.slice(0, 5).map(({ place, message }) => `${place}: ${message}`),
    ]);
  }
  noteServers(document, references, isExport);
  return {
    contract: contractOf(routes, cors, options),
    remarks: new Map(routes.map(({ key, todos, suggested }) => [key, { todos, suggested }])),
    named: schemas.named,
    notes: references.notes,
  };
}

interface Found extends OperationPlace {
  /** The gateway takes every method here. */
  readonly any: boolean;
}

function operationsOf(references: References): Found[] {
  const paths = references.member(references.root(), 'paths');
  return Object.keys(fieldsOf(paths.value)).flatMap((written) => {
    const place = references.member(paths, written);
    if (written.startsWith('x-')) return [];
    const item = references.followed(place);
    if (item === null) return [];
    const path = written === '/$default' || written === '$default' ? '/{proxy+}' : written;
    const mistake = routeKeyMistake(`GET ${path}`);
    if (mistake !== null) {
      references.note(place, `${written} is left out: ${mistake}`);
      return [];
    }
    const own = fieldsOf(item.value);
    const known = methods.filter((method) => own[method.toLowerCase()] !== undefined);
    if (own.trace !== undefined) references.note(references.member(item, 'trace'), 'TRACE is left out');
    const any = own['x-amazon-apigateway-any-method'] !== undefined && !known.includes('GET');
    const found = (method: Method, key: string, every: boolean): Found => ({
      method,
      path,
      item,
      operation: references.member(item, key),
      any: every,
    });
    return [
      ...known.map((method) => found(method, method.toLowerCase(), false)),
      ...(any ? [found('GET', 'x-amazon-apigateway-any-method', true)] : []),
    ];
  });
}

function withAny(made: ImportedRoute): ImportedRoute {
  const todo = 'The API takes every method here (ANY); GET stands for them: write those that are promised.';
  return { ...made, todos: [todo, ...made.todos] };
}

/** What browsers ask is promised by `cors`, not by a route. */
function isPreflight({ operation }: Found, isExport: boolean): boolean {
  const own = fieldsOf(operation.value);
  return isExport
    ? corsOfOptions(own) !== null || isMock(own)
    : JSON.stringify(own).toLowerCase().includes('access-control-allow');
}

function isMock(operation: { readonly [key: string]: unknown }): boolean {
  const { type } = fieldsOf(operation['x-amazon-apigateway-integration']);
  return String(type).toLowerCase() === 'mock';
}

interface Cors {
  readonly whole: CorsPromise | null;
  readonly byPath: ReadonlyMap<string, CorsPromise>;
}

/** One promise where every path makes the same, else each its own. */
function corsOfPaths(operations: readonly Found[], document: Parameters<typeof corsOfDocument>[0]): Cors {
  const ofDocument = corsOfDocument(document);
  if (ofDocument !== null) return { whole: ofDocument, byPath: new Map() };
  const byPath = new Map<string, CorsPromise>();
  for (const { method, path, operation } of operations) {
    const cors = method === 'OPTIONS' ? corsOfOptions(fieldsOf(operation.value)) : null;
    if (cors !== null) byPath.set(path, cors);
  }
  const paths = new Set(operations.filter(({ method }) => method !== 'OPTIONS').map(({ path }) => path));
  const kinds = new Set([...paths].map((path) => JSON.stringify(byPath.get(path) ?? null)));
  const [first] = byPath.values();
  return kinds.size === 1 && first !== undefined && !kinds.has('null')
    ? { whole: first, byPath: new Map() }
    : { whole: null, byPath };
}

function contractOf(
  routes: readonly ImportedRoute[],
  cors: Cors,
  { name, apiType }: ImportOptions,
): Contract {
  return {
    name,
    ...(apiType === undefined ? {} : { apiTypes: [apiType] }),
    ...(cors.whole === null ? {} : { cors: cors.whole }),
    routes: Object.fromEntries(
      routes.map(({ key, route }) => {
        const own = cors.byPath.get(key.split(' ')[1] ?? '');
        return [key, own === undefined ? route : { cors: own, ...route }];
      }),
    ),
  };
}

/** The route as it can be loaded: an example that contradicts the document's own schemas is left out, and named. */
function sound(made: ImportedRoute, at: Found, references: References): ImportedRoute[] {
  const asContract = (one: ImportedRoute): Contract => ({ name: 'x', routes: { [one.key]: one.route } });
  const mistakesOf = (one: ImportedRoute) => {
    const mistakes = checkContract(asContract(one));
    return mistakes.length > 0 ? mistakes : unsoundExamples(asContract(one));
  };
  const withSuggested: ImportedRoute =
    made.suggested === null
      ? made
      : { ...made, route: { ...made.route, examples: { [made.suggested.title]: made.suggested.example } } };
  const [mistake] = mistakesOf(withSuggested);
  if (mistake === undefined) return [made];
  const bare: ImportedRoute = {
    ...made,
    route: { ...made.route, examples: {} },
    suggested: null,
    todos: [
      ...made.todos,
      `An example is missing: the document's own contradicts it (${mistake.message.replace(/\.$/, '')}).`,
    ],
  };
  const [still] = mistakesOf(bare);
  if (still === undefined) {
    references.note(
      at.operation,
      `the example is left out: ${mistake.path.replace(/^.*examples/, 'examples')} ${mistake.message}`,
    );
    return [bare];
  }
  references.note(at.operation, `${made.key} is left out: ${still.path} ${still.message}`);
  return [];
}

/** A path before the routes belongs into the invoke URL. */
function noteServers(document: OpenApiDocument, references: References, isExport: boolean): void {
  if (isExport) return;
  const [server] = Array.isArray(document.value.servers) ? document.value.servers : [];
  const url = String(fieldsOf(server).url ?? '');
  const base = url.replace(/^[a-z]+:\/\/[^/]+/i, '').replace(/\/+$/, '');
  if (base === '' || base.includes('{')) return;
  references.note(
    references.member(references.root(), 'servers'),
    `the path ${base} of the server is no part of the routes: the invoke URL has to end with it`,
  );
}
