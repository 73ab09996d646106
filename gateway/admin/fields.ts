import { AdminRefusal } from './admin-refusal.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Throws AdminRefusal where there is none of the fields, or another one. */
export function requireFields(body: Fields, names: readonly string[]): void {
  const given = Object.keys(body);
  const strange = given.find((name) => !names.includes(name));
  const known = names.join(', ');
  if (strange !== undefined)
    throw new AdminRefusal(
      400,
      `There is no field ${JSON.stringify(strange)}; there ${names.length === 1 ? 'is' : 'are'} ${known}.`,
    );
  if (given.length === 0)
    throw new AdminRefusal(400, `The body is empty; it takes a JSON object with ${known}.`);
}

/** Throws AdminRefusal where the field is there and no finite number. */
export function numberField(body: Fields, name: string): number | undefined {
  const value = body[name];
  if (value === undefined || (typeof value === 'number' && Number.isFinite(value))) return value;
  throw new AdminRefusal(400, `${name} has to be a number, not ${JSON.stringify(value)}.`);
}

/** Throws AdminRefusal where the field is there and neither true nor false. */
export function booleanField(body: Fields, name: string): boolean | undefined {
  const value = body[name];
  if (value === undefined || typeof value === 'boolean') return value;
  throw new AdminRefusal(400, `${name} has to be true or false, not ${JSON.stringify(value)}.`);
}

/** One text counts as a list of it. Throws AdminRefusal where the field is there and holds anything else. */
export function textsField(body: Fields, name: string): readonly string[] | undefined {
  const value = body[name];
  if (value === undefined) return undefined;
  if (typeof value === 'string') return [value];
  if (Array.isArray(value) && value.every((one) => typeof one === 'string')) return value;
  throw new AdminRefusal(400, `${name} has to be a list of texts, not ${JSON.stringify(value)}.`);
}
