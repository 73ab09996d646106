import type { Run } from '../run/run.ts';
import { count, plural } from '../statistics/figures.ts';
import { figure, limitInWords, settingInWords, within } from '../throttling/in-words.ts';
import type { StudiedThrottle } from '../throttling/study.ts';
import { fits, tolerance } from '../throttling/whose-limit.ts';
import { loadDoubts } from './trust.ts';
import type { Judgement } from './verdict.ts';

/**
 * The verdict on a throttling run.
 *
 * - A run that can't be trusted, and one whose answers don't tell the limit, is inconclusive.
 * - A promised rate or burst fails where the one that was found differs by more than 5 % or 10 % and its interval doesn't hold
 *   the promise, in either direction: less refuses clients that were promised to be served, more guards the backend less.
 * - A promise also fails where no limit was found although more was accepted than the promised bucket holds; where less was,
 *   nobody knows.
 * - Where nothing is promised nothing can be broken: whatever is found, also no limit at all, is a pass.
 *
 * Fresh connections are no doubt here: whether a request is refused doesn't depend on its connection.
 */
export function judgeThrottling(run: Run, studies: readonly StudiedThrottle[]): Judgement {
  const distrust = loadDoubts(run);
  const open = studies.flatMap(openQuestion);
  const broken = studies.flatMap(brokenPromises);
  const verdict =
    distrust.length > 0
      ? 'inconclusive'
      : broken.length > 0
        ? 'fail'
        : open.length > 0
          ? 'inconclusive'
          : 'pass';
  return { verdict, reasons: [...distrust, ...broken, ...open].map(asSentence) };
}

/** What keeps the limit of a target from being told. */
function openQuestion(study: StudiedThrottle): string[] {
  const { target, route, limit, rate, answers, promise } = study;
  const place = `${target} ${route}`;
  if (answers.quotaExceeded > 0) {
    return [
      `${place}: ${plural(answers.quotaExceeded, 'request')} of ${count(answers.requests)} met a used-up quota (429 Limit Exceeded), so its rate can't be told: raise the quota of the usage plan, or use a key of another one`,
    ];
  }
  if (limit.kind === 'unknown') return [`${place}: its limit can't be told: ${limit.because}`];
  if (limit.kind === 'closed') {
    return [
      `${place}: only ${count(limit.accepted)} of ${plural(limit.attempts, 'request')} were accepted, too few to tell a rate: look at a limit of 0 in its settings`,
    ];
  }
  if (limit.kind === 'above' && promise !== null && !exceeds(study)) {
    return [
      `${place}: ${refusedInWords(limit.refused)} up to ${figure(limit.sentPerSecond)} a second, too little to hold against the promised ${figure(promise.ratePerSecond)}${promise.burst === undefined ? '' : ` and a burst of ${count(promise.burst)}`}: try --rate ${figure(promise.ratePerSecond)}`,
    ];
  }
  if (limit.kind === 'below' && promise === null && rate !== null) {
    return [
      `${place}: even half of the guess was refused; its rate is ${within(rate)} a second, and its burst was never seen full: try --rate ${figure(rate.value)}`,
    ];
  }
  return [];
}

/** Whether more was accepted than a bucket as promised could hold. Of a promise without a burst nobody can say. */
function exceeds({ promise, acceptedBeyondPromise }: StudiedThrottle): boolean {
  if (promise?.burst === undefined || acceptedBeyondPromise === null) return false;
  return acceptedBeyondPromise > promise.burst * (1 + tolerance.burst) + 1;
}

function brokenPromises(study: StudiedThrottle): string[] {
  const { target, route, promise, limit, rate, burst, acceptedBeyondPromise } = study;
  if (promise === null || limit.kind === 'unknown' || limit.kind === 'closed') return [];
  const place = `${target} ${route}`;
  const promised = `${figure(promise.ratePerSecond)} a second`;
  if (limit.kind === 'above') {
    if (!exceeds(study)) return [];
    return [
      `${place}: ${promised} is promised, and ${refusedInWords(limit.refused)} up to ${figure(limit.sentPerSecond)}: ${count(acceptedBeyondPromise ?? 0)} requests more were accepted than that rate gives, and the promised burst is ${count(promise.burst ?? 0)}${causeOf(study)}`,
    ];
  }
  if (rate === null) return [];
  const rateHeld = fits(promise.ratePerSecond, rate, tolerance.rate);
  const burstHeld =
    promise.burst === undefined || burst === null || fits(promise.burst, burst, tolerance.burst);
  if (rateHeld && burstHeld) return [];
  const wrong = [
    ...(rateHeld
      ? []
      : [
          `the rate is ${within(rate)} a second, ${rate.value < promise.ratePerSecond ? 'less' : 'more'} than the promised ${figure(promise.ratePerSecond)}`,
        ]),
    ...(burstHeld || burst === null
      ? []
      : [
          `the burst is ${within(burst)}, ${burst.value < (promise.burst ?? 0) ? 'less' : 'more'} than the promised ${count(promise.burst ?? 0)}`,
        ]),
  ];
  return [`${place}: ${wrong.join(', and ')}${causeOf(study)}`];
}

function refusedInWords(refused: number): string {
  return refused === 0 ? 'no request was refused' : `only ${plural(refused, 'request')} were refused`;
}

/** The likely cause and what to do, as far as settings tell it. */
function causeOf({ whose, settings, keyed, promise }: StudiedThrottle): string {
  const wanted = `${figure(promise?.ratePerSecond ?? 0)} a second${promise?.burst === undefined ? '' : ` and a burst of ${count(promise.burst)}`}`;
  switch (whose.kind) {
    case 'known':
      return `; that is the limit of ${settingInWords(whose.limit)}: set it to ${wanted}, or correct the contract`;
    case 'one-of':
      return `; that is the limit of ${whose.limits.map(limitInWords).join(' and of ')}: set them to ${wanted}, or correct the contract`;
    case 'none-of-the-settings': {
      const onlyAccount = settings.limits.every(({ of }) => of === 'account');
      if (onlyAccount)
        return `; no throttle is set on the route, the stage or a usage plan, so only the account's holds: set one of ${wanted}`;
      return whose.lowest === null
        ? ''
        : `; none of the settings says so (the lowest is ${settingInWords(whose.lowest)}): other clients may share the limit, a usage plan may have limits for the method, or a change may not have arrived yet`;
    }
    case 'unknown':
      return `; whose limit it is can't be told from outside: look at ${keyed ? "the key's usage plan, " : ''}the method or route, the stage and the account, in this order`;
  }
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
