import type { ComparisonPlan } from '../plan/comparison-plan.ts';
import { type ArrivalTimes, encodePairs, pairState, type RunPairs } from '../run/pairs.ts';
import type { AnswerNotes } from './answer-notes.ts';
import type { Sample } from './sample.ts';

/** Keeps what each arrival of a comparison took, five bytes each. */
export interface Pairing {
  take(sample: Sample): void;
  /** What an answer told of itself; after its sample. */
  note(of: { readonly target: number; readonly arrival: number }, notes: AnswerNotes): void;
  finish(): RunPairs;
}

const longestUs = 2 ** 32 - 1;

export function createPairing({ arrivals }: ComparisonPlan): Pairing {
  const length = arrivals.expected / 2;
  const times = (): ArrivalTimes => ({
    serviceUs: new Uint32Array(length),
    state: new Uint8Array(length),
  });
  const targets = [times(), times()] as const;
  return {
    take({ request, arrival }) {
      const target = targets[request.target];
      if (target === undefined || arrival < 0 || arrival >= length) return;
      target.serviceUs[arrival] = Math.min(longestUs, Math.max(0, Math.round(request.serviceUs)));
      if (request.failed) target.state[arrival] = pairState.failed;
      else if (request.connectingUs > 0 || request.tlsUs > 0) target.state[arrival] = pairState.fresh;
      else target.state[arrival] = pairState.answered;
    },
    note({ target, arrival }, { coldStart }) {
      const state = targets[target]?.state;
      if (coldStart && state?.[arrival] === pairState.answered) state[arrival] = pairState.cold;
    },
    finish: () => encodePairs([targets[0], targets[1]]),
  };
}
