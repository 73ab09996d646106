import type { Phase } from '../plan/plan.ts';
import { roleOf } from '../plan/throttling-phases.ts';
import type { Attempts } from './attempts.ts';

/** Stretches of a run that are looked at one by one. */
export interface Windows {
  /** Edges of windows without a gap, milliseconds. */
  readonly edgesMs: readonly number[];
  readonly surgesMs: readonly { readonly fromMs: number; readonly toMs: number }[];
  /** Where the bucket should be empty all the time. */
  readonly emptyMs: readonly { readonly fromMs: number; readonly toMs: number }[];
}

const parts = { before: 1, promised: 1, surge: 6, rest: 2, step: 1 } as const;

export function windowsOf(phases: readonly Phase[]): Windows {
  const times = phases.map((phase) => ({
    role: roleOf(phase),
    fromMs: phase.fromSecond * 1000,
    toMs: (phase.fromSecond + phase.seconds) * 1000,
  }));
  const edgesMs = times.flatMap(({ role, fromMs, toMs }) =>
    Array.from({ length: parts[role] }, (_, part) => fromMs + ((toMs - fromMs) * part) / parts[role]),
  );
  const surgesMs = times.filter(({ role }) => role === 'surge');
  const empty = [
    ...surgesMs.map(({ fromMs, toMs }) => ({ fromMs: fromMs + (toMs - fromMs) * 0.6, toMs })),
    ...times.filter(({ role }) => role === 'step'),
  ];
  return { edgesMs, surgesMs, emptyMs: empty };
}

const blocksMs = [25, 60, 150, 400, 1000];

/**
 * What a sequence of answers comes to in a few dozen numbers that tell limits apart: how many were accepted in each window
 * and before the first refusal of each surge, how evenly they came while the bucket was empty, over blocks of several
 * lengths, and how often two neighbours were answered alike.
 */
export function summaryOf({ atMs, accepted }: Attempts, windows: Windows): number[] {
  const counts = countsBetween(windows.edgesMs, atMs, accepted);
  const first = windows.surgesMs.map(({ fromMs, toMs }) => {
    const from = placeOf(atMs, fromMs);
    const to = placeOf(atMs, toMs);
    let count = 0;
    while (from + count < to && accepted[from + count] === 1) count++;
    return count;
  });
  return [
    ...counts.map((count) => Math.log(count + 1)),
    ...first.map((count) => Math.log(count + 1)),
    ...evenness(atMs, accepted, windows.emptyMs),
  ];
}

function countsBetween(edgesMs: readonly number[], atMs: Float64Array, accepted: Uint8Array): number[] {
  const counts = edgesMs.map(() => 0);
  let window = 0;
  for (let index = 0; index < atMs.length; index++) {
    const now = atMs[index] as number;
    while (window + 1 < edgesMs.length && now >= (edgesMs[window + 1] as number)) window++;
    counts[window] = (counts[window] as number) + (accepted[index] as number);
  }
  return counts;
}

/** The index of the first attempt at or after a time. */
function placeOf(atMs: Float64Array, timeMs: number): number {
  let low = 0;
  let high = atMs.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((atMs[middle] as number) < timeMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function evenness(atMs: Float64Array, accepted: Uint8Array, stretches: Windows['emptyMs']): number[] {
  const squares = blocksMs.map(() => ({ sum: 0, taken: 0 }));
  const alike = { accepted: 0, refused: 0, all: 0 };
  for (const { fromMs, toMs } of stretches) {
    const from = placeOf(atMs, fromMs);
    const to = placeOf(atMs, toMs);
    for (let index = from + 1; index < to; index++) {
      alike.all++;
      if (accepted[index] !== accepted[index - 1]) continue;
      if (accepted[index] === 1) alike.accepted++;
      else alike.refused++;
    }
    for (const [size, block] of blocksMs.entries()) {
      const into = squares[size] as { sum: number; taken: number };
      addSquares(into, blockCounts(atMs, accepted, { from, to, fromMs, block }));
    }
  }
  return [
    ...squares.map(({ sum, taken }) => Math.log((sum + 0.5) / (taken + 1))),
    (alike.accepted + 1) / (alike.all + 2),
    (alike.refused + 1) / (alike.all + 2),
  ];
}

interface Blocks {
  readonly from: number;
  readonly to: number;
  readonly fromMs: number;
  readonly block: number;
}

function blockCounts(
  atMs: Float64Array,
  accepted: Uint8Array,
  { from, to, fromMs, block }: Blocks,
): number[] {
  const counts: number[] = [];
  for (let index = from; index < to; index++) {
    const place = Math.floor(((atMs[index] as number) - fromMs) / block);
    while (counts.length <= place) counts.push(0);
    counts[place] = (counts[place] as number) + (accepted[index] as number);
  }
  // The last block may be cut.
  return counts.slice(0, -1);
}

function addSquares(into: { sum: number; taken: number }, counts: readonly number[]): void {
  if (counts.length < 2) return;
  const all = counts.reduce((sum, count) => sum + count, 0);
  const mean = all / counts.length;
  into.sum += counts.reduce((sum, count) => sum + (count - mean) ** 2, 0);
  into.taken += all;
}
