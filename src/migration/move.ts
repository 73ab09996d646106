import type { ApiType } from '../contract/contract.ts';
import type { Deployment, Reading } from '../deployment/deployment.ts';
import type { RestFeatures } from '../deployment/rest-features.ts';
import type { Instead } from './instead.ts';

/** What is known of the API that would move. */
export interface Known {
  readonly deployment: Deployment;
  /** `null` on an HTTP API. */
  readonly features: RestFeatures | null;
}

/**
 * What one feature in use does to a move: `stays` has nothing that would do its work, `change` has another design,
 * `note` is worth knowing and asks for little or nothing.
 */
export type Weight = 'stays' | 'change' | 'note';

/** One feature in use that the other API type lacks. Plain data. */
export interface Blocker {
  /** Stable: `usage-plans`. */
  readonly feature: string;
  readonly weight: Weight;
  /** What was found, in a sentence. */
  readonly found: string;
  /** What the other API type offers instead, in a sentence. */
  readonly instead: string;
  readonly price: BlockerPrice;
  /** The AWS documentation page that says so. */
  readonly source: string;
}

export interface BlockerPrice {
  /** In a sentence; that it costs nothing, too. */
  readonly says: string;
  /** US dollars a month at the volume that was asked about; `null` where no volume was, or work is the price. */
  readonly usdAMonth: number | null;
}

/** A blocker before anything is priced. */
export interface Finding extends Omit<Blocker, 'price'> {
  readonly costs: Instead;
}

/** Whether an API can change its type, and what that takes. */
export interface Move {
  readonly target: string;
  readonly from: ApiType;
  readonly to: ApiType;
  readonly conclusion: 'as-it-is' | 'with-changes' | 'should-stay';
  /** The conclusion in a sentence. */
  readonly says: string;
  /** Heaviest first. */
  readonly blockers: readonly Blocker[];
  /** What any such move takes, a sentence each. */
  readonly always: readonly string[];
  /** What the API type that would be left for offers on top, or is lacking to those who come back; a sentence each. */
  readonly besides: readonly string[];
  /** What couldn't be read, and therefore may be in the way unseen: a sentence each. */
  readonly unread: readonly string[];
}

/** Routes named in a sentence: three at most. */
export function named(keys: readonly string[]): string {
  const shown = keys.slice(0, 3).join(', ');
  return keys.length > 3 ? `${shown} and ${keys.length - 3} more` : shown;
}

export const has = <T>(reading: Reading<T> | undefined, wanted: (value: T) => boolean): boolean =>
  reading?.read === true && wanted(reading.value);
