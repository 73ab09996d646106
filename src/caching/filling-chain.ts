/** One request of a steady stream for one entry, with how much likelier it is a hit than a miss (logarithm). Seconds. */
export interface StreamPoint {
  readonly sent: number;
  readonly received: number;
  readonly evidence: number;
  /** It has the entry made anew whatever its age. */
  readonly fills?: boolean;
}

/** What would follow if a request filled the entry, by the request's index. */
export interface Filling {
  readonly sent: number;
  /** When the entry has the last answer of those that were under way together. */
  readonly filled: number;
  /** Requests that come before the first answer is back go to the backend as well. */
  readonly misses: readonly number[];
  /** Evidence against these being misses, and how many are likelier to be one. */
  readonly cost: number;
  readonly likely: number;
  /** The next request that has the entry made anew whatever its age. */
  readonly renewed: number;
}

/** Each request as one that might have filled the entry. */
export function fillingsOf(points: readonly StreamPoint[]): Filling[] {
  let renewed = points.length;
  return points
    .map((point, index): Filling => {
      const misses = [index];
      let filled = point.received;
      for (let next = index + 1; (points[next]?.sent ?? Number.POSITIVE_INFINITY) < point.received; next++) {
        misses.push(next);
        filled = Math.max(filled, points[next]?.received ?? filled);
      }
      const cost = misses.reduce((sum, miss) => sum + (points[miss]?.evidence ?? 0), 0);
      const likely = misses.filter((miss) => (points[miss]?.evidence ?? 0) < 0).length;
      return { sent: point.sent, filled, misses, cost, likely, renewed: points.length };
    })
    .reverse()
    .map((filling, backwards) => {
      const index = points.length - 1 - backwards;
      const known = { ...filling, renewed };
      if (points[index]?.fills) renewed = index;
      return known;
    })
    .reverse();
}

/**
 * The likeliest chain of fillings from the first request on. Each is the first request after the end of the one before; where
 * one comes so close to that end that a client can't tell, it may be that one or the next.
 */
export function likeliest(fillings: readonly Filling[], rule: Rule): Omit<Link, 'next'> {
  return chainOf(fillings, rule).get(0) ?? end;
}

/** The requests that this chain has go to the backend, by index. */
export function missesOf(fillings: readonly Filling[], rule: Rule): ReadonlySet<number> {
  const chain = chainOf(fillings, rule);
  const misses = new Set<number>();
  for (let at: number | null = 0; at !== null; at = chain.get(at)?.next ?? null) {
    for (const miss of fillings[at]?.misses ?? []) misses.add(miss);
  }
  return misses;
}

export interface Rule {
  readonly ttl: number;
  readonly unseen: number;
}

/** What follows a filling at best: the score of all from it on, and how many misses these are. */
export interface Link {
  readonly score: number;
  readonly predicted: number;
  readonly likely: number;
  readonly fillings: number;
  readonly next: number | null;
}

const end: Link = { score: 0, predicted: 0, likely: 0, fillings: 0, next: null };

function chainOf(fillings: readonly Filling[], rule: Rule): ReadonlyMap<number, Link> {
  const known = new Map<number, Link>();
  const stack = [0];
  while (stack.length > 0) {
    const index = stack.at(-1) as number;
    const filling = fillings[index];
    if (filling === undefined || known.has(index)) {
      stack.pop();
      continue;
    }
    const next = followers(fillings, filling, rule);
    const open = next.filter((one) => !known.has(one));
    if (open.length > 0) {
      stack.push(...open);
      continue;
    }
    known.set(index, linked(filling, { next, known }));
    stack.pop();
  }
  return known;
}

function linked(
  { cost, misses, likely }: Filling,
  { next, known }: { next: readonly number[]; known: ReadonlyMap<number, Link> },
): Link {
  let best: number | null = null;
  for (const one of next)
    if (best === null || (known.get(one) ?? end).score > (known.get(best) ?? end).score) best = one;
  const rest = best === null ? end : (known.get(best) ?? end);
  return {
    score: rest.score - cost,
    predicted: rest.predicted + misses.length,
    likely: rest.likely + likely,
    fillings: rest.fillings + 1,
    next: best,
  };
}

/** Requests that may be the next to fill the entry; none where none comes after its end. */
function followers(
  fillings: readonly Filling[],
  { filled, renewed, misses }: Filling,
  { ttl, unseen }: Rule,
): number[] {
  const behind = (misses.at(-1) ?? 0) + 1;
  const first = Math.max(behind, firstFrom(fillings, filled + ttl - unseen));
  const found: number[] = [];
  for (let index = first; index < fillings.length && index <= renewed; index++) {
    found.push(index);
    if ((fillings[index]?.sent ?? 0) > filled + ttl + unseen) break;
  }
  if (found.length === 0 && renewed < fillings.length && renewed >= behind) found.push(renewed);
  return found;
}

/** The first request that is sent at this time or later. */
function firstFrom(fillings: readonly Filling[], time: number): number {
  let low = 0;
  let high = fillings.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((fillings[middle]?.sent ?? 0) < time) low = middle + 1;
    else high = middle;
  }
  return low;
}
