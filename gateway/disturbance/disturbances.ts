import { distance } from 'fastest-levenshtein';
import { OptionError } from '../option-error.ts';
import type { Spread } from '../throttle/spread.ts';
import { type AlarmClock, createAlarmClock } from './alarm-clock.ts';
import { type FaultKind, type FaultRule, readFault } from './fault.ts';
import { type LatencyRule, readLatency } from './latency.ts';
import { seededRandom, seedOf } from './random.ts';
import { compileFaults, compileLatency, type RouteDisturbance } from './route-disturbance.ts';
import { covers, mostSpecial, type Place, type Target, weight } from './target.ts';

/** What goes wrong and slow on purpose; it may change while requests are under way. */
export interface Disturbances {
  /** As they were written. */
  readonly latency: readonly string[];
  readonly faults: readonly string[];
  /** Of everything that is left to chance. */
  readonly seed: number;
  /** There are no rules. */
  readonly idle: boolean;
  /** Another number whenever throttles are another way imperfect than before. */
  readonly throttling: number;
  /** Replaces the rules, whose sequences begin anew. Throws OptionError, and then changes nothing. */
  set(rules: DisturbanceRules): void;
  at(place: Place): RouteDisturbance;
  /** How throttles are imperfect there, `null`: not at all. For `null`, what is everywhere, only rules without a target. */
  spreadAt(place: Place | null): Spread | null;
  wait(ms: number): Promise<void>;
  close(): Promise<void>;
}

export interface DisturbanceRules {
  /** `[TARGET=]lognormal:MEDIAN,P99[@integration]`, `fixed:MS`, `none`. Left out: as they are. */
  readonly latency?: readonly string[];
  /** `[TARGET=]stall:FOR[,EVERY]`, `drop:RATE`, `5xx:RATE[,STATUS]`, `cold:LATENCY`, `throttle:NODES[,LAG]`. Left out: as they are. */
  readonly faults?: readonly string[];
  /** Left out: as it is. */
  readonly seed?: number;
}

export interface DisturbanceOptions {
  /** Of everything that is left to chance, at first. */
  readonly seed: number;
  /** Rules will be set while requests come, which are not to wait for a thread to start. */
  readonly prepared?: boolean;
  /** Every route there is: a rule for none of them is a mistake. */
  readonly places: () => readonly Place[];
}

/** Nothing is disturbed at first. Rules draw from sequences of their own, in the order in which requests come. */
export function createDisturbances(options: DisturbanceOptions): Disturbances {
  const { seed: firstSeed, places, prepared = false } = options;
  let seed = firstSeed;
  let throttling = 0;
  let clock: AlarmClock | undefined = prepared ? createAlarmClock() : undefined;
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
    ...compileLatency(latency, { place, randomOf }),
    ...compileFaults(faults, { place, sinceMs, randomOf }),
  });
  return {
    get latency() {
      return latency.map(({ text }) => text);
    },
    get faults() {
      return faults.map(({ text }) => text);
    },
    get seed() {
      return seed;
    },
    get throttling() {
      return throttling;
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
      if (rules.seed !== undefined || spreads(nextFaults) !== spreads(faults)) throttling += 1;
      // A stall that is over doesn't come back because something else was changed.
      if (rules.faults !== undefined) sinceMs = performance.now();
      [latency, faults, seed] = [nextLatency, nextFaults, rules.seed ?? seed];
      if (latency.length + faults.length > 0) clock ??= createAlarmClock();
      [known, draws] = [new Map(), new Map()];
    },
    at(place) {
      const key = `${place.apiId} ${place.route ?? ''}`;
      const found = known.get(key);
      if (found !== undefined) return found;
      const made = compile(place);
      known.set(key, made);
      return made;
    },
    spreadAt(place) {
      const rules = faults.filter(isSpread);
      const chosen =
        place === null ? rules.findLast(({ target }) => weight(target) === 0) : mostSpecial(rules, place);
      return chosen?.fault.spread ?? null;
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
  // Before the first deployment, nobody knows.
  if (places.length === 0 || places.some((place) => covers(target, place))) return;
  const [api] = places.filter((place) => covers({ ...target, route: null }, place));
  const routes = places.filter(({ apiId }) => apiId === api?.apiId);
  const names =
    api === undefined
      ? [...new Set(places.map(({ stack, apiType }) => `${stack}:${apiType}`))]
      : routes.flatMap(({ route }) => route ?? []);
  const wanted = api === undefined ? writtenApi(target) : (target.route ?? '');
  const nearest = names.toSorted((a, b) => distance(wanted, a) - distance(wanted, b));
  throw new OptionError(`${text} is for no route that is served.`, [
    `There ${names.length === 1 ? 'is' : 'are'} ${nearest.slice(0, 12).join(', ')}${names.length > 12 ? ', …' : ''}.`,
  ]);
}

const writtenApi = ({ stack, apiType, api }: Target): string => `${stack ?? ''}:${apiType ?? api ?? ''}`;

type SpreadRule = FaultRule & { readonly fault: Extract<FaultKind, { kind: 'throttle' }> };

const isSpread = (rule: FaultRule): rule is SpreadRule => rule.fault.kind === 'throttle';

const spreads = (rules: readonly FaultRule[]): string => JSON.stringify(rules.filter(isSpread));
