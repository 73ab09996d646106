import { refusalOf } from '../config/refused-schemas.ts';
import type { Json, JsonSchema } from '../contract/json.ts';
import { isFields, listOf } from './document.ts';
import type { Place, References } from './references.ts';

type Schema = { [keyword: string]: Json };

/** Schemas of a contract (draft 7, as ajv reads it) from those of a document (OpenAPI 3.1, draft 2020-12). */
export interface Schemas {
  /** Of a response, request or parameter: stands by itself, with the definitions that it needs. */
  converted(place: Place): JsonSchema;
  /** Schemas that the document names, by name; the same object wherever it is used. */
  readonly named: ReadonlyMap<string, JsonSchema>;
}

const numbers =
  'minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minLength maxLength minItems maxItems minProperties maxProperties'.split(
    ' ',
  );
const single = ['additionalProperties', 'propertyNames', 'items', 'contains', 'not', 'if', 'then', 'else'];
const several = ['allOf', 'anyOf', 'oneOf'];
const byName = ['properties', 'patternProperties'];
const types = ['null', 'boolean', 'object', 'array', 'number', 'integer', 'string'];
/** What says more than draft 7 can, and is missed. */
const missed = [
  'prefixItems',
  'unevaluatedProperties',
  'unevaluatedItems',
  '$dynamicRef',
  'minContains',
  'maxContains',
];
/** Those that ajv checks: https://ajv.js.org/packages/ajv-formats.html */
const knownFormats =
  'date time date-time iso-time iso-date-time duration uri uri-reference uri-template url email hostname ipv4 ipv6 regex uuid json-pointer json-pointer-uri-fragment relative-json-pointer byte int32 int64 float double password binary'.split(
    ' ',
  );

/** What is larger stands once, under its name, in each schema that needs it. */
const heaviestInline = 300;
/** Each response is compiled by itself, with all that it refers to. */
const mostDefinitions = 60;

/** Deeper than this a schema says nothing that a person could read. */
const deepest = 60;

export function schemasOf(references: References): Schemas {
  const done = new Map<string, JsonSchema>();
  const names = new Map<string, string>();
  const underWay = new Set<string>();
  const named = new Map<string, JsonSchema>();

  const finished = new Map<string, JsonSchema>();
  const pending: Place[] = [];
  let shallow = false;

  /**
   * A reference becomes the very schema that it names; one back into itself, or to what is large, a `$ref` to its
   * definition.
   */
  function referred(place: Place, depth: number): JsonSchema {
    const at = references.followed(place);
    if (at === null || (shallow && depth > 0)) return true;
    if (shallow) return plain(at, 1);
    const id = references.idOf(at);
    const name = names.get(id) ?? freeName(at.path.at(-1) ?? 'schema', [...names.values()]);
    names.set(id, name);
    const definition = { $ref: `#/definitions/${name}` };
    if (underWay.has(id)) return definition;
    const known = done.get(id);
    if (known !== undefined) return depth > 0 && weightOf(known) > heaviestInline ? definition : known;
    if (underWay.size > deepest) {
      pending.push(at);
      return definition;
    }
    underWay.add(id);
    const schema = plain(at, 0);
    underWay.delete(id);
    done.set(id, schema);
    if (typeof schema === 'object') named.set(name, schema);
    return depth > 0 && weightOf(schema) > heaviestInline ? definition : schema;
  }

  function convert(place: Place, depth: number): JsonSchema {
    if (depth > deepest) {
      references.note(place, 'the schema is nested too deep, and anything is allowed from here on');
      return true;
    }
    if (!isFields(place.value) || typeof place.value.$ref !== 'string') return plain(place, depth);
    const { $ref, nullable, description, summary, ...beside } = place.value;
    const target = referred(place, depth);
    const also = plain({ ...place, value: beside as Json }, depth);
    const whole =
      typeof also === 'object' && Object.keys(also).length > 0 ? { allOf: [target, also] } : target;
    return nullable === true ? { anyOf: [whole, { type: 'null' }] } : whole;
  }

  function plain(place: Place, depth: number): JsonSchema {
    const { value } = place;
    if (typeof value === 'boolean') return value;
    if (!isFields(value)) {
      if (value !== undefined) references.note(place, 'is no schema, and anything is allowed');
      return true;
    }
    const at = (key: string) => references.member(place, key);
    const out: Schema = { ...typeOf(place, references), ...values(place, references) };
    for (const key of numbers) if (typeof value[key] === 'number') out[key] = value[key];
    for (const key of single) {
      if (value[key] !== undefined && !Array.isArray(value[key])) out[key] = convert(at(key), depth + 1);
    }
    for (const key of several) {
      const list = listOf(value[key]).map((_, index) =>
        convert(references.member(place, key, index), depth + 1),
      );
      if (list.length > 0) out[key] = list;
    }
    for (const key of byName) {
      const members = value[key];
      if (!isFields(members)) continue;
      out[key] = Object.fromEntries(
        Object.keys(members).map((name) => [name, convert(references.member(place, key, name), depth + 1)]),
      );
    }
    const required = listOf(value.required).filter((name) => typeof name === 'string');
    if (required.length > 0) out.required = [...new Set(required)];
    if (isFields(value.dependentRequired)) out.dependencies = value.dependentRequired as Json;
    for (const key of missed) {
      if (value[key] !== undefined) references.note(at(key), `${key} is not taken over`);
    }
    return value.nullable === true &&
      !JSON.stringify(out.type ?? null).includes('null') &&
      Object.keys(out).length > 0
      ? { anyOf: [out, { type: 'null' }] }
      : out;
  }

  function wholeOf(place: Place): JsonSchema {
    const schema = convert(place, 0);
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) referred(at, 0);
    const whole = withDefinitions(schema, named);
    if (whole === schema) return whole;
    if (whole !== null) {
      const reference = isFields(place.value) ? place.value.$ref : undefined;
      const name = typeof reference === 'string' ? reference.split('/').at(-1) : undefined;
      if (name !== undefined) named.set(`${name}WithDefinitions`, whole);
      return whole;
    }
    references.note(place, 'the schema is made of too many others: only its first level is taken over');
    shallow = true;
    const outline = convert(place, 0);
    shallow = false;
    return outline;
  }

  function usable(place: Place): JsonSchema {
    const whole = wholeOf(place);
    const refusal = refusalOf(whole);
    if (refusal === null) return whole;
    references.note(place, `the schema can't be used (${refusal}), and anything is allowed`);
    return true;
  }

  return {
    named,
    converted: (place) => {
      // Compiling takes time, and most routes answer with one of a few schemas.
      const key = JSON.stringify([place.file, place.value]);
      const whole = finished.get(key) ?? usable(place);
      finished.set(key, whole);
      return whole;
    },
  };
}

function typeOf(place: Place, references: References): Schema {
  const { type } = place.value as { type?: Json };
  if (type === undefined) return {};
  const list = (Array.isArray(type) ? type : [type]) as Json[];
  const known = list.filter((one) => types.includes(String(one)));
  if (known.length < list.length && !list.includes('file')) {
    references.note(
      references.member(place, 'type'),
      `type ${JSON.stringify(type)} is not known, and any is allowed`,
    );
  }
  if (known.length < list.length) return {};
  return { type: known.length === 1 ? (known[0] as Json) : [...new Set(known)] };
}

function values(place: Place, references: References): Schema {
  const { const: constant, enum: choices, format, pattern, uniqueItems } = place.value as Schema;
  const out: Schema = {};
  if (constant !== undefined) out.const = constant;
  const distinct = [...new Map(listOf(choices).map((one) => [JSON.stringify(one), one])).values()];
  if (distinct.length > 0) out.enum = distinct;
  if (uniqueItems === true) out.uniqueItems = true;
  if (typeof format === 'string' && knownFormats.includes(format)) out.format = format;
  if (typeof pattern === 'string') {
    if (isExpression(pattern)) out.pattern = pattern;
    else
      references.note(
        references.member(place, 'pattern'),
        `pattern ${pattern} is no regular expression, and not checked`,
      );
  }
  return out;
}

function isExpression(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

const weights = new WeakMap<object, number>();

/** How many objects and lists a schema is made of once each stands where it is used. */
function weightOf(schema: unknown): number {
  if (typeof schema !== 'object' || schema === null) return 0;
  const known = weights.get(schema);
  if (known !== undefined) return known;
  const weight = Object.values(schema).reduce((sum: number, one) => sum + weightOf(one), 1);
  weights.set(schema, weight);
  return weight;
}

/** Definitions of everything that it refers to, so that the schema can be compiled alone; `null`: those are too many. */
function withDefinitions(schema: JsonSchema, named: ReadonlyMap<string, JsonSchema>): JsonSchema | null {
  const wanted = new Set<string>();
  const seen = new Set<object>();
  const look = (value: unknown) => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    for (const [key, one] of Object.entries(value)) {
      const name = key === '$ref' && typeof one === 'string' ? one.replace('#/definitions/', '') : null;
      if (name === null) look(one);
      else if (!wanted.has(name)) {
        wanted.add(name);
        look(named.get(name));
      }
    }
  };
  look(schema);
  if (wanted.size === 0 || typeof schema !== 'object') return schema;
  if (wanted.size > mostDefinitions) return null;
  const definitions = Object.fromEntries([...wanted].map((name) => [name, named.get(name) ?? true]));
  return { ...schema, definitions };
}

function freeName(name: string, taken: readonly string[]): string {
  const plain = name.replace(/\.(ya?ml|json)$/, '').replace(/[^\w]+/g, '_') || 'schema';
  const numbered = (count: number): string => (count === 1 ? plain : `${plain}${count}`);
  let count = 1;
  while (taken.includes(numbered(count))) count++;
  return numbered(count);
}
