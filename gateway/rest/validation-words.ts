import type { ErrorObject } from 'ajv-draft-04';

/**
 * What is wrong with a body, as `$context.error.validationErrorString` says it: the words are those of the validator
 * json-schema-validator 2 for Java, which AWS's messages are (observed on deployed APIs). Like it, this goes on to the
 * members of an object or a list only while nothing has been wrong.
 * @param errors of ajv with `allErrors` and `verbose`.
 */
export function validationWords(errors: readonly ErrorObject[], body: unknown): string {
  const byPlace = new Map<string, ErrorObject[]>();
  for (const error of withoutBranches(errors))
    byPlace.set(error.instancePath, [...(byPlace.get(error.instancePath) ?? []), error]);
  const sentences: string[] = [];
  const visit = (value: unknown, place: string): void => {
    sentences.push(...sentencesOf(byPlace.get(place) ?? []));
    if (sentences.length > 0 || typeof value !== 'object' || value === null) return;
    for (const [key, member] of Object.entries(value))
      visit(member, `${place}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`);
  };
  visit(body, '');
  return `[${sentences.join(', ')}]`;
}

/** Alternatives are told as one mistake; what each of them found stands right before it. */
function withoutBranches(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const kept: ErrorObject[] = [];
  for (const error of errors) {
    if (error.keyword === 'anyOf' || error.keyword === 'oneOf' || error.keyword === 'not') {
      const schema = error.schemaPath.slice(0, -error.keyword.length - 1);
      const isBranch = (last: ErrorObject | undefined): boolean =>
        last?.instancePath.startsWith(error.instancePath) === true && !belongsTo(schema, last.schemaPath);
      while (isBranch(kept.at(-1))) kept.pop();
    }
    kept.push(error);
  }
  return kept;
}

/** Whether a keyword stands in this schema itself, or in what it says of members. */
function belongsTo(schema: string, schemaPath: string): boolean {
  if (!schemaPath.startsWith(`${schema}/`)) return false;
  const [first, ...rest] = schemaPath.slice(schema.length + 1).split('/');
  return (
    rest.length === 0 || /^(?:properties|patternProperties|additionalProperties|items)$/.test(first ?? '')
  );
}

/** One sentence each for all missing and all unknown properties, then one for each other mistake. */
function sentencesOf(errors: readonly ErrorObject[]): readonly string[] {
  const named = (keyword: string, parameter: string): readonly string[] =>
    errors.filter((error) => error.keyword === keyword).map(({ params }) => String(params[parameter]));
  const missing = named('required', 'missingProperty');
  const extra = named('additionalProperties', 'additionalProperty').toSorted();
  const dependent = errors.find(({ keyword }) => keyword === 'dependencies');
  const told = new Set(['required', 'additionalProperties', 'dependencies']);
  return [
    ...(missing.length === 0 ? [] : [`object has missing required properties (${json(missing)})`]),
    ...(extra.length === 0
      ? []
      : [`object instance has properties which are not allowed by the schema: ${json(extra)}`]),
    ...(dependent === undefined
      ? []
      : [dependencyWords(dependent, named('dependencies', 'missingProperty'))]),
    ...errors.filter(({ keyword }) => !told.has(keyword)).map(wordsOf),
  ];
}

const json = (value: unknown): string => JSON.stringify(value);

function dependencyWords({ params }: ErrorObject, missing: readonly string[]): string {
  const required = String(params.deps).split(', ').toSorted();
  return `property ${json(params.property)} of object has missing property dependencies (schema requires ${json(required)}; missing: ${json(missing.toSorted())})`;
}

type Words = (error: ErrorObject) => string;

const lengthOf = (data: unknown): number => [...String(data)].length;
const membersOf = (data: unknown): number => Object.keys(data as object).length;
const schemasOf = (schema: unknown): number => (Array.isArray(schema) ? schema.length : 0);
const text = (data: unknown): string => `string "${String(data)}"`;

const words: Readonly<Record<string, Words>> = {
  type: ({ data, schema }) =>
    `instance type (${typeName(data)}) does not match any allowed primitive type (allowed: ${json(allowedTypes(schema))})`,
  enum: ({ data, schema }) =>
    `instance value (${json(data)}) not found in enum (possible values: ${json(schema)})`,
  minLength: ({ data, params }) =>
    `${text(data)} is too short (length: ${lengthOf(data)}, required minimum: ${params.limit})`,
  maxLength: ({ data, params }) =>
    `${text(data)} is too long (length: ${lengthOf(data)}, maximum allowed: ${params.limit})`,
  pattern: ({ data, params }) => `ECMA 262 regex "${params.pattern}" does not match input string "${data}"`,
  minimum: ({ data, params }) =>
    data === params.limit
      ? `numeric instance is not strictly greater than the required minimum ${params.limit}`
      : `numeric instance is lower than the required minimum (minimum: ${params.limit}, found: ${data})`,
  maximum: ({ data, params }) =>
    data === params.limit
      ? `numeric instance is not strictly lower than the required maximum ${params.limit}`
      : `numeric instance is greater than the required maximum (maximum: ${params.limit}, found: ${data})`,
  multipleOf: ({ data, params }) => `remainder of division is not zero (${data} / ${params.multipleOf})`,
  minItems: ({ data, params }) =>
    `array is too short: must have at least ${params.limit} elements but instance has ${membersOf(data)} elements`,
  maxItems: ({ data, params }) =>
    `array is too long: must have at most ${params.limit} elements but instance has ${membersOf(data)} elements`,
  uniqueItems: () => 'array must not contain duplicate elements',
  minProperties: ({ data, params }) =>
    `object has too few properties (found ${membersOf(data)} but schema requires at least ${params.limit})`,
  maxProperties: ({ data, params }) =>
    `object has too many properties (found ${membersOf(data)} but schema requires at most ${params.limit})`,
  anyOf: ({ schema }) => `instance failed to match at least one required schema among ${schemasOf(schema)}`,
  oneOf: ({ schema, params }) =>
    `instance failed to match exactly one schema (matched ${params.passingSchemas?.length ?? 0} out of ${schemasOf(schema)})`,
  not: () => 'instance matched a schema which it should not have',
  format: ({ data, params }) => `${text(data)} ${formatWords[String(params.format)] ?? 'is invalid'}`,
};

const formatWords: Readonly<Record<string, string>> = {
  'date-time':
    "is invalid against requested date format(s) [yyyy-MM-dd'T'HH:mm:ssZ, yyyy-MM-dd'T'HH:mm:ss.[0-9]{1,12}Z]",
  email: 'is not a valid email address',
  hostname: 'is not a valid hostname',
  ipv4: 'is not a valid IPv4 address',
  ipv6: 'is not a valid IPv6 address',
  regex: 'is not a valid ECMA 262 regular expression',
  uri: 'is not a valid URI',
  uuid: 'is not a valid UUID',
  'json-pointer': 'is not a valid JSON Pointer',
};

const wordsOf: Words = (error) => words[error.keyword]?.(error) ?? error.message ?? error.keyword;

/** A number may be whole, and the names are in order. */
function allowedTypes(schema: unknown): readonly string[] {
  const types = new Set([schema].flat().map(String));
  if (types.has('number')) types.add('integer');
  return [...types].toSorted();
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}
