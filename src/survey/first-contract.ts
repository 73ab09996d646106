import type { ApiType, Contract, Route } from '../contract/contract.ts';
import type { Json } from '../contract/json.ts';
import { pathParameters, routeKeyMistake } from '../contract/route.ts';
import { UsageError } from '../errors/usage-error.ts';
import { parseOpenApi } from '../openapi/document.ts';
import { merged } from '../openapi/import-deployed.ts';
import { importOpenApi } from '../openapi/import-openapi.ts';
import type { Imported, RouteRemarks } from '../openapi/imported.ts';
import { writeContract } from '../openapi/write-contract.ts';
import type { DefinedApis } from './found.ts';

/**
 * The contract that a definition gives a start for: its routes, and no example that nobody promised. Without a route, the
 * smallest one that there can be.
 */
export function firstContract(name: string, apis: DefinedApis, source: string): string {
  const imported = apis.types.flatMap((apiType) => importedOf(name, apis, apiType));
  const whole = merged(imported);
  return whole === null ? skeleton(name) : writeContract(undecided(whole), source);
}

function importedOf(name: string, { routes, bodies }: DefinedApis, apiType: ApiType): Imported[] {
  const paths: { [path: string]: { [method: string]: Json } } = {};
  for (const { method, path } of routes.filter((one) => one.apiType === apiType)) {
    if (routeKeyMistake(`GET ${path}`) !== null) continue;
    const key = method === 'ANY' ? 'x-amazon-apigateway-any-method' : method.toLowerCase();
    const parameters = pathParameters(path).map((one) => ({
      name: one.name,
      in: 'path',
      required: true,
      schema: { type: 'string' },
    }));
    paths[path] = { ...paths[path], [key]: { parameters } };
  }
  for (const { document } of bodies.filter((one) => one.apiType === apiType)) {
    for (const [path, methods] of Object.entries((document as { paths: typeof paths }).paths)) {
      paths[path] = { ...paths[path], ...methods };
    }
  }
  const [described] = bodies.filter((one) => one.apiType === apiType);
  const document = {
    openapi: '3.0.1',
    info: { title: name, version: '1' },
    ...(described?.document as object | undefined),
    paths,
  };
  try {
    return [importOpenApi(parseOpenApi(JSON.stringify(document), name), { name, folder: null, apiType })];
  } catch (error) {
    // A definition without a single route that can be promised.
    if (error instanceof UsageError) return [];
    throw error;
  }
}

/** Every example is left for a person to take in: a definition says what may be called, not what it answers. */
function undecided(imported: Imported): Imported {
  const routes = Object.entries(imported.contract.routes);
  const remarks = new Map<string, RouteRemarks>(
    routes.map(([key, { examples }]) => {
      const before = imported.remarks.get(key);
      const [first] = Object.entries(examples);
      const suggested = first === undefined ? null : { title: first[0], example: first[1] };
      const todos = (before?.todos ?? []).filter((todo) => !ofDescriptions.test(todo));
      return [
        key,
        {
          todos: [...todos, 'Say what it answers, and give it an example.'],
          suggested: before?.suggested ?? suggested,
        },
      ];
    }),
  );
  const { name, apiTypes } = imported.contract;
  const contract: Contract = {
    name,
    ...(apiTypes === undefined ? {} : { apiTypes }),
    routes: Object.fromEntries(routes.map(([key, route]): [string, Route] => [key, bare(route)])),
  };
  return { ...imported, contract, remarks };
}

/** Credentials, requests and schemas are promises as well: an import takes them over, and a person decides. */
function bare({ apiTypes, effect, responses }: Route): Route {
  return {
    ...(apiTypes === undefined ? {} : { apiTypes }),
    ...(effect === undefined ? {} : { effect }),
    responses: Object.fromEntries(Object.keys(responses).map((status) => [status, true])),
    examples: {},
  };
}

/** What an import asks of a whole description of an API, of which a definition's routes are only a part. */
const ofDescriptions = /^(The document names no status|An example is missing)/;

function skeleton(name: string): string {
  return writeContract(
    {
      contract: { name, routes: { 'GET /': { responses: { 200: true }, examples: {} } } },
      remarks: new Map([
        [
          'GET /',
          {
            todos: [
              'No route is known here: write those of the API in place of this one, each with an example.',
              'Once it is deployed, npx gatewright import writes them.',
            ],
            suggested: { title: 'the API answers', example: { expect: { status: 200 } } },
          },
        ],
      ]),
      named: new Map(),
      notes: [],
    },
    null,
  );
}
