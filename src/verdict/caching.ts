import type { TimeToLive } from '../caching/estimate.ts';
import type { RouteCache } from '../caching/study-cache.ts';
import type { CachingPlan, CachingStudy } from '../plan/caching-plan.ts';
import { formatDuration } from '../plan/duration.ts';
import { canonical } from '../plan/parameter-variation.ts';
import type { Run } from '../run/run.ts';
import { count, plural } from '../statistics/figures.ts';
import { combineJudgements } from './combine.ts';
import { doubtsAboutAnswers } from './trust.ts';
import type { Judgement } from './verdict.ts';

/**
 * The verdict on a caching run. Without a promise of the contract there is nothing to break: what was found is then only
 * said. A run that can't be trusted is inconclusive whatever it shows; so is what a promise depends on and nobody could tell.
 */
export function judgeCaching(plan: CachingPlan, run: Run | null, routes: readonly RouteCache[]): Judgement {
  const distrust = run === null ? [] : doubtsAboutAnswers(run);
  if (distrust.length > 0) return { verdict: 'inconclusive', reasons: distrust.map(asSentence) };
  const judged = routes.map((route, index) => judgeRoute(plan.studies[index] as CachingStudy, route));
  return combineJudgements(...judged, { verdict: 'pass', reasons: uncachedReasons(plan) });
}

/** Between the gateway's clock and what a client sees of it. */
const ttlToleranceSeconds = 1;

function judgeRoute(study: CachingStudy, found: RouteCache): Judgement {
  const place = `${found.target} ${found.route}`;
  const failed: string[] = [];
  const open: string[] = [];
  const { promise } = study;
  const { answers, of, statuses } = found.unexpected;
  if (of > 0 && answers * 2 > of) {
    open.push(
      `${count(answers)} of ${plural(of, 'answer')} had status ${statuses.join(', ')} instead of the promised one: that says nothing about the cache`,
    );
  } else if (
    found.cached === null &&
    promise !== null &&
    study.deployed.read &&
    study.deployed.cache === null
  ) {
    failed.push(
      `the contract promises a cache of ${bound(promise.ttlSeconds)} s, and the stage is set to keep nothing of this route; from outside nothing else was seen. Fix: ${fixes.cache}`,
    );
  } else if (found.cached === null) open.push(cannotTell(study, found));
  else if (promise === null) {
    if (!found.cached)
      return {
        verdict: 'pass',
        reasons: [sentence(place, `nothing is cached, and no cache is promised${settingsBeside(study)}`)],
      };
  } else if (!found.cached) {
    failed.push(
      `the contract promises a cache of ${bound(promise.ttlSeconds)} s, and none of ${plural(found.answers, 'answer')} came out of one${whichIsWrong(study, 'cache', isAsSet(study, found))}`,
    );
  } else {
    judgeTtl(study, found, { failed, open });
    judgeKey(study, found, { failed, open });
  }
  const reasons = [...failed, ...open].map((text) => sentence(place, text));
  if (failed.length > 0) return { verdict: 'fail', reasons };
  return { verdict: open.length > 0 ? 'inconclusive' : 'pass', reasons };
}

interface Findings {
  readonly failed: string[];
  readonly open: string[];
}

function judgeTtl(study: CachingStudy, found: RouteCache, { failed, open }: Findings): void {
  const { ttlSeconds, told } = found;
  const promised = study.promise?.ttlSeconds ?? 0;
  if (ttlSeconds === null) {
    open.push('the time to live could not be measured: too few answers were told apart');
    return;
  }
  if (ttlSeconds.value === null) {
    if (ttlSeconds.low > promised + ttlToleranceSeconds) {
      failed.push(
        `an entry was still given out after ${seconds(ttlSeconds.low)} s, and the contract promises ${bound(promised)} s to live${whichIsWrong(study, 'ttl', isAsSet(study, found))}`,
      );
    } else {
      open.push(
        `nothing expired in ${seconds(ttlSeconds.low)} s, which agrees with the promised ${bound(promised)} s and doesn't prove them: --duration ${formatDuration(Math.ceil(promised * 1.2 + 15))} would`,
      );
    }
    return;
  }
  const { value, low, high } = ttlSeconds;
  if (holds(ttlSeconds, promised)) return;
  failed.push(
    `an entry lives ${seconds(value)} s (${seconds(low)}–${seconds(high)}${told === 'latency' ? ', told by latency' : ''}), and the contract promises ${bound(promised)} s${whichIsWrong(study, 'ttl', isAsSet(study, found))}`,
  );
}

function judgeKey(study: CachingStudy, found: RouteCache, { failed, open }: Findings): void {
  const { parameters } = found;
  const promised = new Set((study.promise?.keyedBy ?? []).map(canonical));
  const names = (wanted: (parameter: string, inKey: boolean | null) => boolean) =>
    parameters.filter(({ parameter, inKey }) => wanted(parameter, inKey)).map(({ parameter }) => parameter);
  const missing = names((parameter, inKey) => promised.has(parameter) && inKey === false);
  const extra = names((parameter, inKey) => !promised.has(parameter) && inKey === true);
  const faults = [
    ...(missing.length === 0
      ? []
      : [`the key lacks ${missing.join(', ')}: requests that differ only there get each other's answers`]),
    // A contract that promises no key says nothing of it.
    ...(extra.length === 0 || study.promise?.keyedBy === undefined
      ? []
      : [
          `${extra.join(', ')} ${extra.length === 1 ? 'is' : 'are'} part of the key although the contract doesn't say so: answers are kept apart that could be shared`,
        ]),
  ];
  if (faults.length > 0)
    failed.push(`${faults.join('; and ')}${whichIsWrong(study, 'key', isAsSet(study, found))}`);
  for (const { parameter, inKey, because } of parameters) {
    if (inKey === null && promised.has(parameter))
      open.push(
        `whether ${parameter} is part of the key can't be said${because === undefined ? '' : `: ${because}`}`,
      );
  }
  for (const { parameter, because } of study.notVaried) {
    if (promised.has(parameter)) open.push(`${parameter} was not varied: ${because}`);
  }
}

function cannotTell({ mark }: CachingStudy, { notes }: RouteCache): string {
  const alike = "hits can't be told from misses: both take about as long";
  return mark === null
    ? `${alike}. Name in the contract what changes with each invocation, as in marks: { invocation: { header: 'x-invocation' } }`
    : [alike, ...notes.slice(0, 1)].join('; and ');
}

const fixes = {
  cache:
    'switch caching on for the method (CacheClusterEnabled of the stage, CachingEnabled in its method settings), or take cache out of the contract',
  ttl: 'set CacheTtlInSeconds in the method settings, or ttlSeconds in the contract',
  key: "name the parameters in the method's request parameters and in CacheKeyParameters of its integration, and deploy; or correct keyedBy in the contract",
} as const;

/** With the stage's own settings beside, it can be said who is wrong. */
function whichIsWrong({ deployed }: CachingStudy, about: keyof typeof fixes, asSet: boolean): string {
  if (!deployed.read) return `. Fix: ${fixes[about]}`;
  const settings = settingsOf({ deployed });
  return asSet
    ? `. The stage is set to ${settings}, as measured. Fix: ${fixes[about]}`
    : `. The stage is set to ${settings}, and that is not what was measured: deploy again, and wait until the change of the cache is done`;
}

/** Whether what was found is what the stage is set to. */
function isAsSet({ deployed }: CachingStudy, { cached, ttlSeconds, parameters }: RouteCache): boolean {
  if (!deployed.read) return false;
  if (deployed.cache === null) return cached === false;
  const { ttlSeconds: set, keyedBy } = deployed.cache;
  const isTtl = set === null || ttlSeconds === null || holds(ttlSeconds, set);
  const names = new Set(keyedBy.map(canonical));
  const isKey = parameters.every(({ parameter, inKey }) => inKey === null || inKey === names.has(parameter));
  return cached === true && isTtl && isKey;
}

function holds({ value, low, high }: TimeToLive, ttlSeconds: number): boolean {
  const isLongEnough = ttlSeconds >= low - ttlToleranceSeconds;
  return isLongEnough && (value === null || ttlSeconds <= high + ttlToleranceSeconds);
}

function settingsBeside(study: CachingStudy): string {
  return study.deployed.read ? ` (the stage is set to ${settingsOf(study)})` : '';
}

/** `60 s, keyed by path.id`. */
export function settingsOf({ deployed }: Pick<CachingStudy, 'deployed'>): string {
  if (!deployed.read) return 'unknown';
  if (deployed.cache === null) return 'no cache';
  const { ttlSeconds, keyedBy } = deployed.cache;
  return `${ttlSeconds === null ? 'the default time to live' : `${bound(ttlSeconds)} s`}, ${keyedBy.length === 0 ? 'a key without parameters' : `keyed by ${keyedBy.join(', ')}`}`;
}

const whyUncached = {
  'http-api': 'an HTTP API has no cache, so nothing was sent',
  'stage-without-cache':
    'the stage caches none of its routes and the contract promises no cache, so nothing was sent',
  'method-without-cache':
    'the stage caches no answers of it, and the contract promises none, so nothing was sent',
} as const;

function uncachedReasons({ uncached }: CachingPlan): string[] {
  return uncached.map(({ target, route, because }) =>
    sentence(route === null ? target : `${target} ${route}`, whyUncached[because]),
  );
}

/** `4.97`, `60.1`, `300`. */
export function seconds(value: number): string {
  return value >= 100 ? String(Math.round(value)) : value.toFixed(value >= 10 ? 1 : 2);
}

function bound(value: number): string {
  return count(value);
}

function sentence(place: string, text: string): string {
  return asSentence(`${place}: ${text}`);
}

function asSentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}
