import type { Expression } from './expression.ts';
import { asFlag, asList, asMap, asNumber, asText, distinct, mapOf, type Value } from './value.ts';

/** A value as the type constraint of a variable wants it. Throws ValueMistake where it can't be. */
export function convertTo(type: Expression, value: Value): Value {
  if (value === null) return null;
  const name = nameOf(type);
  const given = typeof value === 'string' && isCompound(type) ? fromText(value) : value;
  const inner = type.kind === 'call' ? type.arguments[0] : undefined;
  const item = (one: Value) => (inner === undefined ? one : convertTo(inner, one));
  switch (name) {
    case 'string':
      return asText(given);
    case 'number':
      return asNumber(given);
    case 'bool':
      return asFlag(given);
    case 'list':
      return asList(given).map(item);
    case 'set':
      return distinct(asList(given).map(item)).sort();
    case 'map':
      return mapOf(Object.entries(asMap(given)).map(([key, one]) => [key, item(one)]));
    case 'object':
      return inner?.kind === 'object' ? objectOf(inner, given) : given;
    case 'optional': {
      return item(given);
    }
    default:
      return given;
  }
}

function nameOf(type: Expression): string {
  if (type.kind === 'call') return type.name;
  if (type.kind === 'reference') return String(type.path[0]);
  // Terraform 0.11 wrote types in quotation marks.
  if (type.kind === 'template')
    return type.parts[0]?.kind === 'literal' ? String(type.parts[0].value) : 'any';
  return 'any';
}

/** Whether its values are lists, maps or the like. */
export const isCompound = (type: Expression): boolean =>
  type.kind === 'call' || ['list', 'map', 'set'].includes(nameOf(type));

/** A list or map on the command line is written as JSON. */
function fromText(text: string): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return text;
  }
}

function objectOf(type: Extract<Expression, { kind: 'object' }>, value: Value): Value {
  const given = asMap(value);
  return mapOf(
    type.entries.map(([key, attribute]) => {
      const name = key.kind === 'literal' ? String(key.value) : '';
      const own = given[name];
      if (own !== undefined && own !== null) return [name, convertTo(attribute, own)];
      const fallback =
        attribute.kind === 'call' && attribute.name === 'optional' ? attribute.arguments[1] : undefined;
      return [name, fallback === undefined ? null : convertTo(attribute, constant(fallback))];
    }),
  );
}

/** A default is written out: Terraform evaluates it without variables and functions. */
function constant(expression: Expression): Value {
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'tuple':
      return expression.items.map(constant);
    case 'object':
      return mapOf(expression.entries.map(([key, value]) => [String(constant(key)), constant(value)]));
    case 'template':
      return expression.parts.map((part) => String(constant(part))).join('');
    case 'unary':
      return expression.operator === 'negate'
        ? -Number(constant(expression.operand))
        : !constant(expression.operand);
    case 'reference':
      // A key without quotation marks.
      return String(expression.path[0]);
    default:
      return null;
  }
}
