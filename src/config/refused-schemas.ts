import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { Contract } from '../contract/contract.ts';
import type { JsonSchema } from '../contract/json.ts';
import type { Mistake } from '../contract/shape.ts';

/** The response schemas of a contract that ajv refuses to compile: unknown keywords, types and formats, broken references. */
export function refusedSchemas(contract: Contract): Mistake[] {
  const mistakes: Mistake[] = [];
  for (const [route, { responses }] of Object.entries(contract.routes)) {
    for (const [status, schema] of Object.entries(responses)) {
      const message = refusal(schema);
      if (message !== null) {
        mistakes.push({
          path: `routes[${JSON.stringify(route)}].responses[${status}]`,
          message: `is no usable JSON Schema: ${message}.`,
        });
      }
    }
  }
  return mistakes;
}

/** Each schema has a compiler of its own: two may use the same `$id`. */
function refusal(schema: JsonSchema): string | null {
  const ajv = new Ajv({
    strictSchema: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
  });
  formats.default(ajv);
  try {
    ajv.compile(schema as boolean | Record<string, unknown>);
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
