import { placeholdersIn } from './capture.ts';
import type { Mistake } from './shape.ts';
import { isFields, member, shown, suggestion, wrong } from './shape.ts';

/**
 * Where an expected body asks for what the schema can't allow, at load time what `FromSchema` is at compile
 * time: objects are subsets, a property that the schema doesn't list is a mistake. What it can't judge, it lets pass.
 */
export function disagreements(expected: unknown, schema: unknown, path: string): Mistake[] {
  // What a capture will stand for can't be known yet.
  if (typeof expected === 'string' && placeholdersIn(expected).length > 0) return [];
  if (!isFields(schema) || open.some((keyword) => keyword in schema)) return [];
  if ('const' in schema) return choice(expected, [schema.const], path);
  if (Array.isArray(schema.enum)) return choice(expected, schema.enum, path);
  const alternatives = schema.anyOf ?? schema.oneOf;
  if (Array.isArray(alternatives)) return anyOf(expected, alternatives, path);
  const types: readonly unknown[] = Array.isArray(schema.type) ? schema.type : [schema.type];
  if (schema.type !== undefined && !types.some((type) => isOfType(expected, type)))
    return [wrong(path, `is ${shown(expected)}, but the schema says ${types.join(' or ')}.`)];
  if (Array.isArray(expected)) {
    return expected.flatMap((one: unknown, index) =>
      Array.isArray(schema.items) ? [] : disagreements(one, schema.items, member(path, String(index))),
    );
  }
  return isFields(expected) ? properties(expected, schema, path) : [];
}

/** Keywords that may bring in more than stands beside them. */
const open = ['$ref', 'allOf', 'if'];

function choice(expected: unknown, allowed: readonly unknown[], path: string): Mistake[] {
  if (isFields(expected) || Array.isArray(expected) || allowed.includes(expected)) return [];
  return [wrong(path, `is ${shown(expected)}, but the schema allows ${allowed.map(shown).join(', ')}.`)];
}

function anyOf(expected: unknown, alternatives: readonly unknown[], path: string): Mistake[] {
  const each = alternatives.map((schema) => disagreements(expected, schema, path));
  return each.some((mistakes) => mistakes.length === 0)
    ? []
    : [wrong(path, "fits none of the schema's alternatives.")];
}

function properties(
  expected: Readonly<Record<string, unknown>>,
  schema: Readonly<Record<string, unknown>>,
  path: string,
): Mistake[] {
  const listed = schema.properties;
  if (!isFields(listed)) return [];
  const more =
    schema.additionalProperties === true ||
    isFields(schema.additionalProperties) ||
    'patternProperties' in schema;
  return Object.entries(expected).flatMap(([name, value]) => {
    const at = member(path, name);
    if (Object.hasOwn(listed, name)) return disagreements(value, listed[name], at);
    return more
      ? []
      : [
          wrong(
            at,
            'is not in the schema.',
            suggestion(name, Object.keys(listed)) ?? `Known are ${Object.keys(listed).join(', ')}.`,
          ),
        ];
  });
}

function isOfType(value: unknown, type: unknown): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isFields(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}
