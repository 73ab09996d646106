import { filled, type Operation, type Paths } from './exported.ts';

type Json = Readonly<Record<string, unknown>>;

/** An export as OpenAPI 3.0, as far as it is read here. */
export interface OpenApiExport {
  readonly info: { readonly version: string };
  readonly servers: readonly { readonly url: string; readonly variables: ServerVariables }[];
  readonly paths: Paths;
  readonly components: { readonly schemas?: Json; readonly securitySchemes?: Json };
  readonly [extension: string]: unknown;
}

type ServerVariables = Readonly<Record<string, { readonly default: string }>>;

/** What an operation takes and answers with, by its path and its key there. */
export type MediaTypes = (
  path: string,
  key: string,
) => { readonly consumes: readonly string[]; readonly produces: readonly string[] };

/** The same as Swagger 2.0 (OpenAPI Initiative, "OpenAPI Specification 2.0"), in which API Gateway exports as well. */
export function asSwagger(
  { openapi, info, servers, paths, components, ...extensions }: OpenApiExport,
  mediaTypes: MediaTypes = () => ({ consumes: [], produces: [] }),
): object {
  const [server] = servers;
  const url = new URL(
    (server?.url ?? '').replace(/\{(\w+)\}/g, (_whole, name) => server?.variables[name]?.default ?? ''),
  );
  return {
    swagger: '2.0',
    info,
    host: url.host,
    basePath: url.pathname.replace('//', '/'),
    schemes: [url.protocol.slice(0, -1)],
    paths: mapped(paths, (item, path) =>
      mapped(item, (operation, key) => operationOf(operation, mediaTypes(path, key))),
    ),
    ...filled({
      securityDefinitions: components.securitySchemes,
      definitions: mapped(components.schemas ?? {}, schemaOf),
    }),
    ...extensions,
  };
}

const mapped = <Value, Result>(
  values: Readonly<Record<string, Value>>,
  change: (value: Value, name: string) => Result,
): Record<string, Result> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, change(value, name)]));

interface Content {
  readonly [mediaType: string]: { readonly schema: { readonly $ref: string } };
}

interface Described {
  readonly description: string;
  readonly headers?: Readonly<Record<string, { readonly schema: object }>>;
  readonly content?: Content;
}

function operationOf(
  { parameters = [], requestBody, responses, ...rest }: Operation,
  { consumes, produces }: ReturnType<MediaTypes>,
): Operation {
  const body = requestBody as { readonly content: Content } | undefined;
  const answers = responses as Readonly<Record<string, Described>>;
  const answered = Object.values(answers).flatMap(({ content = {} }) => Object.keys(content));
  return {
    ...filled({
      consumes: [...new Set([...Object.keys(body?.content ?? {}), ...consumes])],
      produces: [...new Set([...answered, ...produces])],
      parameters: [...(parameters as readonly Json[]).map(parameterOf), ...bodyParameter(body?.content)],
    }),
    responses: mapped(answers, responseOf),
    ...rest,
  };
}

const parameterOf = ({ schema, ...parameter }: Json): Json => ({
  required: false,
  ...parameter,
  ...(schema as object),
});

/** Swagger has one body for all media types. */
function bodyParameter(content: Content = {}): Json[] {
  const [first] = Object.values(content);
  if (first === undefined) return [];
  const name = first.schema.$ref.split('/').at(-1);
  return [{ in: 'body', name, required: true, schema: schemaOf(first.schema) }];
}

function responseOf({ description, headers = {}, content = {} }: Described): object {
  const [first] = Object.values(content);
  return {
    description,
    ...filled({
      schema: first === undefined ? undefined : schemaOf(first.schema),
      headers: mapped(headers, ({ schema }) => schema),
    }),
  };
}

/** Keywords that Swagger 2.0 hasn't. */
const unknown = new Set(['anyOf', 'oneOf', 'not', 'nullable', 'writeOnly', 'deprecated', 'discriminator']);

function schemaOf(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(schemaOf);
  if (typeof schema !== 'object' || schema === null) return schema;
  const known = Object.entries(schema).filter(([keyword]) => !unknown.has(keyword));
  return {
    ...Object.fromEntries(
      known.map(([keyword, value]) => [
        keyword,
        keyword === '$ref' ? definition(value) : inner(keyword, value),
      ]),
    ),
    ...('nullable' in schema ? { 'x-nullable': schema.nullable } : {}),
  };
}

/** Only where a schema stands: examples, defaults and names of properties may be called as keywords are. */
function inner(keyword: string, value: unknown): unknown {
  if (keyword === 'properties') return mapped(value as Json, schemaOf);
  return keyword === 'items' || keyword === 'additionalProperties' || keyword === 'allOf'
    ? schemaOf(value)
    : value;
}

const definition = (reference: unknown): string =>
  String(reference).replace('#/components/schemas/', '#/definitions/');
