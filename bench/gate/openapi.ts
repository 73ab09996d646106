import type { Subject } from '../../src/config/subjects.ts';
import { originsToTry } from '../../src/conformance/origins.ts';
import { authsOf } from '../../src/contract/auth.ts';
import type { Example, ParameterPromise, Route } from '../../src/contract/contract.ts';
import { examplesOf, expectationFor } from '../../src/contract/example.ts';
import type { JsonSchema } from '../../src/contract/json.ts';
import { type ContractRoute, corsOf, routesOf } from '../../src/contract/route.ts';
import { corsHeaders, inWords } from './given.ts';

/** OpenAPI 3.0.3 of what a contract promises of one target, preflights included. It knows no greedy path parameter. */
export function openApiOf({ contract, target }: Subject): object {
  const paths: Record<string, Record<string, object>> = {};
  const schemes: Record<string, object> = {};
  for (const route of routesOf(contract, target.apiType)) {
    const path = route.pathTemplate.replaceAll('+}', '}');
    paths[path] ??= {};
    paths[path][route.method.toLowerCase()] = operationOf({ contract, target }, route, schemes);
    const cors = corsOf(contract, route.route);
    if (cors === null) continue;
    const methods = routesOf(contract, target.apiType).filter(
      (one) => one.pathTemplate === route.pathTemplate,
    );
    paths[path].options ??= preflightOf(route, {
      cors,
      methods: methods.map(({ method }) => method),
      always: target.apiType === 'rest',
    });
  }
  return {
    openapi: '3.0.3',
    info: { title: contract.name, version: '1.0.0' },
    servers: [{ url: target.invokeUrl }],
    paths,
    ...(Object.keys(schemes).length === 0 ? {} : { components: { securitySchemes: schemes } }),
  };
}

function operationOf(
  { contract, target }: Subject,
  { key, route, pathTemplate }: ContractRoute,
  schemes: Record<string, object>,
): object {
  const examples = examplesOf(route, target.apiType);
  const first = examples.find(({ example }) => expectationFor(example, target.apiType).status < 400)?.example;
  const takes = target.apiType;
  const request = route.request?.apiTypes?.includes(takes) === false ? undefined : route.request;
  const security = authsOf(route).map(({ header: asWritten = 'authorization', scheme }) => {
    const header = inWords(asWritten);
    const name = scheme === undefined ? header : 'bearer';
    schemes[name] =
      scheme === undefined
        ? { type: 'apiKey', in: 'header', name: header }
        : { type: 'http', scheme: 'bearer' };
    return { [name]: [] };
  });
  const cors = corsOf(contract, route);
  return {
    operationId: key.replace(/\W+/g, '-'),
    parameters: [
      ...pathParametersOf(pathTemplate, first),
      ...parametersOf('query', request?.query, first?.query),
      ...parametersOf('header', request?.headers, {}),
    ],
    ...(request?.body === undefined && first?.body === undefined
      ? {}
      : {
          requestBody: {
            required: request?.bodyRequired ?? true,
            content: {
              'application/json': { schema: asOpenApi(request?.body ?? {}), example: first?.body },
            },
          },
        }),
    responses: responsesOf({ contract, target }, route, {
      first,
      carriesCors: cors !== null && target.apiType === 'rest',
    }),
    ...(security.length === 0 ? {} : { security: [Object.assign({}, ...security)] }),
  };
}

/** Every status that an example, the promise of broken requests or a refusal of the gateway's own may bring. */
function responsesOf(
  { target }: Subject,
  route: Route,
  { first, carriesCors }: { first: Example | undefined; carriesCors: boolean },
): object {
  const { invalid } = route.request ?? {};
  const statuses = new Set([
    ...Object.keys(route.responses).map(Number),
    ...examplesOf(route, target.apiType).map(({ example }) => expectationFor(example, target.apiType).status),
    ...(invalid === undefined ? [] : ['status' in invalid ? invalid.status : invalid[target.apiType].status]),
    ...(authsOf(route).length === 0 ? [] : [401, 403]),
  ]);
  const shown = first === undefined ? undefined : expectationFor(first, target.apiType);
  return Object.fromEntries(
    [...statuses].sort().map((status) => [
      String(status),
      {
        description: `Status ${status}`,
        ...(carriesCors
          ? { headers: { 'Access-Control-Allow-Origin': { required: true, schema: { type: 'string' } } } }
          : {}),
        content: {
          [(status < 400 ? route.contentType : undefined) ?? 'application/json']: {
            schema: asOpenApi(route.responses[status] ?? {}),
            ...(shown?.status === status && (shown.body ?? shown.text) !== undefined
              ? { example: shown.body ?? shown.text }
              : {}),
          },
        },
      },
    ]),
  );
}

function preflightOf(
  { key, pathTemplate, route }: ContractRoute,
  {
    cors,
    methods,
    always,
  }: {
    cors: Parameters<typeof corsHeaders>[0];
    methods: readonly string[];
    /** An HTTP API answers OPTIONS with CORS headers only where the request carries an Origin, which OpenAPI can't say. */
    always: boolean;
  },
): object {
  const all = methods.map((method) => `(?=.*(${method}|\\*))`).join('');
  const { 'access-control-allow-headers': headers, ...rest } = corsHeaders(cors, '');
  const answer = {
    description: 'Preflight',
    headers: Object.fromEntries(
      Object.entries({
        ...rest,
        'access-control-allow-methods': all,
        ...(headers === undefined ? {} : { 'access-control-allow-headers': headers }),
      }).map(([name, pattern]) => [name, { required: always, schema: { type: 'string', pattern } }]),
    ),
  };
  const example = Object.values(route.examples)[0];
  return {
    operationId: `preflight-${key.replace(/\W+/g, '-')}`,
    parameters: [
      ...pathParametersOf(pathTemplate, example),
      header('Origin', originsToTry(cors)),
      header('Access-Control-Request-Method', methods),
      header('Access-Control-Request-Headers', [cors.headers.join(',').toLowerCase()]),
    ],
    responses: { 204: answer, ...(always ? {} : { 404: { description: 'No preflight' } }) },
  };
}

const header = (name: string, values: readonly string[]): object => ({
  name,
  in: 'header',
  required: false,
  schema: { type: 'string' },
  example: values[0],
});

function pathParametersOf(pathTemplate: string, example: Example | undefined): object[] {
  return [...pathTemplate.matchAll(/\{(\w+)\+?\}/g)].map(([, name = '']) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string', minLength: 1 },
    example: String(example?.path?.[name] ?? '1'),
  }));
}

/** Parameters that the contract promises, and those that only its example shows. */
function parametersOf(
  where: 'query' | 'header',
  promised: { readonly [name: string]: ParameterPromise } = {},
  shown: Example['query'] = {},
): object[] {
  return [...new Set([...Object.keys(promised), ...Object.keys(shown)])].map((name) => ({
    name,
    in: where,
    required: promised[name]?.required ?? false,
    schema: asOpenApi(promised[name]?.schema ?? { type: 'string' }),
    ...(shown[name] === undefined ? {} : { example: String(shown[name]) }),
  }));
}

/** OpenAPI 3.0 knows no `const` and no boolean schema. */
function asOpenApi(schema: JsonSchema): unknown {
  if (schema === true) return {};
  if (schema === false) return { not: {} };
  return Object.fromEntries(
    Object.entries(schema).flatMap(([keyword, value]): [string, unknown][] => {
      if (keyword === 'const') return [['enum', [value]]];
      if (keyword === 'properties') {
        return [
          [
            keyword,
            Object.fromEntries(
              Object.entries(value as object).map(([name, part]) => [name, asOpenApi(part as JsonSchema)]),
            ),
          ],
        ];
      }
      if (keyword === 'items') return [[keyword, asOpenApi(value as JsonSchema)]];
      return [[keyword, value]];
    }),
  );
}
