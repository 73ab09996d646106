import fc from 'fast-check';
import type { Json, JsonSchema } from '../../contract/json.ts';
import { isRecord } from '../answer.ts';
import { valueAt } from '../schema.ts';
import type { BrokenRule } from './broken.ts';
import { absent, below, keysOf } from './pointer.ts';
import { partOf, soundValue } from './sound-value.ts';

/** Values that break one rule of a schema at one place. */
export interface BrokenValue {
  readonly rule: BrokenRule;
  /** JSON pointer. */
  readonly pointer: string;
  /** Shrinks to the simplest. Not every one has to break the schema as a whole: that is looked at by who uses it. */
  readonly values: fc.Arbitrary<Json | typeof absent>;
}

type Keywords = { readonly [keyword: string]: Json };

const deepest = 4;

/** Every way to break a value of this schema that its keywords tell of, from the top down. `sound` matches it. */
export function brokenValues(schema: JsonSchema, sound: Json): BrokenValue[] {
  return waysAt({ root: schema, schema, sound, pointer: '' });
}

interface Place {
  readonly root: JsonSchema;
  readonly schema: JsonSchema;
  readonly sound: Json | undefined;
  readonly pointer: string;
}

function waysAt(place: Place): BrokenValue[] {
  const schema = resolved(place.root, place.schema);
  if (typeof schema === 'boolean' || keysOf(place.pointer).length > deepest) return [];
  const { pointer } = place;
  const own = ownWays(schema, place.sound).map((way) => ({ ...way, pointer }));
  return [...own, ...listWays(schema, place), ...objectWays(schema, place)];
}

type Way = Omit<BrokenValue, 'pointer'>;

function ownWays(schema: Keywords, sound: Json | undefined): Way[] {
  const types = typesOf(schema);
  const others = arbitrariesOfOtherTypes(types);
  return [
    ...(others.length === 0 ? [] : [{ rule: 'type' as const, values: oneOf(others) }]),
    ...(types.length === 0 || types.includes('null')
      ? []
      : [{ rule: 'null' as const, values: fc.constant(null) }]),
    ...choices(schema),
    ...textWays(schema, types),
    ...numberWays(schema, sound),
  ];
}

function choices({ enum: listed, const: only }: Keywords): Way[] {
  const allowed = Array.isArray(listed) ? listed : only === undefined ? [] : [only];
  if (allowed.length === 0) return [];
  const values = allowed.every((one) => typeof one === 'number') ? fc.integer() : printable(1, 12);
  return [{ rule: 'choice', values }];
}

function textWays({ minLength, maxLength, pattern, format }: Keywords, types: readonly string[]): Way[] {
  if (types.length > 0 && !types.includes('string')) return [];
  return [
    ...(typeof minLength === 'number' && minLength > 0
      ? [{ rule: 'length' as const, values: printable(0, minLength - 1) }]
      : []),
    ...(typeof maxLength === 'number' && maxLength <= 4000
      ? [{ rule: 'length' as const, values: printable(maxLength + 1, maxLength + 20) }]
      : []),
    ...(typeof pattern === 'string' ? [{ rule: 'pattern' as const, values: printable(0, 12) }] : []),
    ...(typeof format === 'string' ? [{ rule: 'format' as const, values: printable(1, 12) }] : []),
  ];
}

function numberWays(schema: Keywords, sound: Json | undefined): Way[] {
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  const range = (values: fc.Arbitrary<number>): Way => ({ rule: 'range', values });
  const ways: Way[] = [];
  if (typeof minimum === 'number') ways.push(range(downFrom(Math.ceil(minimum) - 1)));
  if (typeof exclusiveMinimum === 'number') ways.push(range(downFrom(Math.floor(exclusiveMinimum))));
  if (typeof maximum === 'number') ways.push(range(upFrom(Math.floor(maximum) + 1)));
  if (typeof exclusiveMaximum === 'number') ways.push(range(upFrom(Math.ceil(exclusiveMaximum))));
  if (typeof multipleOf === 'number' && typeof sound === 'number') {
    ways.push(range(fc.constant(sound + multipleOf / 2)));
  }
  return ways;
}

/** Shrinks towards the bound. */
function downFrom(bound: number): fc.Arbitrary<number> {
  return fc.nat(1000).map((distance) => bound - distance);
}

function upFrom(bound: number): fc.Arbitrary<number> {
  return fc.nat(1000).map((distance) => bound + distance);
}

function listWays(schema: Keywords, { root, sound, pointer }: Place): BrokenValue[] {
  if (!Array.isArray(sound)) return [];
  const items = (sound as readonly Json[])[0];
  const { minItems, maxItems, uniqueItems } = schema;
  const ways: BrokenValue[] = [];
  const way = (values: fc.Arbitrary<Json>) => ways.push({ rule: 'items', pointer, values });
  if (typeof minItems === 'number' && minItems > 0) {
    way(fc.nat(minItems - 1).map((length) => sound.slice(0, length)));
  }
  if (items !== undefined && typeof maxItems === 'number' && maxItems < 200) {
    way(fc.constant(Array.from({ length: maxItems + 1 }, (_, index) => sound[index % sound.length] as Json)));
  }
  if (items !== undefined && uniqueItems === true) way(fc.constant([...sound, items]));
  if (items !== undefined && isSchema(schema.items)) {
    ways.push(...waysAt({ root, schema: schema.items, sound: items, pointer: below(pointer, '0') }));
  }
  return ways;
}

function objectWays(schema: Keywords, { root, sound, pointer }: Place): BrokenValue[] {
  const { properties, required, additionalProperties, allOf } = schema;
  const ways: BrokenValue[] = [];
  for (const name of Array.isArray(required) ? required : []) {
    ways.push({ rule: 'missing', pointer: below(pointer, String(name)), values: fc.constant(absent) });
  }
  if (additionalProperties === false) {
    ways.push({ rule: 'extra', pointer: below(pointer, surplus), values: oneOf(simplest) });
  }
  for (const [name, part] of Object.entries(isRecord(properties) ? properties : {})) {
    if (!isSchema(part)) continue;
    const own = isRecord(sound) && Object.hasOwn(sound, name) ? sound[name] : undefined;
    const value = own ?? soundValue(partOf(root, part), 1);
    ways.push(...waysAt({ root, schema: part, sound: value, pointer: below(pointer, name) }));
  }
  for (const part of Array.isArray(allOf) ? allOf : []) {
    if (isSchema(part)) ways.push(...waysAt({ root, schema: part, sound, pointer }));
  }
  return ways;
}

/** A property that no schema lists. */
const surplus = 'gatewright';

const simplest: readonly fc.Arbitrary<Json>[] = [fc.constant(0), fc.constant(true), fc.constant('x')];

function arbitrariesOfOtherTypes(types: readonly string[]): fc.Arbitrary<Json>[] {
  if (types.length === 0) return [];
  const candidates: readonly [readonly string[], fc.Arbitrary<Json>][] = [
    [['number', 'integer'], fc.integer()],
    [['boolean'], fc.boolean()],
    [['string'], printable(1, 8)],
    [['array'], fc.constant([])],
    [['object'], fc.constant({})],
  ];
  return candidates
    .filter(([names]) => !names.some((name) => types.includes(name)))
    .map(([, arbitrary]) => arbitrary);
}

function oneOf(arbitraries: readonly fc.Arbitrary<Json>[]): fc.Arbitrary<Json> {
  return fc.oneof({ withCrossShrink: true }, ...arbitraries);
}

/** Letters and digits alone: what is broken is the schema, not an encoding. */
function printable(minLength: number, maxLength: number): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...'abcxyzABC0129_-'), minLength, maxLength });
}

function typesOf({ type }: Keywords): readonly string[] {
  if (typeof type === 'string') return [type];
  return Array.isArray(type) ? type.map(String) : [];
}

function isSchema(value: Json | undefined): value is JsonSchema {
  return typeof value === 'boolean' || isRecord(value);
}

/** Follows a reference within the same schema; a schema with another kind of reference tells nothing. */
function resolved(root: JsonSchema, schema: JsonSchema, hops = 0): Keywords | boolean {
  if (typeof schema === 'boolean' || schema.$ref === undefined) return schema;
  if (typeof schema.$ref !== 'string' || !schema.$ref.startsWith('#') || hops > 8) return true;
  const target = valueAt(root, decodeURIComponent(schema.$ref.slice(1))) as Json | undefined;
  return isSchema(target) ? resolved(root, target, hops + 1) : true;
}
