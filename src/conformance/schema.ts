import { compiledSchema } from '../config/compiled-schema.ts';
import type { Json, JsonSchema } from '../contract/json.ts';

/** Where a value first breaks its schema. */
export interface SchemaError {
  /** JSON pointer; of the missing property itself where one is missing. */
  readonly pointer: string;
  /** `must be string`. */
  readonly message: string;
  readonly received: unknown;
}

/** `null`: the value matches. Throws ajv's error for a schema that is none; loading a contract refuses those. */
export function firstSchemaError(schema: JsonSchema, value: Json): SchemaError | null {
  if (typeof schema === 'boolean') {
    return schema ? null : { pointer: '', message: 'must not be there', received: value };
  }
  const validate = compiledSchema(schema);
  if (validate(value)) return null;
  const [error] = validate.errors ?? [];
  if (error === undefined) return { pointer: '', message: 'must match the schema', received: value };
  const missing = error.keyword === 'required' ? `/${escapePointer(error.params.missingProperty)}` : '';
  const pointer = `${error.instancePath}${missing}`;
  return {
    pointer,
    message: missing === '' ? detailed(error.message, error.params) : 'must be there',
    received: valueAt(value, pointer),
  };
}

/** Ajv names neither the allowed values nor the surplus property in its message. */
function detailed(message = 'must match the schema', params: Record<string, unknown>): string {
  if (Array.isArray(params.allowedValues)) return `${message}: ${params.allowedValues.join(', ')}`;
  if (typeof params.additionalProperty === 'string') return `${message}: ${params.additionalProperty}`;
  if ('allowedValue' in params) return `${message}: ${JSON.stringify(params.allowedValue)}`;
  return message;
}

function escapePointer(key: unknown): string {
  return String(key).replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The value that a JSON pointer names; `undefined` where there is none. */
export function valueAt(value: unknown, pointer: string): unknown {
  const keys = pointer.split('/').slice(1);
  return keys.reduce<unknown>((at, key) => {
    const name = key.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
    return (at as Record<string, unknown>)[name];
  }, value);
}
