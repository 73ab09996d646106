import { doubleOf, JavaDouble } from './double.ts';
import { jsonText } from './json.ts';

/** Lists that a template makes itself; they print as Java's do, those of JSON documents as JSON (recorded from AWS). */
export class JavaList extends Array<unknown> {}

export function listOf(items: Iterable<unknown>): JavaList {
  const list = new JavaList();
  for (const item of items) list.push(item);
  return list;
}

/** Its `key` and `value` are what a template reads. */
export class MapEntry {
  readonly key: string;
  readonly value: unknown;

  constructor(key: string, value: unknown) {
    this.key = key;
    this.value = value;
  }
}

export type JavaMap = Record<string, unknown>;

export function isMap(value: unknown): value is JavaMap {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return !(value instanceof MapEntry || value instanceof JavaDouble);
}

/** What a reference prints: nothing for null, maps as `{key=value}` (recorded from AWS). */
export function printed(value: unknown): string {
  if (value === null || value === undefined || typeof value === 'function') return '';
  if (typeof value === 'string') return value;
  if (value instanceof JavaList) return `[${Array.from(value, inside).join(', ')}]`;
  if (Array.isArray(value)) return jsonText(value);
  if (value instanceof MapEntry) return `${value.key}=${inside(value.value)}`;
  if (value instanceof JavaDouble) return String(value);
  if (typeof value === 'object') return `{${mapEntries(value as JavaMap).join(', ')}}`;
  return String(value);
}

function mapEntries(map: JavaMap): string[] {
  return Object.entries(map)
    .filter(([, value]) => typeof value !== 'function')
    .map(([key, value]) => `${key}=${inside(value)}`);
}

/** Within maps and lists, Java says null. */
const inside = (value: unknown) => (value === null || value === undefined ? 'null' : printed(value));

/** Nothing and the empty text are false, as they are equal (recorded from AWS); any other value but false is true. */
export function isTrue(value: unknown): boolean {
  return value !== null && value !== undefined && value !== false && value !== '';
}

/** Numbers by value; other kinds by what they print; nothing equals the empty text (recorded from AWS). */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left === null || left === undefined) return right === null || right === undefined || right === '';
  if (right === null || right === undefined) return left === '';
  if (typeof left === typeof right && typeof left !== 'object') return left === right;
  if (isNumber(left) && isNumber(right)) return numberOf(left) === numberOf(right);
  return printed(left) === printed(right);
}

/** -1, 0 or 1; `null` where the two can't be ordered. */
export function compared(left: unknown, right: unknown): number | null {
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0;
  const [one, two] = [numberOf(left), numberOf(right)];
  return one === null || two === null ? null : Math.sign(one - two);
}

const isNumber = (value: unknown): boolean =>
  typeof value === 'number' || typeof value === 'bigint' || value instanceof JavaDouble;

/** A number, also one that is written as text; `null`: no number. */
export function numberOf(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof JavaDouble) return value.value;
  if (typeof value !== 'string' || !/^\s*-?\d+(?:\.\d+)?\s*$/.test(value)) return null;
  return Number(value);
}

/** Java's arithmetic: whole numbers stay whole, and with one double all are; `null` for what can't be calculated. */
export function calculated(operator: string, left: unknown, right: unknown): unknown {
  if (operator === '+' && (typeof left === 'string' || typeof right === 'string'))
    return printed(left) + printed(right);
  const [one, two] = [plain(left), plain(right)];
  if (one === null || two === null) return null;
  const areWhole = Number.isInteger(left) && Number.isInteger(right);
  const result = resultOf(operator, one, two);
  if (result === null) return null;
  return areWhole ? Math.trunc(result) : doubleOf(result);
}

function plain(value: unknown): number | null {
  return typeof value === 'number' || value instanceof JavaDouble ? numberOf(value) : null;
}

function resultOf(operator: string, left: number, right: number): number | null {
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return right === 0 ? null : left / right;
    case '%':
      return right === 0 ? null : left % right;
    default:
      return null;
  }
}
