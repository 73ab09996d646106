import { authsOf } from '../../contract/auth.ts';
import type { Observed } from '../answer.ts';
import { fail, pass } from '../check.ts';
import type { TargetCheck, TargetOutcome } from '../target-check.ts';
import { type Cached, cachedRoutes, cacheSource, doing, sameAnswer } from './cached-route.ts';

export const authorizedCached: TargetCheck = {
  id: 'authorized-cached',
  title: 'What needs credentials is not cached across callers',
  family: 'caching',
  apiTypes: ['rest'],
  severity: 'error',
  why: 'Whoever is let in gets the answer that the cache kept for whoever came before.',
  fix: 'Switch caching off for the method (MethodSettings), or add the header with the credentials to the cache key.',
  source: cacheSource,
  judge: (facts) =>
    cachedRoutes(facts)
      .filter(({ route }) => authsOf(route.route).length > 0)
      .flatMap(judgeCallers),
};

function judgeCallers(cached: Cached): TargetOutcome[] {
  const { route, examples, probes, deployed } = cached;
  const headers = authsOf(route.route).map(({ header }) => (header ?? 'authorization').toLowerCase());
  const promised = route.route.cache;
  const told = headers.some((header) =>
    (deployed?.keyedBy ?? promised?.keyedBy ?? []).some((name) => name.toLowerCase() === `header.${header}`),
  );
  const about = { route: route.key, example: "answers to one caller's request" };
  if (deployed === null || (deployed && told)) return [{ ...about, outcome: pass }];
  const another = probes.find(doing('another-caller'));
  const base = examples.find(({ exchange }) => exchange.example === another?.exchange.probe?.of);
  const shared = another !== undefined && base !== undefined && sameAnswer(base, another);
  const shown = probes.find(showsCache);
  if (deployed === undefined && shown === undefined && promised === undefined) return [];
  if (deployed === undefined && told) return [];
  const header = headers[0] ?? 'authorization';
  const why = shared
    ? "another caller got the first caller's answer, byte for byte, and the stage caches this route"
    : `the stage caches answers of a route that needs credentials${deployed ? `, and the cache key lacks header.${header}` : ''}`;
  // A promised cache is meant; whether answers differ between callers only two of them can show.
  const severity = shared || (promised === undefined && deployed) ? 'error' : 'warning';
  return [
    {
      ...about,
      outcome: fail(why, {
        severity,
        expected: `no cache, or header.${header} in its key`,
        received: deployed ? deployed.keyedBy.join(', ') || 'a key without parameters' : 'cached',
      }),
      ...(shared ? { observed: another } : shown === undefined ? {} : { observed: shown }),
    },
  ];
}

/** A stage refuses to drop an entry that it keeps, or warns that it didn't. Without a cache nothing happens. */
function showsCache(observed: Observed): boolean {
  if (!doing('afresh')(observed)) return false;
  return observed.gatewayError?.kind === 'access-denied' || /^199\b/.test(observed.header('warning') ?? '');
}
