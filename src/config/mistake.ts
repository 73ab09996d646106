/** Something wrong in a person's file: where in it (`environments.prod.targets[0].url`), what, and what to write. */
export interface Mistake {
  readonly path: string;
  readonly message: string;
  readonly next?: string;
}

/** A mistake as one line of a message. */
export function mistakeLine({ path, message, next }: Mistake): string {
  const place = path === '' ? '' : `${path}: `;
  return `${place}${message}${next === undefined ? '' : ` ${next}`}`;
}
