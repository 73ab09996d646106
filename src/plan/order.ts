/** One request with its share of its target's arrivals. */
export interface Weighted {
  readonly request: number;
  readonly weight: number;
}

/** How many arrivals of a target are shuffled among each other: enough to break a rhythm, few enough to stay even. */
const window = 8;

/**
 * Which request each arrival of a target sends: its requests keep to their weights to within one window in every
 * stretch, the order among neighbours shuffled.
 */
export function orderOf(requests: readonly Weighted[], length: number, random: () => number): number[] {
  const sequence = evenly(requests, length);
  const windows = Math.ceil(length / window);
  return Array.from({ length: windows }, (_, w) =>
    shuffle(sequence.slice(w * window, (w + 1) * window), random),
  ).flat();
}

/**
 * Smooth weighted round robin, as in nginx's upstream balancer: any prefix of the sequence holds each request
 * in proportion to its weight.
 */
function evenly(requests: readonly Weighted[], length: number): number[] {
  const total = requests.reduce((sum, { weight }) => sum + weight, 0);
  const credit = requests.map(() => 0);
  return Array.from({ length }, () => {
    let richest = 0;
    for (const [index, { weight }] of requests.entries()) {
      credit[index] = (credit[index] as number) + weight;
      if ((credit[index] as number) > (credit[richest] as number)) richest = index;
    }
    credit[richest] = (credit[richest] as number) - total;
    return (requests[richest] as Weighted).request;
  });
}

/** Fisher and Yates. */
function shuffle(items: readonly number[], random: () => number): number[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [shuffled[last], shuffled[other]] = [shuffled[other] as number, shuffled[last] as number];
  }
  return shuffled;
}

/** Mulberry32 by Tommy Ettinger (public domain): 32 bits of state, numbers from 0 to below 1, the same for a seed everywhere. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
