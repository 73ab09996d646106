import type { Clock } from '../clock.ts';
import type { DisturbanceRules, Disturbances } from '../disturbance/disturbances.ts';
import type { Serving } from '../serving.ts';
import type { Aggregator } from '../truth/aggregate.ts';
import type { Watch } from '../truth/watch.ts';

/** What the admin endpoint reads and changes. */
export interface World {
  /** Where the APIs are. */
  readonly endpoint: string;
  readonly clock: Clock;
  readonly disturbances: Disturbances;
  readonly aggregator: Aggregator;
  /** Makes everything as it was at the start. */
  reset(): void;
}

interface Running {
  readonly endpoint: string;
  readonly clock: Clock;
  readonly watch: Watch;
  readonly serving: Serving;
}

/** `start` holds the rules that a reset goes back to. */
export function worldOf(start: DisturbanceRules, { endpoint, clock, watch, serving }: Running): World {
  const { latency = [], faults = [], seed = 1 } = start;
  const { disturbances, aggregator } = watch;
  return {
    endpoint,
    clock,
    disturbances,
    aggregator,
    reset() {
      clock.reset();
      disturbances.set({ latency, faults, seed });
      aggregator.reset();
      serving.renew();
    },
  };
}
