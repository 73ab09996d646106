import type { ThrottlePromise } from '../contract/contract.ts';
import type { LoadPlan } from './plan.ts';
import type { LimitGuess } from './throttling-phases.ts';

/** A throttling run: around which rate load rises and falls, and what is known of the limits on its way. */
export interface ThrottlingPlan extends LoadPlan {
  readonly scenario: 'throttling';
  readonly guess: LimitGuess & { readonly from: GuessSource };
  /** One for each target, in their order. */
  readonly studies: readonly ThrottlingStudy[];
}

export type GuessSource = 'option' | 'contract' | 'deployment';

/** The route whose limit is looked for. */
export interface ThrottlingStudy {
  readonly target: string;
  readonly route: string;
  readonly promise: ThrottlePromise | null;
  /** It sends an API key, so that a usage plan counts, too. */
  readonly keyed: boolean;
  readonly settings: KnownSettings;
  /** Promised on this target as well, and left alone in this run: each has a limit of its own. */
  readonly leftOut: readonly string[];
}

/** Every limit that may stand in a request's way, as far as it may be read. */
export interface KnownSettings {
  readonly limits: readonly KnownLimit[];
  /** What could not be read, a sentence each. */
  readonly unread: readonly string[];
  /** Whether all that was asked for was read, so that what isn't among the limits isn't set. */
  readonly complete: boolean;
}

export interface KnownLimit {
  readonly of: 'route' | 'stage' | 'usage plan' | 'account';
  readonly name: string | null;
  readonly ratePerSecond: number;
  readonly burst: number;
}
