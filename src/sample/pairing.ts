import type { ComparisonPlan } from '../plan/comparison-plan.ts';
import { type ArrivalTimes, encodePairs, pairState, type RunPairs } from '../run/pairs.ts';
import type { Sample } from './sample.ts';

/** Keeps what each arrival of a comparison took, five bytes each. */
export interface Pairing {
  take(sample: Sample): void;
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
    finish: () => encodePairs([targets[0], targets[1]]),
  };
}
