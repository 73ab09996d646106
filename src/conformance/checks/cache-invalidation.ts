import { fail, pass } from '../check.ts';
import type { TargetCheck, TargetOutcome } from '../target-check.ts';
import { type Cached, cachedRoutes, cacheSource, doing, sameAnswer } from './cached-route.ts';

export const cacheInvalidation: TargetCheck = {
  id: 'cache-invalidation',
  title: 'Nobody empties the cache without permission',
  family: 'caching',
  apiTypes: ['rest'],
  severity: 'warning',
  why: 'Whoever sends Cache-Control: max-age=0 makes every request reach the backend that the cache is to spare.',
  fix: 'Let the stage require authorization for cache control (requireAuthorizationForCacheControl), and grant execute-api:InvalidateCache to whom it is meant for.',
  source: cacheSource,
  judge: (facts) => cachedRoutes(facts).flatMap(judgeInvalidation),
};

function judgeInvalidation({ route, examples, probes, deployed }: Cached): TargetOutcome[] {
  const about = { route: route.key, example: 'Cache-Control: max-age=0 of anybody' };
  const [kept] = examples.filter(({ exchange }) =>
    probes.some((each) => each.exchange.probe?.of === exchange.example),
  );
  const inTurns = probes.filter(doing('invalidate', 'kept'));
  const [first, second, third, fourth] = inTurns.toSorted((a, b) =>
    a.exchange.startedAt < b.exchange.startedAt ? -1 : 1,
  );
  const obeyed =
    kept !== undefined &&
    first !== undefined &&
    second !== undefined &&
    third !== undefined &&
    fourth !== undefined &&
    // Kept until it was asked afresh, and replaced by each of the two requests that asked.
    sameAnswer(first, second) &&
    sameAnswer(third, fourth) &&
    !sameAnswer(kept, first) &&
    !sameAnswer(second, third);
  if (obeyed) {
    return [
      {
        ...about,
        outcome: fail('the entry was replaced each time that anybody asked for it', replaced),
        observed: third,
      },
    ];
  }
  if (deployed && !deployed.invalidationNeedsPermission) {
    return [{ ...about, outcome: fail('the stage lets anybody drop entries of the cache', replaced) }];
  }
  const [asked] = inTurns;
  if (asked === undefined) return [];
  const settled = deployed || asked.status === 403 || /^199\b/.test(asked.header('warning') ?? '');
  return settled ? [{ ...about, outcome: pass, observed: asked }] : [];
}

const replaced = { expected: '403, a warning, or the kept answer', received: 'a new answer' } as const;
