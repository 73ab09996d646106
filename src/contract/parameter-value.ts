import type { QueryValue } from './contract.ts';
import type { Json, JsonSchema } from './json.ts';

/**
 * What a schema sees of a parameter, which on the wire is text: a number, boolean or list where it asks for one and the
 * text is one, and otherwise the text.
 */
export function parameterValue(sent: QueryValue | readonly QueryValue[], schema: JsonSchema): Json {
  if (typeof sent === 'object') {
    return takes(schema, 'array')
      ? sent.map((one) => parameterValue(one, itemsOf(schema)))
      : parameterValue(sent.at(-1) ?? '', schema);
  }
  if (takes(schema, 'array') && !takes(schema, 'string')) return [parameterValue(sent, itemsOf(schema))];
  const text = String(sent);
  if (takes(schema, 'number', 'integer') && /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]?\d+)?$/i.test(text)) {
    return Number(text);
  }
  if (takes(schema, 'boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

function takes(schema: JsonSchema, ...types: readonly string[]): boolean {
  if (typeof schema === 'boolean') return false;
  const { type, enum: choices, const: only } = schema;
  if (type !== undefined) return types.some((each) => (Array.isArray(type) ? type : [type]).includes(each));
  const named = Array.isArray(choices) ? choices : only === undefined ? [] : [only];
  return named.length > 0 && named.every((each) => types.includes(typeof each));
}

function itemsOf(schema: JsonSchema): JsonSchema {
  const items = typeof schema === 'boolean' ? true : (schema.items ?? true);
  return typeof items === 'boolean' || (typeof items === 'object' && items !== null && !Array.isArray(items))
    ? (items as JsonSchema)
    : true;
}
