/** What this gateway makes of the properties of a resource type. Paths have dots: `Integration.Uri`, in lists of maps too. */
export interface KnownType {
  /** Answers, or the reads of the API, depend on it. `.*` at the end: on whatever lies beneath. */
  readonly read: readonly string[];
  /** No answer depends on it, on AWS or here: why. */
  readonly inert: Readonly<Record<string, string>>;
  /** AWS acts on it and this gateway doesn't: what a person has to know. */
  readonly notApplied: Readonly<Record<string, string>>;
}

export type KnownTypes = Readonly<Record<string, KnownType>>;

/** Paths with the same beginning. */
export const inside = (path: string, names: readonly string[]): string[] =>
  names.map((name) => `${path}.${name}`);

export const text = 'a text for people';
export const tags = 'labels of the resource itself';
export const logs = 'about logs and metrics, which no answer depends on';
