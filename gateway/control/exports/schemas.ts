type Json = Readonly<Record<string, unknown>>;

const isMap = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a Schema Object may hold (OpenAPI 3.0.3, "Schema Object"). */
const keywords = new Set([
  'title',
  'multipleOf',
  'maximum',
  'exclusiveMaximum',
  'minimum',
  'exclusiveMinimum',
  'maxLength',
  'minLength',
  'pattern',
  'maxItems',
  'minItems',
  'uniqueItems',
  'maxProperties',
  'minProperties',
  'required',
  'enum',
  'type',
  'not',
  'allOf',
  'oneOf',
  'anyOf',
  'items',
  'properties',
  'additionalProperties',
  'description',
  'format',
  'default',
  'nullable',
  'discriminator',
  'readOnly',
  'writeOnly',
  'example',
  'deprecated',
]);

/** Models of JSON Schema draft 4 as OpenAPI 3.0 schemas: definitions inside one become schemas of their own. */
export function schemasOf(models: Readonly<Record<string, unknown>>): Json {
  const schemas: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(models)) {
    if (!isMap(schema)) continue;
    schemas[name] = schemaOf(schema, name);
    if (isMap(schema.definitions))
      for (const [inner, definition] of Object.entries(schema.definitions))
        schemas[`${name}${inner}`] = schemaOf(definition, name);
  }
  return schemas;
}

/** `model`: what its own definitions and `#` are named after. */
function schemaOf(schema: unknown, model: string): unknown {
  if (!isMap(schema)) return schema;
  if (typeof schema.$ref === 'string') return { $ref: reference(schema.$ref, model) };
  const converted: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema))
    if (keywords.has(keyword) || keyword.startsWith('x-'))
      Object.assign(converted, convertedKeyword(keyword, value, model));
  return converted;
}

function convertedKeyword(keyword: string, value: unknown, model: string): Json {
  switch (keyword) {
    case 'type':
      return Array.isArray(value) ? typesOf(value) : { type: value };
    case 'properties':
      return {
        properties: isMap(value)
          ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, schemaOf(one, model)]))
          : {},
      };
    case 'allOf':
    case 'anyOf':
    case 'oneOf':
      return { [keyword]: Array.isArray(value) ? value.map((one) => schemaOf(one, model)) : [] };
    case 'items':
      // Draft 4 may list a schema for each item.
      return { items: Array.isArray(value) ? {} : schemaOf(value, model) };
    case 'not':
    case 'additionalProperties':
      return { [keyword]: schemaOf(value, model) };
    default:
      return { [keyword]: value };
  }
}

/** OpenAPI 3.0 knows one type a schema, and `null` by a flag. */
function typesOf(types: readonly unknown[]): Json {
  const named = types.filter((type) => type !== 'null');
  const nullable = named.length < types.length ? { nullable: true } : {};
  if (named.length === 1) return { type: named[0], ...nullable };
  return { anyOf: named.map((type) => ({ type })), ...nullable };
}

/** Models refer to each other by `https://apigateway.amazonaws.com/restapis/API/models/NAME`. */
function reference(ref: string, model: string): string {
  const other = /\/models\/([^/#]+)$/.exec(ref)?.[1];
  if (other !== undefined) return `#/components/schemas/${other}`;
  const definition = /^#\/definitions\/([^/]+)$/.exec(ref)?.[1];
  if (definition !== undefined) return `#/components/schemas/${model}${definition}`;
  return ref === '#' ? `#/components/schemas/${model}` : ref;
}
