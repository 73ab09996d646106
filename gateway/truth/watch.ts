import type { Deployment } from '../model.ts';
import { Observation, type ObservedApi } from './observation.ts';
import { openTruthLog } from './truth-log.ts';

/** Watches requests. A gateway without one takes nothing down, which is quicker. */
export interface Watch {
  /** From now on, these are the APIs. */
  know(deployment: Deployment): void;
  /** @param startedMs on the clock of `performance.now`. */
  observe(apiId: string, startedMs: number): Observation;
  /** The answer of an observed request is out; `null`: its connection was dropped. */
  finish(observation: Observation, status: number | null): void;
  close(): void;
}

export interface WatchOptions {
  /** File of the truth log. */
  readonly truthLog?: string;
}

/** `null`: nobody asks for the truth. Throws OptionError for options that can't be followed. */
export function createWatch({ truthLog }: WatchOptions): Watch | null {
  if (truthLog === undefined) return null;
  const log = openTruthLog(truthLog);
  let apis: ReadonlyMap<string, ObservedApi> = new Map();
  return {
    know({ stacks }) {
      apis = new Map(
        stacks.flatMap((stack) => stack.apis.map((api) => [api.id, { stack: stack.name, api }])),
      );
    },
    observe(apiId, startedMs) {
      const observed = apis.get(apiId);
      if (observed === undefined) throw new Error(`there is no API ${apiId}`);
      return new Observation(observed, startedMs);
    },
    finish(observation, status) {
      log.add(observation.finished(status));
    },
    close() {
      log.close();
    },
  };
}
