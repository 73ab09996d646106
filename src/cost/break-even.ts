import { ceiling, compare, type Exact, exact, minus, over, plus, times, zero } from './exact.ts';
import { type Charge, type ChargeName, type Tariff, totalAt } from './tariff.ts';

/** A volume of calls a month at which one item of a bill gets another price. */
export interface TierEdge {
  readonly what: ChargeName;
  readonly volume: Exact;
  /** US dollars for one of the tiers' unit, below it and beyond. */
  readonly before: string;
  readonly beyond: string;
}

/** Where further calls get another price; amounts that come for nothing end at such an edge, too. */
export function tierEdges(charges: readonly Charge[]): TierEdge[] {
  return charges
    .flatMap(({ what, perCall, tiers }) =>
      tiers.flatMap(({ upTo, price }, index) => {
        const next = tiers[index + 1];
        if (upTo === null || next === undefined || compare(perCall, zero) === 0) return [];
        return [{ what, volume: over(exact(upTo), perCall), before: price, beyond: next.price }];
      }),
    )
    .sort((a, b) => compare(a.volume, b.volume));
}

/** Whole calls a month, `until` included; `null` where there is no end. */
export interface VolumeStretch {
  readonly from: bigint;
  readonly until: bigint | null;
}

/**
 * The first stretch of volumes in which one bill exceeds the other by this much; `null` where none does. Bills are
 * straight lines between their edges, so that both ends are found exactly.
 */
export function volumesOfDifference(
  dearer: readonly Charge[],
  cheaper: readonly Charge[],
  usd: Exact,
): VolumeStretch | null {
  const gap = (volume: Exact) => minus(minus(totalAt(dearer, volume), totalAt(cheaper, volume)), usd);
  let first: bigint | null = null;
  for (const { from, to } of stretches([...dearer, ...cheaper])) {
    const atStart = gap(from);
    const slope = minus(gap(plus(from, one)), atStart);
    const enough = compare(atStart, zero) >= 0;
    if (enough) first ??= ceiling(from);
    const leaning = compare(slope, zero);
    if (leaning === 0 || leaning === (enough ? 1 : -1)) continue;
    const meets = plus(from, over(minus(zero, atStart), slope));
    if (to !== null && compare(meets, to) > 0) continue;
    if (enough && first !== null) return { from: first, until: meets.n / meets.d };
    first ??= ceiling(meets);
  }
  return first === null ? null : { from: first, until: null };
}

/** Volumes at which two bills are equal and change places: below it one is the cheaper, above it the other. */
export function crossings(a: readonly Charge[], b: readonly Charge[]): Exact[] {
  const gap = (volume: Exact) => minus(totalAt(a, volume), totalAt(b, volume));
  const found: Exact[] = [];
  let cheaper: -1 | 0 | 1 = 0;
  const turn = (sign: -1 | 0 | 1, volume: Exact) => {
    if (sign === 0) return;
    if (cheaper !== 0 && sign !== cheaper) found.push(volume);
    cheaper = sign;
  };
  for (const { from, to } of stretches([...a, ...b])) {
    const atStart = gap(from);
    const slope = minus(gap(plus(from, one)), atStart);
    const sign = compare(atStart, zero);
    const leaning = compare(slope, zero);
    turn(sign === 0 ? leaning : sign, from);
    if (sign === 0 || leaning === 0 || leaning === sign) continue;
    const meets = plus(from, over(minus(zero, atStart), slope));
    if (to === null || compare(meets, to) < 0) turn(leaning, meets);
  }
  return found;
}

const one = exact(1);

/** The stretches of volume in which no price changes. */
function stretches(charges: readonly Charge[]): { readonly from: Exact; readonly to: Exact | null }[] {
  const starts = [zero, ...tierEdges(charges).map(({ volume }) => volume)].filter(
    (volume, index, all) => index === 0 || compare(volume, all[index - 1] ?? zero) > 0,
  );
  return starts.map((from, index) => ({ from, to: starts[index + 1] ?? null }));
}

/** When a stage's cache pays for itself in function runs that it saves; `null` where none are saved. */
export function cacheBreakEven(cacheMonthUsd: Exact, savedPerCall: Exact): bigint | null {
  return compare(savedPerCall, zero) <= 0 ? null : ceiling(over(cacheMonthUsd, savedPerCall));
}

/**
 * What a difference in latency comes to in a month: hours that callers wait, and, where the callers are functions that
 * wait while they are charged, US dollars.
 */
export function worthOfWaiting(waiting: {
  /** Milliseconds a call; below zero where time is saved. */
  readonly differenceMs: number;
  readonly monthlyRequests: number;
  /** What a GB-second of the waiting function costs, and its memory; `null` where callers aren't charged for waiting. */
  readonly caller: { readonly megabytes: number; readonly gbSecond: string } | null;
}): { readonly hours: Exact; readonly usd: Exact | null } {
  const { differenceMs, monthlyRequests, caller } = waiting;
  const seconds = over(times(exact(differenceMs), exact(monthlyRequests)), exact(1000));
  return {
    hours: over(seconds, exact(3600)),
    usd:
      caller === null
        ? null
        : over(times(seconds, exact(caller.megabytes), exact(caller.gbSecond)), exact(1024)),
  };
}

/** Everything that a tariff charges. */
export const allCharges = ({ gateway, lambda }: Tariff): readonly Charge[] => [...gateway, ...lambda];
