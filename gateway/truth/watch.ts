import type { Answer } from '../call.ts';
import { createDisturbances, type DisturbanceRules, type Disturbances } from '../disturbance/disturbances.ts';
import type { Place } from '../disturbance/target.ts';
import type { Deployment, Stack } from '../model.ts';
import type { Imperfection } from '../throttle/buckets.ts';
import { type Aggregator, createAggregator } from './aggregate.ts';
import { Observation, type ObservedApi, placeOf } from './observation.ts';
import { openTruthLog } from './truth-log.ts';

/** Watches and disturbs requests. A gateway without one does neither, which is quicker. */
export interface Watch {
  readonly disturbances: Disturbances;
  /** How imperfect throttles are made. */
  readonly imperfection: Imperfection;
  /** Counts only where an admin endpoint can read it. */
  readonly aggregator: Aggregator;
  /** From now on, these are the APIs. */
  know(deployment: Deployment): void;
  /** @param startedMs on the clock of `performance.now`. */
  observe(apiId: string, startedMs: number): Observation;
  /**
   * The answer of an observed request is out, or its connection closed without one.
   * @param outMs on the clock of `performance.now`.
   */
  finish(observation: Observation, answer: Answer, outMs: number): void;
  close(): Promise<void>;
}

export interface WatchOptions extends DisturbanceRules {
  /** File of the truth log. */
  readonly truthLog?: string;
  /** The admin endpoint will read the aggregate and may change rules. */
  readonly adminPort?: number;
  /** Gets a sentence about the truth log where it can't be written any more. */
  readonly onTrouble?: (sentence: string) => void;
}

/** `null`: nothing is to be watched or disturbed. Throws OptionError for options that can't be followed. */
export function createWatch(options: WatchOptions, deployment: Deployment): Watch | null {
  const { truthLog, adminPort, seed = 1, latency = [], faults = [], onTrouble } = options;
  const isAsked = truthLog !== undefined || adminPort !== undefined;
  if (!isAsked && latency.length === 0 && faults.length === 0) return null;
  let places = placesOf(deployment);
  let apis = observedApis(deployment);
  const isCounted = adminPort !== undefined;
  const disturbances = createDisturbances({ seed, places: () => places, prepared: isCounted });
  disturbances.set({ latency, faults });
  const log = truthLog === undefined ? null : openTruthLog(truthLog, onTrouble);
  const aggregator = createAggregator();
  return {
    disturbances,
    aggregator,
    imperfection: {
      get seed() {
        return disturbances.seed;
      },
      get throttling() {
        return disturbances.throttling;
      },
      spreadAt(place) {
        const observed = place === null ? undefined : apis.get(place.apiId);
        return disturbances.spreadAt(observed === undefined ? null : placeOf(observed, place?.route ?? null));
      },
    },
    know(next) {
      places = placesOf(next);
      apis = observedApis(next);
    },
    observe(apiId, startedMs) {
      const observed = apis.get(apiId);
      if (observed === undefined) throw new Error(`there is no API ${apiId}`);
      return new Observation(observed, startedMs, disturbances.idle ? null : disturbances);
    },
    finish(observation, answer, outMs) {
      if (log === null && !isCounted) return;
      const record = observation.finished(answer, outMs);
      log?.add(record);
      if (isCounted) aggregator.add(record);
    },
    async close() {
      log?.close();
      await disturbances.close();
    },
  };
}

function observedApis({ stacks }: Deployment): ReadonlyMap<string, ObservedApi> {
  return new Map(stacks.flatMap(({ name, apis }) => apis.map((api) => [api.id, { stack: name, api }])));
}

function placesOf({ stacks }: Deployment): readonly Place[] {
  return stacks.flatMap((stack) =>
    stack.apis.flatMap((api) => routesOf(api).map((route) => placeOf({ stack: stack.name, api }, route))),
  );
}

function routesOf(api: Stack['apis'][number]): string[] {
  if (api.apiType === 'http') return api.routes.map(({ routeKey }) => routeKey);
  return api.pathResources.flatMap(({ path, methods }) =>
    methods.map(({ httpMethod }) => `${httpMethod} ${path}`),
  );
}
