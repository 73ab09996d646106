import type { ApiType } from '../contract/contract.ts';
import type { Observed } from './answer.ts';
import type { Promised } from './promise.ts';
import type { Severity } from './result.ts';

/** What belongs together for a reader of the catalogue. */
export type Family =
  | 'transport'
  | 'response'
  | 'proxy-format'
  | 'routing'
  | 'request'
  | 'cors'
  | 'auth'
  | 'caching'
  | 'throttling'
  | 'exposure'
  | 'drift';

/** What one check says of one exchange; `null` where it has nothing to say. */
export type Outcome =
  | { readonly outcome: 'pass' }
  | { readonly outcome: 'skip'; readonly message: string }
  | Failure;

/** Data first, sentence second: `pointer`, `expected` and `received` are what the message is made of. */
export interface Failure {
  readonly outcome: 'fail';
  /** One sentence. */
  readonly message: string;
  /** Where the check's own severity is too much, or too little, for what was seen. */
  readonly severity?: Severity;
  /** JSON pointer into the body, or header name. */
  readonly pointer?: string;
  readonly expected?: string;
  readonly received?: string;
}

/** What the catalogue says of a check. */
export interface CatalogueEntry {
  /** Stable, as the ids of lint rules are. */
  readonly id: string;
  readonly title: string;
  readonly family: Family;
  readonly apiTypes: readonly ApiType[];
  readonly severity: Severity;
  /** Why a caller suffers where it fails. */
  readonly why: string;
  /** What to do, where no diagnosis says it better. */
  readonly fix: string;
  /** Where the asserted behaviour is written down. */
  readonly source: string;
}

/** One promise that every API on the gateway, or one held against a contract, keeps in one exchange. Pure. */
export interface Check extends CatalogueEntry {
  /** Ids of checks without whose passing this one would only repeat them. */
  readonly after: readonly string[];
  /** A warning of it is about the whole target, so that one exchange of a target says it for all. */
  readonly warnsOnce?: true;
  judge(observed: Observed, promised: Promised): Outcome | null;
}

export const pass: Outcome = { outcome: 'pass' };

export const skip = (message: string): Outcome => ({ outcome: 'skip', message });

export const fail = (message: string, details: Omit<Failure, 'outcome' | 'message'> = {}): Failure => ({
  outcome: 'fail',
  message,
  ...details,
});

const longest = 200;

/** A value as a message shows it: JSON, cut where it is long. */
export function shown(value: unknown): string {
  const text = value === undefined ? 'nothing' : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}… (${text.length} characters)` : text;
}
