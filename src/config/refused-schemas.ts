import type { Ajv } from 'ajv';
import type { Contract, Route } from '../contract/contract.ts';
import type { JsonSchema } from '../contract/json.ts';
import type { Mistake } from '../contract/shape.ts';
import { member } from '../contract/shape.ts';
import { compiledSchema, schemaCompiler } from './compiled-schema.ts';

/** The schemas of a contract that ajv refuses to compile: unknown keywords, types and formats, broken references. */
export function refusedSchemas(contract: Contract): Mistake[] {
  return Object.entries(contract.routes).flatMap(([key, route]) =>
    schemasOf(route).flatMap(([place, schema]) => {
      const message = refusalOf(schema);
      const path = `${member('routes', key)}.${place}`;
      return message === null ? [] : [{ path, message: `is no usable JSON Schema: ${message}.` }];
    }),
  );
}

function schemasOf({ responses, request = {} }: Route): [place: string, schema: JsonSchema][] {
  const parameters = (['path', 'query', 'headers'] as const).flatMap((kind) =>
    Object.entries(request[kind] ?? {}).map(([name, { schema }]): [string, JsonSchema] => [
      `${member(`request.${kind}`, name)}.schema`,
      schema,
    ]),
  );
  return [
    ...(request.body === undefined ? [] : [['request.body', request.body] satisfies [string, JsonSchema]]),
    ...parameters,
    ...Object.entries(responses).map(([status, schema]): [string, JsonSchema] => [
      `responses[${status}]`,
      schema,
    ]),
  ];
}

/** Why ajv refuses a schema, or `null`. */
export function refusalOf(schema: JsonSchema): string | null {
  if (typeof schema === 'boolean') return null;
  const ajv = schemaCompiler(schema);
  try {
    compiledSchema(schema, ajv);
    return null;
  } catch (error) {
    return unknownType(ajv) ?? (error instanceof Error ? inWords(error.message) : String(error));
  }
}

/** The commonest mistake; ajv says it in three sentences, none of which holds the word that is wrong. */
function unknownType(ajv: Ajv): string | null {
  const error = ajv.errors?.find(
    ({ keyword, instancePath }) => keyword === 'enum' && /\/type$/.test(instancePath),
  );
  if (error === undefined) return null;
  const allowed = (error.params.allowedValues as readonly string[]).join(', ');
  return `at ${error.instancePath} stands no type; there are ${allowed}`;
}

function inWords(message: string): string {
  return message
    .replace(/^strict mode: |^schema is invalid: data\/?/, '')
    .replace(/ ignored in schema at path "#"$/, '')
    .replace(/ ignored in schema/, '');
}
