import { compare, type Exact, exact, least, minus, plus, times, zero } from './exact.ts';

/** One step of a price that falls with the amount used in a month. */
export interface Tier {
  /** The amount up to which the price holds, counted from the month's start, in the unit of the price; `null` for all beyond. */
  readonly upTo: number | null;
  /** US dollars a unit, as a decimal: `3.50`. A string, because `0.1` as a number is no tenth. */
  readonly price: string;
}

export type Tiers = readonly Tier[];

/** What a month's amount costs: each part of it at the price of its own tier. `amount` is in the unit of the tiers. */
export function priceInTiers(tiers: Tiers, amount: Exact): Exact {
  return plus(...partsOf(tiers, amount).map(({ amount: part, price }) => times(part, price)));
}

/** How an amount falls into tiers; parts of nothing are left out. */
export function partsOf(
  tiers: Tiers,
  amount: Exact,
): readonly { readonly amount: Exact; readonly price: Exact; readonly tier: Tier }[] {
  let from = zero;
  return tiers.flatMap((tier) => {
    const to = tier.upTo === null ? amount : least(amount, exact(tier.upTo));
    const part = minus(to, from);
    if (compare(part, zero) <= 0) return [];
    from = to;
    return [{ amount: part, price: exact(tier.price), tier }];
  });
}

/** A first amount that isn't charged, before the tiers, whose edges stay where they are. */
export function withoutFirst(tiers: Tiers, free: number): Tiers {
  return free <= 0
    ? tiers
    : [{ upTo: free, price: '0' }, ...tiers.filter(({ upTo }) => upTo === null || upTo > free)];
}

/** Price of the first unit that costs something. */
export function firstPrice(tiers: Tiers): Exact {
  const [first] = tiers.map(({ price }) => exact(price)).filter((price) => compare(price, zero) > 0);
  return first ?? zero;
}
