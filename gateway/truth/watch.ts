import { createDisturbances, type DisturbanceRules } from '../disturbance/disturbances.ts';
import type { Place } from '../disturbance/target.ts';
import type { Deployment, Stack } from '../model.ts';
import { Observation, type ObservedApi, placeOf } from './observation.ts';
import { openTruthLog } from './truth-log.ts';

/** Watches and disturbs requests. A gateway without one does neither, which is quicker. */
export interface Watch {
  /** From now on, these are the APIs. */
  know(deployment: Deployment): void;
  /** @param startedMs on the clock of `performance.now`. */
  observe(apiId: string, startedMs: number): Observation;
  /** The answer of an observed request is out, or its connection closed without one. */
  finish(observation: Observation, status: number): void;
  close(): Promise<void>;
}

export interface WatchOptions extends DisturbanceRules {
  /** File of the truth log. */
  readonly truthLog?: string;
  /** Of everything that rules leave to chance; default: 1. */
  readonly seed?: number;
}

/** `null`: nothing is to be watched or disturbed. Throws OptionError for options that can't be followed. */
export function createWatch(options: WatchOptions, deployment: Deployment): Watch | null {
  const { truthLog, seed = 1, latency = [], faults = [] } = options;
  if (truthLog === undefined && latency.length === 0 && faults.length === 0) return null;
  let places = placesOf(deployment);
  let apis = observedApis(deployment);
  const disturbances = createDisturbances({ seed, places: () => places });
  disturbances.set({ latency, faults });
  const log = truthLog === undefined ? null : openTruthLog(truthLog);
  return {
    know(next) {
      places = placesOf(next);
      apis = observedApis(next);
    },
    observe(apiId, startedMs) {
      const observed = apis.get(apiId);
      if (observed === undefined) throw new Error(`there is no API ${apiId}`);
      return new Observation(observed, startedMs, disturbances.idle ? null : disturbances);
    },
    finish(observation, status) {
      log?.add(observation.finished(observation.dropped ? null : status));
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
