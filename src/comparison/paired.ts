/**
 * What two targets took for the same requests, pair by pair: each pair was sent within a moment, in an order that a
 * coin decided. Columns of one length; whole microseconds.
 */
export interface PairedTimes {
  readonly baselineUs: Uint32Array;
  readonly candidateUs: Uint32Array;
}

/** Both columns by themselves, in order of size: what quantiles are looked up in. */
export interface SortedTimes {
  readonly baseline: Uint32Array;
  readonly candidate: Uint32Array;
}

export function sorted({ baselineUs, candidateUs }: PairedTimes): SortedTimes {
  return { baseline: baselineUs.slice().sort(), candidate: candidateUs.slice().sort() };
}

/**
 * The value of rank `rank` (from 1) among all baseline values × `scale` and all candidate values, without merging
 * them: a binary search for how many of the baseline are below it.
 */
export function pooledValue({ baseline, candidate }: SortedTimes, scale: number, rank: number): number {
  let low = Math.max(0, rank - candidate.length);
  let high = Math.min(rank, baseline.length);
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((baseline[middle] as number) * scale < (candidate[rank - middle - 1] as number)) low = middle + 1;
    else high = middle;
  }
  const fromBaseline = low > 0 ? (baseline[low - 1] as number) * scale : Number.NEGATIVE_INFINITY;
  const fromCandidate = rank - low > 0 ? (candidate[rank - low - 1] as number) : Number.NEGATIVE_INFINITY;
  return Math.max(fromBaseline, fromCandidate);
}

/** The value at or below which this share (0–1) of the values lies: the nearest rank. */
export function quantile(ascending: Uint32Array, share: number): number {
  const rank = Math.min(ascending.length, Math.max(1, Math.ceil(share * ascending.length)));
  return ascending[rank - 1] as number;
}
