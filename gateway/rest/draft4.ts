/** Keywords that the validator here knows and JSON Schema draft 4 doesn't. */
const unknown: ReadonlySet<string> = new Set([
  '$schema',
  '$id',
  'nullable',
  'const',
  'contains',
  'propertyNames',
  'if',
  'then',
  'else',
]);

/** Keywords whose maps are by names instead of keywords. */
const named: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'definitions',
  '$defs',
  'dependencies',
]);

/** Keywords that hold values of the described kind. */
const values: ReadonlySet<string> = new Set(['enum', 'default', 'example', 'examples']);

/** What a reference is found by still counts beside one. */
const besideReference: ReadonlySet<string> = new Set(['$ref', 'id', 'definitions', '$defs']);

/**
 * A model's schema as API Gateway checks it: as draft 4, whatever its `$schema` says, without keywords that draft 4
 * doesn't know (API Gateway Developer Guide, "Data models for REST APIs") and without those beside a reference.
 */
export function asDraft4(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(asDraft4);
  if (typeof schema !== 'object' || schema === null) return schema;
  const isReference = '$ref' in schema && typeof schema.$ref === 'string';
  const kept = Object.entries(schema).filter(
    ([keyword]) => !unknown.has(keyword) && (!isReference || besideReference.has(keyword)),
  );
  return Object.fromEntries(
    kept.map(([keyword, value]) => [keyword, values.has(keyword) ? value : inside(keyword, value)]),
  );
}

function inside(keyword: string, value: unknown): unknown {
  if (!named.has(keyword) || typeof value !== 'object' || value === null) return asDraft4(value);
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, asDraft4(one)]));
}
