import { mulberry32 } from '../plan/order.ts';
import type { PairedTimes } from './paired.ts';

/** How one target's latency is made, in milliseconds. */
export interface SimulatedTarget {
  readonly medianMs: number;
  readonly p99Ms: number;
  /** Factor for the slowest 2 % alone. */
  readonly tailFactor?: number;
}

export interface Weather {
  /** Both targets slow down and recover together, up to this factor. */
  readonly drift?: number;
  /** Every 400 pairs, eight in a row wait up to this long. */
  readonly stallMs?: number;
  /** How much of a request's luck goes over to the next of its target, 0–1. */
  readonly memory?: number;
}

const z99 = 2.3263478740408408;
const upper2Percent = 2.0537489106318225;

/** Pairs of two targets under the same sky, the same for a seed. */
export function simulatedPairs(
  baseline: SimulatedTarget,
  candidate: SimulatedTarget,
  { pairs, seed, weather = {} }: { pairs: number; seed: number; weather?: Weather },
): PairedTimes {
  const random = mulberry32(seed);
  const normal = () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  const { drift = 1, stallMs = 0, memory = 0 } = weather;
  const draw = (target: SimulatedTarget) => {
    const sigma = Math.log(target.p99Ms / target.medianMs) / z99;
    let luck = normal();
    return (pair: number) => {
      luck = memory * luck + Math.sqrt(1 - memory ** 2) * normal();
      const tail = luck > upper2Percent ? (target.tailFactor ?? 1) : 1;
      const slow = drift ** Math.sin((Math.PI * pair) / pairs);
      return target.medianMs * Math.exp(sigma * luck) * tail * slow;
    };
  };
  const [ofBaseline, ofCandidate] = [draw(baseline), draw(candidate)];
  const baselineUs = new Uint32Array(pairs);
  const candidateUs = new Uint32Array(pairs);
  for (let pair = 0; pair < pairs; pair++) {
    const stalled = pair % 400 < 8 ? stallMs : 0;
    baselineUs[pair] = Math.round((ofBaseline(pair) + stalled * random()) * 1000);
    candidateUs[pair] = Math.round((ofCandidate(pair) + stalled * random()) * 1000);
  }
  return { baselineUs, candidateUs };
}
