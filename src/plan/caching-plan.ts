import type { CachePromise } from '../contract/contract.ts';
import type { DeployedCache } from '../deployment/deployment.ts';
import type { LoadPlan } from './plan.ts';

/** A caching run: which requests show what about the caches of which routes. */
export interface CachingPlan extends LoadPlan {
  readonly scenario: 'caching';
  readonly studies: readonly CachingStudy[];
  /** What each request is for, by its index. */
  readonly purposes: readonly CachingPurpose[];
  /** What nothing is sent to, since it is known that nothing caches it. */
  readonly uncached: readonly Uncached[];
}

/** A route whose cache is studied. */
export interface CachingStudy {
  readonly target: string;
  readonly route: string;
  readonly promise: CachePromise | null;
  readonly deployed: DeployedCaching;
  /** How long an entry is assumed to live: as promised, else as the stage says, else a guess. */
  readonly assumedTtl: { readonly seconds: number; readonly from: 'contract' | 'stage' | 'nobody' };
  /** How long the steady stream goes on. */
  readonly streamSeconds: number;
  /** The parameter that holds a value of this run alone, so that nobody else's request fills the entry; `null`: there is none. */
  readonly freshBy: string | null;
  /** Parameters that are varied, each alone. */
  readonly parameters: readonly string[];
  readonly notVaried: readonly { readonly parameter: string; readonly because: string }[];
  /** Where the contract says that a mark of each invocation stands: `header x-invocation`, `body /at`. */
  readonly mark: string | null;
}

/** How the stage caches a method, where that may be read. `null`: it doesn't. */
export type DeployedCaching =
  | { readonly read: false }
  | { readonly read: true; readonly cache: DeployedCache | null };

export type CachingPurpose = { readonly study: number } & (
  | {
      /** The steady stream on one key, and later requests for the same entry. */
      readonly does: 'stream' | 'keep';
    }
  /** The stream's request with another value of one parameter. `fresh`: a value of this run alone. */
  | {
      readonly does: 'vary';
      readonly parameter: string;
      readonly value: string;
      readonly fresh: boolean;
    }
  /** The stream's request with `Cache-Control: max-age=0`. */
  | { readonly does: 'refresh'; readonly caller: RefreshCaller }
  /** The same request again and again: another method, or an example that expects an error. */
  | {
      readonly does: 'repeat';
      readonly what: 'method' | 'error';
      readonly route: string;
      readonly example: string;
    }
  /** A path that the API doesn't have: what the gateway answers by itself. */
  | { readonly does: 'floor' }
);

/** Who asks for a fresh answer: anybody, or somebody with the contract's credentials. */
export type RefreshCaller = 'anybody' | 'credentials';

export interface Uncached {
  readonly target: string;
  /** `null`: all of the target's. */
  readonly route: string | null;
  readonly because: 'http-api' | 'stage-without-cache' | 'method-without-cache';
}
