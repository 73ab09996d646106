import { Ajv, type ValidateFunction } from 'ajv';
import formats from 'ajv-formats';

/** Most schemas share one: a new compiler first compiles the schema of all schemas, which takes longer than any of them. */
let shared: Ajv | undefined;
const compiled = new WeakMap<object, ValidateFunction>();
const byText = new Map<string, ValidateFunction>();

/**
 * Validates values of this schema; what is compiled once is kept. Throws ajv's error for a schema that it refuses: loading a
 * contract does, so that nobody else meets one.
 */
export function compiledSchema(schema: object, compiler = schemaCompiler(schema)): ValidateFunction {
  const before = compiled.get(schema);
  if (before !== undefined) return before;
  const text = JSON.stringify(schema);
  const validate = byText.get(text) ?? compile(schema, compiler);
  byText.set(text, validate);
  compiled.set(schema, validate);
  return validate;
}

function compile(schema: object, compiler: Ajv): ValidateFunction {
  try {
    return compiler.compile(schema);
  } catch (error) {
    // Else it would be taken for a good one the next time.
    compiler.removeSchema(schema);
    throw error;
  }
}

/** Whoever names itself gets a compiler of its own: two schemas may use the same `$id`. */
export function schemaCompiler(schema: object): Ajv {
  if (/"\$(id|anchor)":/.test(JSON.stringify(schema))) return newCompiler();
  shared ??= newCompiler();
  return shared;
}

function newCompiler(): Ajv {
  const ajv = new Ajv({
    strictSchema: true,
    strictTypes: false,
    strictRequired: false,
    allowUnionTypes: true,
  });
  formats.default(ajv);
  return ajv;
}
