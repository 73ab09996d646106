/** Where a function is least: the best of a few places, then golden section between its neighbours. */
export function leastBetween(f: (x: number) => number, from: number, to: number): number {
  const places = Array.from({ length: 11 }, (_, i) => from + ((to - from) * i) / 10);
  const worth = places.map(f);
  const best = worth.indexOf(Math.min(...worth));
  return goldenSection(f, places[Math.max(0, best - 1)] as number, places[Math.min(10, best + 1)] as number);
}

function goldenSection(f: (x: number) => number, from: number, to: number): number {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [low, high] = [from, to];
  let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
  let [atLeft, atRight] = [f(left), f(right)];
  for (let step = 0; step < 7; step++) {
    if (atLeft <= atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - ratio * (high - low);
      atLeft = f(left);
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + ratio * (high - low);
      atRight = f(right);
    }
  }
  return (low + high) / 2;
}

/** How far from 0 a function that rises stays at or below zero. */
export function reach(f: (by: number) => number, unit: number, most = 1e4): number {
  let inside = 0;
  let outside = unit;
  while (outside < most && f(outside) <= 0) {
    inside = outside;
    outside *= 2;
  }
  for (let step = 0; step < 7; step++) {
    const between = (inside + outside) / 2;
    if (f(between) <= 0) inside = between;
    else outside = between;
  }
  return inside;
}
