import type { Mistake } from '../contract/shape.ts';

/** A mistake as one line of a message: place, what is wrong, what to write. */
export function mistakeLine({ path, message, next }: Mistake): string {
  const place = path === '' ? '' : `${path}: `;
  return `${place}${message}${next === undefined ? '' : ` ${next}`}`;
}
