import { count } from '../statistics/figures.ts';

/** `59 % less`, `30 % more`. */
export function change(ratio: number): string {
  return ratio < 1 ? `${percent(1 - ratio)} less` : `${percent(ratio - 1)} more`;
}

/** `takes 59 % less time than a`, `takes 30 % more time than a`, `takes 11 times as long as a`. */
export function takes(ratio: number, than: string): string {
  return ratio >= plainlyMore
    ? `takes ${multiple(ratio)} times as long as ${than}`
    : `takes ${change(ratio)} time than ${than}`;
}

/** From here on percents are hard to read. */
const plainlyMore = 2;

function multiple(ratio: number): string {
  return count(Number(ratio.toPrecision(ratio < 10 ? 2 : 3)));
}

/** An interval of a ratio: `57 to 60 % less`, `3 % less to 14 % more`, `10 to 13 times as long`. `null` or infinite: it has no upper end. */
export function spanOf({ low, high }: { readonly low: number; readonly high: number | null }): string {
  if (high === null || !Number.isFinite(high)) return `from ${change(low)}, without an upper end`;
  if (high < 1) return `${percent(1 - high).replace(' %', '')} to ${change(low)}`;
  if (low >= plainlyMore) return `${multiple(low)} to ${multiple(high)} times as long`;
  if (low > 1) return `${percent(low - 1).replace(' %', '')} to ${change(high)}`;
  return `${change(low)} to ${change(high)}`;
}

/** A share as percent: two significant digits below 10 %, whole ones above, and something never as nothing. */
export function percent(share: number): string {
  const value = Math.max(0, share * 100);
  if (value > 0 && value < 0.1) return '0.1 %';
  return `${value < 10 ? Number(value.toPrecision(2)) : Math.round(value)} %`;
}
