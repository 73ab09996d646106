import { type Exact, exact, over, plus, times } from './exact.ts';
import { known } from './known-price.ts';
import type { LambdaPrices, PriceList } from './price-list.ts';
import type { LambdaUse } from './usage.ts';

/** GB-seconds of one run. */
export function gbSecondsOf({ milliseconds, megabytes }: LambdaUse): Exact {
  return over(times(exact(Math.ceil(milliseconds)), exact(megabytes)), exact(1000 * 1024));
}

/** What one run of a function costs at the first tier's price. */
export function priceOfLambdaRun(use: LambdaUse, prices: PriceList): Exact {
  const { requests: calls, gbSecondArm, gbSecondX86 }: LambdaPrices = known(prices, prices.lambda, 'lambda');
  const second = (use.arm ? gbSecondArm : gbSecondX86)[0]?.price ?? '0';
  return plus(over(exact(calls), exact(1_000_000)), times(gbSecondsOf(use), exact(second)));
}
