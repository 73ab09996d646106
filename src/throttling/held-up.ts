import type { Observation } from '../run/observation.ts';
import { passed } from './answers.ts';

/**
 * Requests that were held up on their way. Whatever held one of them up (a busy machine, mostly) held up those that were sent meanwhile,
 * and the throttle meets all of them at its end: a full bucket, which gains nothing in that time.
 */
export interface HeldUp {
  /** On the clock of `sentMs`; `null`: it wasn't held up. */
  untilMs(one: Observation): number | null;
}

/** Interquartile ranges above the median that chance doesn't reach. */
const apart = 6;
const leastRangeMs = 0.2;
/** A way that is slow more often than this is no exception. */
const mostShare = 0.25;
/** What waited for the same is answered within so much time. */
const togetherMs = 3;

/**
 * Told by the refused ones, which nothing behind the throttle takes time for. Accepted ones that were sent before and are answered together
 * with them waited for the same.
 */
export function heldUpOf(observations: readonly Observation[]): HeldUp {
  const slow = exceptionsOf(observations.filter(({ refusal }) => refusal !== null));
  const slowAccepted = exceptionsOf(observations.filter((one) => passed(one) === true));
  const windows = mergedWindows(slow);
  const together = slowAccepted.filter((one) => {
    const endMs = endOf(one);
    const window = windowOf(windows, endMs) ?? windowOf(windows, endMs - togetherMs);
    return window !== null && one.sentMs < window.fromMs && endMs > window.toMs - togetherMs;
  });
  const all = mergedWindows([...slow, ...together]);
  return { untilMs: ({ sentMs }) => windowOf(all, sentMs)?.toMs ?? null };
}

/** Those that took far longer than others of their kind; none where that is their way. */
function exceptionsOf(observations: readonly Observation[]): readonly Observation[] {
  const sorted = observations.map(({ serviceMs }) => serviceMs).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor((sorted.length - 1) * share)] ?? 0;
  const most = at(0.5) + apart * Math.max(leastRangeMs, at(0.75) - at(0.25));
  const slow = observations.filter(({ serviceMs }) => serviceMs > most);
  return slow.length > mostShare * observations.length ? [] : slow;
}

const endOf = ({ sentMs, serviceMs }: Observation) => sentMs + serviceMs;

interface Window {
  readonly fromMs: number;
  readonly toMs: number;
}

function mergedWindows(slow: readonly Observation[]): Window[] {
  const windows: Window[] = [];
  for (const { sentMs, serviceMs } of slow.toSorted((a, b) => a.sentMs - b.sentMs)) {
    const last = windows.at(-1);
    const toMs = sentMs + serviceMs;
    if (last === undefined || sentMs > last.toMs) windows.push({ fromMs: sentMs, toMs });
    else windows[windows.length - 1] = { fromMs: last.fromMs, toMs: Math.max(last.toMs, toMs) };
  }
  return windows;
}

/** The last window that begins before, by halving. */
function windowOf(windows: readonly Window[], timeMs: number): Window | null {
  let low = 0;
  let high = windows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((windows[middle] as Window).fromMs <= timeMs) low = middle + 1;
    else high = middle;
  }
  const before = windows[low - 1];
  return before !== undefined && timeMs <= before.toMs ? before : null;
}
