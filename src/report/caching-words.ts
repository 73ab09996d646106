import type { Estimate, TimeToLive } from '../caching/estimate.ts';
import type { RefreshOutcome } from '../caching/told.ts';
import { ms, share } from '../statistics/figures.ts';
import { seconds, settingsOf } from '../verdict/caching.ts';
import type { CachingRoute } from './documents.ts';

const how = {
  mark: ', told by the mark that each invocation leaves, exactly',
  latency: ', told by latency alone',
  nothing: ': hits and misses were not told apart',
} as const;

const refreshed = {
  refreshed: 'answered afresh, and the entry replaced',
  ignored: 'ignored without a word',
  'ignored-with-warning': 'ignored with a Warning header',
  refused: 'refused with 403',
  unknown: 'no telling',
} as const satisfies Record<RefreshOutcome, string>;

/** What was found of a route's cache, line by line: what it is about, and what came out. */
export function cachingLines(route: CachingRoute): [name: string, text: string][] {
  const { hitRatio, ttlSeconds, latencyMs, invalidation, repeats, promise } = route;
  return [
    ['cached', `${route.cached === null ? 'no telling' : route.cached ? 'yes' : 'no'}${how[route.told]}`],
    ...(hitRatio === null ? [] : line('hit ratio', `${ratio(hitRatio)} of ${route.answers} answers`)),
    ...(ttlSeconds === null ? [] : line('time to live', lives(ttlSeconds))),
    ...(route.cached === false ? [] : line('key', keyLine(route))),
    ...(latencyMs === null
      ? []
      : line(
          'latency',
          `hits ${interval(latencyMs.hits)}, misses ${interval(latencyMs.misses)}; a hit saves ${interval(latencyMs.difference)}`,
        )),
    ...Object.entries(invalidation).flatMap(([caller, outcome]) =>
      outcome === null || route.cached === false
        ? []
        : line(
            'max-age=0',
            `${caller === 'anybody' ? 'from anybody' : "with the contract's credentials"}: ${refreshed[outcome as RefreshOutcome]}`,
          ),
    ),
    ...repeats.flatMap(({ what, route: key, example, cached }) =>
      line(
        what === 'error' ? 'error answer' : key,
        `${what === 'error' ? `"${example}": ` : ''}${cached === null ? 'no telling' : cached ? 'cached' : 'not cached'}`,
      ),
    ),
    ...(promise === null
      ? []
      : line(
          'contract',
          `${promise.ttlSeconds} s${promise.keyedBy === undefined ? '' : `, keyed by ${promise.keyedBy.join(', ') || 'no parameter'}`}`,
        )),
    ...(route.deployed.read ? line('stage', settingsOf(route)) : []),
    ...route.notes.flatMap((note) => line('note', note)),
  ];
}

function line(name: string, text: string): [string, string][] {
  return [[name, text]];
}

function keyLine({ parameters, notVaried }: CachingRoute): string {
  const named = (wanted: boolean | null) =>
    parameters.filter(({ inKey }) => inKey === wanted).map(({ parameter }) => parameter);
  const parts = [
    named(true).length === 0 ? (named(false).length === 0 ? '' : 'no parameter') : named(true).join(', '),
    named(false).length === 0 ? '' : `not ${named(false).join(', ')}`,
    ...parameters.flatMap(({ parameter, inKey, because }) =>
      inKey === null ? [`${parameter}: no telling${because === undefined ? '' : `, ${because}`}`] : [],
    ),
    ...notVaried.map(({ parameter, because }) => `${parameter} was not varied: ${because}`),
  ].filter((part) => part !== '');
  return parts.length === 0 ? 'it has no parameter that could be part of it' : parts.join('; ');
}

/** `97 %`, with its interval where it isn't exact. */
export function ratio({ value, low, high }: Estimate): string {
  return low === high ? share(value) : `${share(value)} (${share(low)}–${share(high)})`;
}

export function lives(ttl: TimeToLive): string {
  return ttl.value === null
    ? `more than ${seconds(ttl.low)} s: nothing expired`
    : `${seconds(ttl.value)} s (${seconds(ttl.low)}–${seconds(ttl.high)})`;
}

function interval({ value, low, high }: Estimate): string {
  return `${ms(value)} ms (${ms(low)}–${ms(high)})`;
}
