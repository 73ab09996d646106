import type { ThrottlingPlan } from '../plan/throttling-plan.ts';
import type { Estimate } from '../statistics/estimate.ts';
import { count, ms, plural } from '../statistics/figures.ts';
import { figure, limitInWords, settingInWords, within } from '../throttling/in-words.ts';
import type { StudiedThrottle } from '../throttling/study.ts';
import type { ThrottlingDocument } from './documents.ts';
import { capitalised } from './printable.ts';

/** `guess 50 a second, burst 20, as the contract promises; load rose to 150 a second`. */
export function guessInWords({ guess, arrivals }: ThrottlingPlan): string {
  const says = {
    option: 'as was asked for',
    contract: 'as the contract promises',
    deployment: 'as is deployed',
  } as const;
  return `Looked for a limit around ${figure(guess.ratePerSecond)} a second with a burst of ${count(guess.burst)}, ${says[guess.from]}: load rose to ${figure(arrivals.ratePerSecond)} a second`;
}

/** All that is known of one target's limit, a sentence each. */
export function studySentences(study: StudiedThrottle): string[] {
  const { settings, leftOut } = study;
  return [
    findingInWords(study),
    whoseInWords(study),
    promiseInWords(study),
    answersInWords(study),
    recoveryInWords(study),
    acceptedLatencyInWords(study),
    ...settings.unread.map((sentence) => `${capitalised(sentence)}.`),
    leftOut.length === 0
      ? null
      : `Promised too, and not measured in this run: ${leftOut.join(', ')} (--route).`,
  ].filter((sentence) => sentence !== null);
}

/** What was found, in a sentence or two. */
function findingInWords({ limit, rate, burst }: StudiedThrottle): string {
  switch (limit.kind) {
    case 'found':
      return limit.counting === 'exact'
        ? `It counts as one token bucket of ${within(rate ?? none)} a second and a burst of ${within(burst ?? none)}.${doubtOfOneToken(rate ?? none, burst ?? none)}`
        : `It counts less evenly than one token bucket, as several nodes or lumps of tokens do; like a limit of ${within(rate ?? none)} a second and a burst of ${within(burst ?? none)}.`;
    case 'below':
      return `Even half of the guess was refused: the rate is ${within(rate ?? none)} a second. Its burst was never seen full.`;
    case 'above':
      return limit.refused === 0
        ? `No request was refused up to ${figure(limit.sentPerSecond)} a second: the limit is above, or its burst is more than was sent.`
        : `Only ${plural(limit.refused, 'request')} of all ${limit.refused === 1 ? 'was' : 'were'} refused up to ${figure(limit.sentPerSecond)} a second: the limit is near or above.`;
    case 'closed':
      return `Next to everything was refused: ${count(limit.accepted)} of ${plural(limit.attempts, 'request')} were accepted.`;
    case 'unknown':
      return `The limit can't be told: ${limit.because}.`;
  }
}

/** Where half a millisecond a token, which a bucket of one doesn't tell, is a percent of the rate and more. */
function doubtOfOneToken(rate: Estimate, burst: Estimate): string {
  return burst.value === 1 && rate.value >= 20
    ? ' A burst of one shows its rate to no more than about half a millisecond a token.'
    : '';
}

const none = { value: Number.NaN, low: Number.NaN, high: Number.NaN };

/** Whose limit it is, as far as that can be known. */
function whoseInWords({ whose, keyed, limit }: StudiedThrottle): string | null {
  if (limit.kind !== 'found' && limit.kind !== 'below') return null;
  switch (whose.kind) {
    case 'known':
      return `That is the limit of ${settingInWords(whose.limit)}.`;
    case 'one-of':
      return `Set alike, so it may be the limit of ${whose.limits.map(limitInWords).join(' or of ')}.`;
    case 'none-of-the-settings':
      return whose.lowest === null
        ? 'No setting was found that says so.'
        : `The settings say something else; the lowest is that of ${settingInWords(whose.lowest)}.`;
    case 'unknown':
      return `Whose limit it is can't be told from outside: ${keyed ? "that of the key's usage plan, " : ''}of the route, the stage or the account.`;
  }
}

/** The answer of a run, as a clause. */
export function throttlingAnswer({ verdict, targets, quotaExceeded }: ThrottlingDocument): string {
  if (quotaExceeded) return 'a used-up quota hides the limit';
  if (verdict === 'inconclusive') return 'the limit can’t be told';
  if (verdict === 'fail') return 'a limit is not the promised one';
  const limits = plural(targets.length, 'limit');
  const promised = targets.filter(({ promise }) => promise !== null).length;
  const found = targets.filter(({ rate }) => rate !== null).length;
  if (promised === targets.length)
    return targets.length === 1 ? 'the limit is as promised' : `${limits} are as promised`;
  return found === 0 ? 'no limit was met, and none is promised' : `${plural(found, 'limit')} found`;
}

/** What was promised beside what was found. */
function promiseInWords({ promise }: StudiedThrottle): string {
  if (promise === null) return 'Nothing is promised, so there is nothing to break.';
  const burst = promise.burst === undefined ? '' : ` and a burst of ${count(promise.burst)}`;
  return `Promised are ${figure(promise.ratePerSecond)} a second${burst}.`;
}

/** Counts of answers, those that there were. */
function answersInWords({ answers }: StudiedThrottle): string {
  const parts: readonly (readonly [number, string])[] = [
    [answers.succeeded, 'succeeded'],
    [answers.throttled, 'throttled (429 Too Many Requests)'],
    [answers.quotaExceeded, 'over the quota (429 Limit Exceeded)'],
    [answers.otherRefusals, 'refused with 429 in words of its own, taken for the throttle'],
    [answers.clientErrors, 'other 4xx'],
    [answers.serverErrors, '5xx'],
    [answers.unanswered, 'not answered'],
  ];
  const shown = parts.filter(([times]) => times > 0).map(([times, what]) => `${count(times)} ${what}`);
  return `${plural(answers.requests, 'request')}: ${shown.join(', ')}.`;
}

function recoveryInWords({ recoveries }: StudiedThrottle): string | null {
  const seen = recoveries.flatMap(({ acceptedAfterSeconds }) => acceptedAfterSeconds ?? []);
  if (recoveries.length === 0) return null;
  if (seen.length === 0)
    return 'After the load had fallen, no request was accepted again while anybody looked.';
  const every = Math.max(...recoveries.map(({ everySeconds }) => everySeconds));
  const longest = Math.max(...seen);
  const late = recoveries.filter(
    ({ acceptedAfterSeconds, undisturbedAfterSeconds }) => acceptedAfterSeconds !== undisturbedAfterSeconds,
  );
  return `When the load fell, clients were served again within ${seconds(longest)} s (looked at every ${seconds(every)} s)${late.length === 0 ? '' : `; single refusals followed in ${late.length} of ${plural(recoveries.length, 'rest')}`}.`;
}

function seconds(value: number): string {
  return String(Number(value.toPrecision(2)));
}

function acceptedLatencyInWords({ acceptedLatency, answers }: StudiedThrottle): string | null {
  if (answers.throttled + answers.otherRefusals === 0) return null;
  const { before, under, medianDifferenceMs } = acceptedLatency;
  if (before.p50.value === null || under.p50.value === null || medianDifferenceMs === null) return null;
  const { value, low, high } = medianDifferenceMs;
  const told = low > 0 ? 'more' : high < 0 ? 'less' : 'no difference that can be told';
  const change =
    low > 0 || high < 0
      ? `${ms(Math.abs(value))} ms ${told} (95 %: ${ms(low)} to ${ms(high)} ms)`
      : `${told} (${ms(low)} to ${ms(high)} ms)`;
  return `Accepted requests took ${ms(before.p50.value)} ms before and ${ms(under.p50.value)} ms under throttling (medians of service time): ${change}.`;
}
