import { OptionError } from '../option-error.ts';
import { type AlarmClock, createAlarmClock } from './alarm-clock.ts';
import { type FaultKind, type FaultRule, readFault } from './fault.ts';
import { type LatencyRule, readLatency, sampler } from './latency.ts';
import { seededRandom, seedOf } from './random.ts';
import { covers, type Place, type Target, weight } from './target.ts';

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

/** What goes wrong and slow on purpose; it may change while requests are under way. */
export interface Disturbances {
  /** As they were written. */
  readonly latency: readonly string[];
  readonly faults: readonly string[];
  /** There are no rules. */
  readonly idle: boolean;
  /** Replaces the rules. Throws OptionError, and then changes nothing. */
  set(rules: DisturbanceRules): void;
  at(place: Place): RouteDisturbance;
  wait(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface DisturbanceRules {
  /** `[TARGET=]lognormal:MEDIAN,P99[@integration]`, `fixed:MS`, `none`. Left out: as they are. */
  readonly latency?: readonly string[];
  /** `[TARGET=]stall:FOR,EVERY`, `drop:RATE`, `5xx:RATE[,STATUS]`, `cold:LATENCY`. Left out: as they are. */
  readonly faults?: readonly string[];
}

export interface DisturbanceOptions {
  /** Of everything that is left to chance. */
  readonly seed: number;
  /** Every route there is: a rule for none of them is a mistake. */
  readonly places: () => readonly Place[];
}

/** Nothing is disturbed at first. Rules draw from sequences of their own, in the order in which requests come. */
export function createDisturbances({ seed, places }: DisturbanceOptions): Disturbances {
  let clock: AlarmClock | undefined;
  let latency: readonly LatencyRule[] = [];
  let faults: readonly FaultRule[] = [];
  let sinceMs = performance.now();
  let known = new Map<string, RouteDisturbance>();
  let draws = new Map<string, () => number>();
  const randomOf = (text: string): (() => number) => {
    const random = draws.get(text) ?? seededRandom(seedOf(seed, text));
    draws.set(text, random);
    return random;
  };
  const compile = (place: Place): RouteDisturbance => ({
    gatewayMs: additionalMs(latency, { place, as: 'gateway', randomOf }),
    integrationMs: additionalMs(latency, { place, as: 'integration', randomOf }),
    ...compileFaults(
      faults.filter(({ target }) => covers(target, place)),
      { sinceMs, randomOf },
    ),
  });
  return {
    get latency() {
      return latency.map(({ text }) => text);
    },
    get faults() {
      return faults.map(({ text }) => text);
    },
    get idle() {
      return latency.length + faults.length === 0;
    },
    set(rules) {
      const nextLatency = rules.latency?.map(readLatency) ?? latency;
      const nextFaults = (rules.faults ?? faults.map(({ text }) => text))
        .filter((text) => text !== 'none')
        .map(readFault);
      for (const { target, text } of [...nextLatency, ...nextFaults]) checkTarget(target, text, places());
      [latency, faults] = [nextLatency, nextFaults];
      if (latency.length + faults.length > 0) clock ??= createAlarmClock();
      sinceMs = performance.now();
      [known, draws] = [new Map(), new Map()];
    },
    at(place) {
      const key = `${place.stack} ${place.apiType} ${place.route}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const made = compile(place);
      known.set(key, made);
      return made;
    },
    async wait(ms) {
      if (ms > 0) await clock?.wait(ms);
    },
    async close() {
      await clock?.close();
    },
  };
}

function checkTarget(target: Target, text: string, places: readonly Place[]): void {
  if (places.some((place) => covers(target, place))) return;
  const [api] = places.filter((place) => covers({ ...target, route: null }, place));
  const routes = places.filter(({ stack, apiType }) => stack === api?.stack && apiType === api.apiType);
  const names =
    api === undefined
      ? [...new Set(places.map(({ stack, apiType }) => `${stack}:${apiType}`))]
      : routes.map(({ route }) => route);
  throw new OptionError(`${text} is for no route that is served.`, [
    `There ${names.length === 1 ? 'is' : 'are'} ${names.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}.`,
  ]);
}

type RandomOf = (text: string) => () => number;

const nothing = (): number => 0;

/** The most special rule counts, of equal ones the last. */
function additionalMs(
  rules: readonly LatencyRule[],
  { place, as, randomOf }: { place: Place; as: LatencyRule['as']; randomOf: RandomOf },
): () => number {
  let chosen: LatencyRule | undefined;
  for (const rule of rules) {
    if (rule.as !== as || !covers(rule.target, place)) continue;
    if (chosen === undefined || weight(rule.target) >= weight(chosen.target)) chosen = rule;
  }
  if (chosen === undefined || chosen.distribution === null) return nothing;
  return sampler(chosen.distribution, randomOf(chosen.text));
}

/** Faults add up: each does its part. */
function compileFaults(
  rules: readonly FaultRule[],
  { sinceMs, randomOf }: { sinceMs: number; randomOf: RandomOf },
): Pick<RouteDisturbance, 'coldMs' | 'stalledMs' | 'failure'> {
  const colds: (() => number)[] = [];
  const stalls: Extract<FaultKind, { kind: 'stall' }>[] = [];
  const failures: (() => 'drop' | number | null)[] = [];
  for (const { fault, text } of rules) {
    const random = randomOf(text);
    if (fault.kind === 'cold') colds.push(sampler(fault.distribution, random));
    else if (fault.kind === 'stall') stalls.push(fault);
    else {
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

/** A stall begins at every multiple of its interval but the first. */
export function stalledFor({ forMs, everyMs }: { forMs: number; everyMs: number }, nowMs: number): number {
  return nowMs < everyMs ? 0 : Math.max(0, forMs - (nowMs % everyMs));
}
