import { worthOfWaiting } from '../cost/break-even.ts';
import { toNumber } from '../cost/exact.ts';
import { count, ms, share } from '../statistics/figures.ts';
import type { CostBreakEven, CostDocument, CostMonth } from './documents.ts';
import { calls, dollars } from './money.ts';

/** A share with the sign of what it is a share of. */
export function signedShare(part: number | null): string {
  return part === null ? '–' : `${part < 0 ? '−' : ''}${share(Math.abs(part))}`;
}

/** The answer in one sentence: of one month its difference, of several where they turn, or from where to where it goes. */
export function costAnswer({ months, breakEven }: CostDocument): string {
  const sorted = months.filter(({ requests }) => requests > 0).sort((a, b) => a.requests - b.requests);
  const [first] = sorted;
  const last = sorted.at(-1);
  if (first === undefined || last === undefined)
    return 'Without calls there is nothing to compare but fixed prices.';
  if (first === last) return answerOf(first);
  const turns = breakEven.crossings.filter(
    ({ requests }) => requests > first.requests && requests < last.requests,
  );
  const [turn] = turns;
  const nameOf = (apiType: 'rest' | 'http') => (apiType === 'http' ? 'HTTP API' : 'REST API');
  if (turn !== undefined) {
    const before = turn.cheaperBeyond === 'http' ? 'rest' : 'http';
    const again = turns.length > 1 ? ' at first' : '';
    return `Below ${calls(turn.requests)} calls a month the ${nameOf(before)} is the cheaper one, beyond${again} the ${nameOf(turn.cheaperBeyond)}.`;
  }
  const range = `From ${calls(first.requests)} to ${calls(last.requests)} calls a month`;
  if (first.savingUsd === 0 && last.savingUsd === 0) return `${range} both cost the same.`;
  const [cheaper, dearer] = last.savingUsd > 0 ? (['http', 'rest'] as const) : (['rest', 'http'] as const);
  const [low, high] = [first, last].map(({ savingUsd }) => dollars(Math.abs(savingUsd)));
  return `${range} the ${nameOf(cheaper)} costs ${low} to ${high} less than the ${nameOf(dearer)}.`;
}

/** The difference of one month in a sentence. */
export function answerOf({ requests, rest, savingUsd, savingShare }: CostMonth): string {
  const volume = `At ${calls(requests)} calls a month`;
  if (savingUsd === 0) return `${volume} both cost the same.`;
  const [cheaper, dearer] = savingUsd > 0 ? ['HTTP API', 'REST API'] : ['REST API', 'HTTP API'];
  const percent =
    savingShare === null || rest.gatewayUsd === 0
      ? ''
      : ` (${share(Math.abs(savingShare))} of the REST API's price without Lambda)`;
  return `${volume} the ${cheaper} costs ${dollars(Math.abs(savingUsd))} less than the ${dearer}${percent}.`;
}

/** Where bills meet, in sentences. */
export function breakEvenLines(breakEven: CostBreakEven, months: readonly CostMonth[]): string[] {
  const { savings, crossings, tiers, cache } = breakEven;
  const never = savings.filter(({ requests }) => requests === null);
  return [
    ...savings.flatMap(savingLines),
    ...(never.length === 0
      ? []
      : [`It never costs ${never.map(({ usd }) => dollars(usd)).join(' or ')} a month less.`]),
    ...crossings.map(
      ({ requests, cheaperBeyond }) =>
        `At ${calls(requests)} calls both cost the same; beyond, the ${cheaperBeyond === 'http' ? 'HTTP' : 'REST'} API is the cheaper one.`,
    ),
    ...tierLines(tiers),
    ...(cache === null ? [] : cacheLines(cache, months)),
  ];
}

function savingLines({ usd, requests, until }: CostBreakEven['savings'][number]): string[] {
  if (requests === null) return [];
  const where =
    until === null
      ? requests === 0
        ? 'at any volume'
        : `from ${calls(requests)} calls on`
      : requests === 0
        ? `up to ${calls(until)} calls`
        : `from ${calls(requests)} to ${calls(until)} calls`;
  return [`The HTTP API costs ${dollars(usd)} a month less ${where}.`];
}

function tierLines(tiers: CostBreakEven['tiers']): string[] {
  const edges = (apiType: 'rest' | 'http') =>
    tiers
      .filter((tier) => tier.apiType === apiType && tier.what === 'requests')
      .map(({ requests }) => calls(requests))
      .join(', ');
  const free = tiers.find(({ what, before }) => what === 'data transfer' && Number(before) === 0);
  return [
    ...(edges('rest') === '' ? [] : [`REST API requests get cheaper at ${edges('rest')} calls.`]),
    ...(edges('http') === '' ? [] : [`HTTP API requests get cheaper at ${edges('http')} calls.`]),
    ...(free === undefined ? [] : [`Data transfer costs something from ${calls(free.requests)} calls on.`]),
  ];
}

function cacheLines(cache: NonNullable<CostBreakEven['cache']>, months: readonly CostMonth[]): string[] {
  const price = `A cache of ${cache.gigabytes} GB costs ${dollars(cache.usdAMonth)} a month`;
  if (cache.requests !== null) {
    return [
      `${price}; answering ${share(cache.hitShare ?? 0)} of all calls, it pays for itself in function runs from ${calls(cache.requests)} calls on.`,
    ];
  }
  const known = cache.neededShares.flatMap((needed, index) => {
    const month = months[index];
    return needed === null || month === undefined ? [] : [{ needed, month }];
  });
  const [at] = known;
  if (at !== undefined) {
    return [
      `${price}; at ${calls(at.month.requests)} calls it pays for itself in function runs once it answers ${share(at.needed)} of them.`,
    ];
  }
  const asked = months.some(({ rest }) => rest.lambdaUsd > 0);
  return [
    asked
      ? `${price}, which is more than all function runs that it could spare.`
      : `${price}; whether it pays for itself depends on the functions that it spares (--lambda-ms, --lambda-mb, --cache-hits).`,
  ];
}

/**
 * What a measured difference in latency comes to in a month: hours that callers wait less or longer, and US dollars
 * where the callers are functions that are charged while they wait.
 */
export function waitingLine(about: {
  /** Milliseconds a call that the HTTP API takes less; below zero where it takes more. */
  readonly savedMs: number;
  readonly monthlyRequests: number;
  /** US dollars a GB-second of a waiting function, as a decimal; `null` where the price list has none. */
  readonly gbSecond: string | null;
}): string {
  const { savedMs, monthlyRequests, gbSecond } = about;
  const megabytes = 1024;
  const differenceMs = Math.abs(savedMs);
  const { hours, usd } = worthOfWaiting({
    differenceMs,
    monthlyRequests,
    caller: gbSecond === null ? null : { megabytes, gbSecond },
  });
  const waiting = `${count(Number(toNumber(hours).toPrecision(3)))} hours ${savedMs < 0 ? 'more' : 'less'} of waiting`;
  const money =
    usd === null
      ? ''
      : `, ${dollars(toNumber(usd))} a month where callers are functions of ${count(megabytes)} MB`;
  return `At ${calls(monthlyRequests)} calls a month, ${ms(differenceMs)} ms a call are ${waiting} on the HTTP API${money}.`;
}
