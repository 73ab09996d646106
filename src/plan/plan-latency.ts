import type { Subject } from '../config/subjects.ts';
import { type LoadShape, phasesOf } from './load-shape.ts';
import { type LoadableEffects, loadableRoutes } from './loadable.ts';
import type { LatencyPlan } from './plan.ts';
import { type LoadOptions, planLoad } from './plan-load.ts';

export interface LatencyOptions extends Pick<LoadOptions, 'runId' | 'seed' | 'maxRequests' | 'memoryBytes'> {
  readonly subjects: readonly Subject[];
  /** For each target. */
  readonly ratePerSecond: number;
  readonly durationSeconds: number;
  /** Default: the constant rate. */
  readonly shape?: LoadShape | undefined;
  /** An exact route key, or a part of one. */
  readonly routes?: string | undefined;
  /** `none` for a protected environment; default `safe`. */
  readonly effects?: LoadableEffects | undefined;
}

/**
 * What a latency run sends: the success examples of every route that is safe to repeat, to all targets alike. Throws a
 * UsageError for a rate or duration that makes no sense, and where nothing may be sent.
 */
export function planLatency({ subjects, routes, effects, ...options }: LatencyOptions): LatencyPlan {
  const { ratePerSecond, durationSeconds, shape = { kind: 'constant', ratePerSecond } } = options;
  return {
    ...planLoad({
      ...options,
      chosen: loadableRoutes(subjects, { filter: routes, effects }),
      phases: phasesOf(shape, durationSeconds),
      observe: false,
    }),
    scenario: 'latency',
  };
}
