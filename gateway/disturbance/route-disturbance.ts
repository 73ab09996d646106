import type { FaultKind, FaultRule } from './fault.ts';
import { type LatencyRule, sampler } from './latency.ts';
import { covers, mostSpecial, type Place } from './target.ts';

/** What is done on purpose to the requests of one route. */
export interface RouteDisturbance {
  /** Additional time of the gateway and of the integration, milliseconds. */
  readonly gatewayMs: () => number;
  readonly integrationMs: () => number;
  /** Additional time of a cold start, milliseconds. */
  readonly coldMs: () => number;
  /** For how long the gateway still stands still, milliseconds. */
  readonly stalledMs: () => number;
  /** How a request fails: dropped, with a status, or not at all. */
  readonly failure: () => 'drop' | number | null;
}

/** The sequence of the rule with this text, from 0 up to 1. */
type RandomOf = (text: string) => () => number;

const nothing = (): number => 0;

/** The most special rule counts, of equal ones the last. */
export function compileLatency(
  rules: readonly LatencyRule[],
  { place, randomOf }: { place: Place; randomOf: RandomOf },
): Pick<RouteDisturbance, 'gatewayMs' | 'integrationMs'> {
  const additional = (as: LatencyRule['as']): (() => number) => {
    const ofKind = rules.filter((rule) => rule.as === as);
    return additionalMs(mostSpecial(ofKind, place), randomOf);
  };
  return { gatewayMs: additional('gateway'), integrationMs: additional('integration') };
}

function additionalMs(chosen: LatencyRule | undefined, randomOf: RandomOf): () => number {
  if (chosen === undefined || chosen.distribution === null) return nothing;
  return sampler(chosen.distribution, randomOf(chosen.text));
}

/** Faults add up: each does its part. */
export function compileFaults(
  rules: readonly FaultRule[],
  { place, sinceMs, randomOf }: { place: Place; sinceMs: number; randomOf: RandomOf },
): Pick<RouteDisturbance, 'coldMs' | 'stalledMs' | 'failure'> {
  const colds: (() => number)[] = [];
  const stalls: Extract<FaultKind, { kind: 'stall' }>[] = [];
  const failures: (() => 'drop' | number | null)[] = [];
  for (const { fault, text, target } of rules) {
    if (!covers(target, place)) continue;
    const random = randomOf(text);
    if (fault.kind === 'cold') colds.push(sampler(fault.distribution, random));
    else if (fault.kind === 'stall') stalls.push(fault);
    else if (fault.kind !== 'throttle') {
      const failure = fault.kind === 'drop' ? 'drop' : fault.status;
      failures.push(() => (random() < fault.rate ? failure : null));
    }
  }
  return {
    coldMs: () => colds.reduce((sum, draw) => sum + draw(), 0),
    stalledMs() {
      const nowMs = performance.now() - sinceMs;
      return Math.max(0, ...stalls.map((stall) => stalledFor(stall, nowMs)));
    },
    failure() {
      // Every rule draws, so that one doesn't shift the sequence of another.
      const drawn = failures.map((draw) => draw());
      return drawn.find((one) => one !== null) ?? null;
    },
  };
}

/** A stall begins at every multiple of its interval but the first; without an interval, at once and once. */
export function stalledFor({ forMs, everyMs }: { forMs: number; everyMs: number }, nowMs: number): number {
  if (everyMs === Number.POSITIVE_INFINITY) return Math.max(0, forMs - nowMs);
  return nowMs < everyMs ? 0 : Math.max(0, forMs - (nowMs % everyMs));
}
