import { UsageError } from '../errors/usage-error.ts';
import type { PriceList } from './price-list.ts';

/**
 * A price that a list may lack.
 * @throws UsageError where it does
 */
export function known<T>({ region }: PriceList, prices: T | null, member: keyof PriceList): T {
  if (prices !== null) return prices;
  throw new UsageError(`The price list for ${region} has no prices of ${member}.`, [
    `Add ${member} to a file and name it: --prices FILE (docs/cost.md shows one whole).`,
  ]);
}
