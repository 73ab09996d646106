import { type JsonSchema as FakerSchema, generateSync } from 'json-schema-faker';
import type { Json, JsonSchema } from '../../contract/json.ts';
import { firstSchemaError } from '../schema.ts';

const attempts = 10;

/**
 * A value that matches the schema, the same for the same seed, or `undefined` where the generator makes none:
 * conditions and negations are sometimes beyond it, and nothing is said then.
 */
export function soundValue(schema: JsonSchema, seed: number, optionals = 1): Json | undefined {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    try {
      const options = { seed: seed + attempt * 1000, optionalsProbability: optionals, maxDefaultItems: 3 };
      const value = generateSync(schema as FakerSchema, options) as Json | undefined;
      if (value !== undefined && firstSchemaError(schema, value) === null) return value;
    } catch {
      return undefined;
    }
  }
  return undefined;
}

/** A part of a schema that can stand by itself: definitions that it refers to come along. */
export function partOf(root: JsonSchema, part: JsonSchema): JsonSchema {
  if (typeof root === 'boolean' || typeof part === 'boolean') return part;
  const { definitions, $defs } = root;
  return {
    ...(definitions === undefined ? {} : { definitions }),
    ...($defs === undefined ? {} : { $defs }),
    ...part,
  };
}
