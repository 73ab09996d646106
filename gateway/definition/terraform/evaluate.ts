import type { Expression, ForExpression, Path } from './expression.ts';
import { callFunction } from './functions.ts';
import {
  asFlag,
  asList,
  asMap,
  asNumber,
  asText,
  isList,
  isMap,
  mapOf,
  nounOf,
  same,
  type Value,
  ValueMistake,
} from './value.ts';

/** What the names in an expression stand for. */
export interface Scope {
  /** Throws for a name that isn't there. */
  resolve(path: Path, line: number): Value;
  /** Turns a mistake in a value into one with a place. */
  fail(line: number, message: string): Error;
  /** Folder that relative file names start from. */
  readonly folder: string;
  /** A template's text, rendered with these names; see `templatefile`. */
  render(template: string, names: Readonly<Record<string, Value>>): string;
}

/** Names that an expression itself introduces: of `for`, and of templates. */
type Bindings = ReadonlyMap<string, Value>;

interface Around {
  readonly scope: Scope;
  readonly bindings: Bindings;
  readonly item?: Value;
}

/** The value of an expression (Terraform documentation, "Expressions"). Throws DefinitionError at the line of the mistake. */
export function evaluate(
  expression: Expression,
  scope: Scope,
  names: Readonly<Record<string, Value>> = {},
): Value {
  return evaluated(expression, { scope, bindings: new Map(Object.entries(names)) });
}

function evaluated(expression: Expression, around: Around): Value {
  try {
    return unguarded(expression, around);
  } catch (error) {
    if (!(error instanceof ValueMistake)) throw error;
    throw around.scope.fail(expression.line, sentence(error.message));
  }
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1).replace(/\.$/, '')}.`;

function unguarded(expression: Expression, around: Around): Value {
  const value = (child: Expression) => evaluated(child, around);
  switch (expression.kind) {
    case 'literal':
      return expression.value;
    case 'template':
      return expression.parts.map((part) => asText(value(part))).join('');
    case 'joined':
      return asList(value(expression.items)).map(asText).join('');
    case 'reference':
      return reference(expression.path, expression.line, around);
    case 'steps':
      return walk(value(expression.source), expression.path);
    case 'index':
      return step(value(expression.source), keyFrom(value(expression.key)));
    case 'item':
      return around.item ?? null;
    case 'splat':
      return splat(value(expression.source), expression.each, around);
    case 'call':
      return call(expression, around);
    case 'tuple':
      return expression.items.map(value);
    case 'object':
      return mapOf(expression.entries.map(([key, one]) => [asText(value(key)), value(one)]));
    case 'for':
      return collected(expression, around);
    case 'conditional':
      return asFlag(value(expression.test)) ? value(expression.yes) : value(expression.no);
    case 'unary':
      return expression.operator === 'negate'
        ? -asNumber(value(expression.operand))
        : !asFlag(value(expression.operand));
    case 'binary':
      return binary(expression, value);
  }
}

function reference(path: Path, line: number, { scope, bindings }: Around): Value {
  const [root, ...rest] = path;
  const bound = bindings.get(String(root));
  return bound === undefined ? scope.resolve(path, line) : walk(bound, rest);
}

/** Follows attribute names and indices into a value. Throws ValueMistake where one isn't there. */
export function walk(value: Value, path: Path): Value {
  return path.reduce(step, value);
}

const keyFrom = (value: Value) => (typeof value === 'number' ? value : asText(value));

function step(value: Value, key: string | number): Value {
  if (isList(value)) {
    const at = asNumber(key);
    const item = value[at];
    if (item === undefined)
      throw new ValueMistake(`there is no item ${at} in a list of ${value.length} (the first is 0)`);
    return item;
  }
  if (!isMap(value)) throw new ValueMistake(`${nounOf(value)} has no ${JSON.stringify(key)}`);
  const found = Object.hasOwn(value, key) ? value[key] : undefined;
  if (found === undefined)
    throw new ValueMistake(
      `there is no ${JSON.stringify(key)} in a map of ${Object.keys(value).join(', ') || 'nothing'}`,
    );
  return found;
}

function splat(source: Value, each: Expression, around: Around): Value {
  const items = source === null ? [] : isList(source) ? source : [source];
  return items.map((item) => evaluated(each, { ...around, item }));
}

function call(expression: Extract<Expression, { kind: 'call' }>, around: Around): Value {
  const { name, arguments: given } = expression;
  if (name === 'try' || name === 'can') return attempted(name, given, around);
  const values = given.map((argument) => evaluated(argument, around));
  const last = expression.spread ? values.pop() : undefined;
  return callFunction(name, last === undefined ? values : [...values, ...asList(last)], around.scope);
}

/** `try` gives the first argument that evaluates, `can` says whether its one does. */
function attempted(name: 'try' | 'can', given: readonly Expression[], around: Around): Value {
  let mistake: unknown = new ValueMistake(`${name} wants something to try`);
  for (const argument of given) {
    try {
      const value = evaluated(argument, around);
      return name === 'can' ? true : value;
    } catch (error) {
      mistake = error;
    }
  }
  if (name === 'can') return false;
  throw mistake;
}

function collected(
  { keyName, valueName, collection, key, value, condition, grouped }: ForExpression,
  around: Around,
): Value {
  const source = evaluated(collection, around);
  const entries: (readonly [string | number, Value])[] = isList(source)
    ? source.map((one, at) => [at, one] as const)
    : Object.entries(asMap(source));
  const list: Value[] = [];
  const map = new Map<string, Value>();
  for (const [name, one] of entries) {
    const bindings = new Map([...around.bindings, [valueName, one]]);
    if (keyName !== null) bindings.set(keyName, name);
    const inside = { ...around, bindings };
    if (condition !== null && !asFlag(evaluated(condition, inside))) continue;
    const result = evaluated(value, inside);
    if (key === null) {
      list.push(result);
      continue;
    }
    const under = asText(evaluated(key, inside));
    if (grouped) map.set(under, [...asList(map.get(under) ?? []), result]);
    else if (map.has(under))
      throw new ValueMistake(`two items of this for have the key ${JSON.stringify(under)}`);
    else map.set(under, result);
  }
  return key === null ? list : mapOf(map);
}

function binary(
  { operator, left, right }: Extract<Expression, { kind: 'binary' }>,
  value: (child: Expression) => Value,
): Value {
  if (operator === 'logicalAnd') return asFlag(value(left)) && asFlag(value(right));
  if (operator === 'logicalOr') return asFlag(value(left)) || asFlag(value(right));
  const [a, b] = [value(left), value(right)];
  if (operator === 'equal') return same(a, b);
  if (operator === 'notEqual') return !same(a, b);
  const operate = arithmetic[operator];
  if (operate === undefined) throw new ValueMistake(`the operator ${operator} is not known here`);
  return operate(asNumber(a), asNumber(b));
}

const arithmetic: Readonly<Record<string, (a: number, b: number) => number | boolean>> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  modulo: (a, b) => a % b,
  lessThan: (a, b) => a < b,
  lessThanOrEqual: (a, b) => a <= b,
  greaterThan: (a, b) => a > b,
  greaterThanOrEqual: (a, b) => a >= b,
};
