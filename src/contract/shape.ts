import { nearest } from '../errors/nearest.ts';

/** Something wrong in a contract: where (`routes["GET /users"].examples.all.expect`), what, and what to write. */
export interface Mistake {
  readonly path: string;
  readonly message: string;
  readonly next?: string;
}

/** Says what is wrong with the value at this path; nothing where it fits. */
export type Check = (value: unknown, path: string) => Mistake[];

export interface Fields {
  readonly [key: string]: unknown;
}

interface Keys {
  readonly [key: string]: Check;
}

/** An object with these keys and no others. */
export function record(keys: { readonly required?: Keys; readonly optional?: Keys }, example: string): Check {
  const checks: Keys = { ...keys.required, ...keys.optional };
  return (value, path) => {
    if (!isFields(value)) return [wrong(path, 'is not an object.', `Write ${example}.`)];
    const unknown = unknownKeys(value, path, Object.keys(checks));
    return [
      ...unknown,
      ...Object.keys(keys.required ?? {})
        .filter((key) => !(key in value) && !unknown.some(({ next }) => next === meant(key)))
        .map((key) => wrong(member(path, key), 'is missing.', `Write ${example}.`)),
      ...Object.entries(value).flatMap(([key, one]) =>
        Object.hasOwn(checks, key) ? (checks[key]?.(one, member(path, key)) ?? []) : [],
      ),
    ];
  };
}

/** An object with keys of the author's choosing. */
export function mapOf(check: Check, example: string): Check {
  return (value, path) =>
    isFields(value)
      ? Object.entries(value).flatMap(([key, one]) => check(one, member(path, key)))
      : [wrong(path, 'is not an object.', `Write ${example}.`)];
}

export function listOf(check: Check, example: string): Check {
  return (value, path) =>
    Array.isArray(value)
      ? value.flatMap((one: unknown, index) => check(one, member(path, String(index))))
      : [wrong(path, 'is not a list.', `Write ${example}.`)];
}

export function oneOf(...choices: readonly string[]): Check {
  const all = choices.map((choice) => `'${choice}'`).join(', ');
  return (value, path) =>
    typeof value === 'string' && choices.includes(value)
      ? []
      : [wrong(path, `is ${shown(value)}, not one of ${all}.`, suggestion(value, choices))];
}

export const text: Check = (value, path) =>
  typeof value === 'string' ? [] : [wrong(path, `is ${shown(value)}, not a text.`)];

export const name: Check = (value, path) =>
  typeof value === 'string' && value.trim() !== ''
    ? []
    : [wrong(path, `is ${shown(value)}, not a name.`, 'Write a text.')];

export const flag: Check = (value, path) =>
  typeof value === 'boolean' ? [] : [wrong(path, `is ${shown(value)}, neither true nor false.`)];

export const positive: Check = (value, path) =>
  typeof value === 'number' && value > 0
    ? []
    : [wrong(path, `is ${shown(value)}, not a number greater than 0.`)];

export const anything: Check = () => [];

export function wrong(path: string, message: string, next?: string): Mistake {
  return next === undefined ? { path, message } : { path, message, next };
}

/** The path of a member, as JavaScript writes it. */
export function member(path: string, key: string): string {
  if (/^(0|[1-9]\d*)$/.test(key)) return `${path}[${key}]`;
  if (!/^[A-Za-z_$][\w$]*$/.test(key)) return `${path}[${JSON.stringify(key)}]`;
  return path === '' ? key : `${path}.${key}`;
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value in a message: short, strings quoted. */
export function shown(value: unknown): string {
  if (isFields(value)) return 'an object';
  if (Array.isArray(value)) return 'a list';
  const written = JSON.stringify(value);
  return written.length > 40 ? `${written.slice(0, 39)}…` : written;
}

/** `Did you mean "examples"?`, or nothing where no choice is near. */
export function suggestion(wanted: unknown, choices: readonly string[]): string | undefined {
  if (typeof wanted !== 'string') return undefined;
  const [best] = nearest(wanted, choices);
  return best === undefined ? undefined : meant(best);
}

function meant(choice: string): string {
  return `Did you mean "${choice}"?`;
}

function unknownKeys(value: Fields, path: string, known: readonly string[]): Mistake[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) =>
      wrong(
        member(path, key),
        'is not known here.',
        suggestion(key, known) ?? `Known are ${known.join(', ')}.`,
      ),
    );
}
