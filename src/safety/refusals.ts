import { UsageError } from '../errors/usage-error.ts';
import { bound, share } from '../statistics/figures.ts';
import type { ProductionSign } from './production.ts';
import { isTooMuch, largestShare, type Share } from './shares.ts';

/** What a person has allowed for this one run. */
export interface Allowed {
  readonly production: boolean;
  readonly sharedAccount: boolean;
}

/** @throws UsageError for what needs the caller's word and hasn't got it. */
export function refuseUnallowed(
  signs: readonly ProductionSign[],
  shares: readonly Share[],
  allowed: Allowed,
): void {
  const [sign, ...others] = signs;
  if (sign !== undefined && !allowed.production) {
    throw new UsageError(
      `${sign.target} looks like production: ${sign.because}.${others.length === 0 ? '' : ` So ${others.length === 1 ? `does ${others[0]?.target}` : `do ${others.length} more targets`}.`}`,
      [
        'Load there is felt by its users and paid for. If you mean it: --allow-production',
        'What would be sent, without sending it: --plan',
      ],
    );
  }
  const tooMuch = shares.filter(isTooMuch);
  if (tooMuch.length === 0 || allowed.sharedAccount) return;
  throw new UsageError(
    `This would take more than ${share(largestShare)} of what all APIs of the account share: ${shares
      .filter(({ of }) => of !== 'reserved concurrency')
      .map(shareInWords)
      .join('; ')}.`,
    [
      'Everything else in the account and region is throttled with it. Lower --rate, measure one --route, or use an account of its own.',
      'If you mean it: --allow-shared-account',
    ],
  );
}

/** `2,500 of 10,000 requests a second (25 %) of the account's throttle in eu-west-1`. */
export function shareInWords({ of, takes, limit, limitFrom, region, ...one }: Share): string {
  const owner = one.account === undefined ? '' : ` ${one.account}`;
  const account = `${one.emulated ? 'emulated account' : 'account'}${owner}`;
  const place = region === null ? '' : ` in ${region}`;
  const figure = round(takes);
  if (of === 'throttle') {
    const source = limitFrom === 'account' ? '' : " (AWS's default: the account's own is not known)";
    return `${figure} of ${bound(limit ?? 0)} requests a second (${share(takes / (limit ?? 1))}) of the ${account}'s throttle${place}${source}`;
  }
  const what =
    of === 'concurrency'
      ? `the concurrent executions that the ${account}'s functions share${place}`
      : `the concurrent executions reserved for ${one.functionName ?? 'a function'}${place}`;
  const basis = basisOf[one.durationFrom ?? 'assumed'];
  return limit === null
    ? `about ${figure} of ${what}, whose limit could not be read (${basis})`
    : `about ${figure} of ${bound(limit)} (${share(takes / Math.max(limit, 1))}) of ${what} (${basis})`;
}

const basisOf = {
  measured: 'rate × duration as an earlier run measured it',
  objective: 'rate × duration as the contract promises it',
  assumed: 'rate × duration, where nothing is known taken as 250 ms',
} as const;

/** Something is never nothing. */
function round(value: number): string {
  if (value === 0) return '0';
  return bound(value < 10 ? Math.max(0.01, Number(value.toFixed(2))) : Math.round(value));
}
