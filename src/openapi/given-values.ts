import type { Json } from '../contract/json.ts';
import { fieldsOf, isFields, listOf } from './document.ts';
import type { Place, References } from './references.ts';

/** `example`, else the first of `examples`. */
export function exampleIn(place: Place, references: References): Json | undefined {
  const { example, examples } = fieldsOf(place.value);
  if (example !== undefined) return example;
  if (Array.isArray(examples)) return examples[0] as Json | undefined;
  const [name] = Object.keys(fieldsOf(examples));
  if (name === undefined) return undefined;
  const one = references.followed(references.member(place, 'examples', name));
  return isFields(one?.value) ? one.value.value : undefined;
}

/** Of a schema itself: its example, its default, what it has to be, the first of its choices. */
export function valueFrom(schema: Place, references: References): Json | undefined {
  if (schema.value === undefined) return undefined;
  const place = references.followed(schema);
  if (place === null) return undefined;
  const { default: fallback, const: constant, enum: choices } = fieldsOf(place.value);
  return exampleIn(place, references) ?? fallback ?? constant ?? listOf(choices)[0];
}
