import type { Subject } from '../config/subjects.ts';
import type { ContractRoute } from '../contract/route.ts';
import type { Target } from '../discovery/target.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { DeployedCaching, Uncached } from './caching-plan.ts';
import { type LoadableEffects, loadableRoutes } from './loadable.ts';

/** A route whose cache is to be studied, and what is known of that cache. */
export interface StudyRoute {
  readonly subject: Subject;
  readonly route: ContractRoute;
  readonly deployed: DeployedCaching;
}

export interface StudiedOptions {
  readonly subjects: readonly Subject[];
  readonly routes?: string | undefined;
  readonly effects?: LoadableEffects | undefined;
  deployedCaching(target: Target, routeKey: string): DeployedCaching;
}

/** Where nobody says what is cached, so many GET routes of a target are looked at. */
const mostGuessed = 3;

/**
 * The routes to study: those whose cache the contract promises, those that the stage caches, and those that --route names;
 * where neither contract nor stage says anything, the first ones with GET. Of the rest it is said why not.
 */
export function studiedRoutes(options: StudiedOptions): { chosen: StudyRoute[]; uncached: Uncached[] } {
  const rest = options.subjects.filter(({ target }) => target.apiType === 'rest');
  const uncached: Uncached[] = options.subjects.flatMap(({ target }) =>
    target.apiType === 'http' ? [{ target: target.target, route: null, because: 'http-api' as const }] : [],
  );
  if (rest.length === 0) return { chosen: [], uncached };
  const loadable = loadableRoutes(rest, { filter: options.routes, effects: options.effects });
  const chosen = loadable.flatMap((subject) => {
    const routes = subject.routes.map(
      (route): StudyRoute => ({
        subject,
        route,
        deployed: options.deployedCaching(subject.target, route.key),
      }),
    );
    const own = chosenOf(routes, options.routes !== undefined);
    const left = routes.filter((route) => !own.includes(route) && route.route.method === 'GET');
    const { target } = subject.target;
    if (options.routes !== undefined) {
      uncached.push(
        ...left.map(({ route }) => ({ target, route: route.key, because: 'method-without-cache' as const })),
      );
    } else if (own.length === 0) uncached.push({ target, route: null, because: 'stage-without-cache' });
    return own;
  });
  refuseTwice(chosen);
  return { chosen, uncached };
}

function chosenOf(routes: readonly StudyRoute[], named: boolean): StudyRoute[] {
  const meant = routes.filter(
    ({ route, deployed }) =>
      route.route.cache !== undefined || (deployed.read ? deployed.cache !== null : named),
  );
  if (meant.length > 0) return meant;
  const unknown = routes.filter(({ route, deployed }) => !deployed.read && route.method === 'GET');
  return unknown.slice(0, mostGuessed);
}

/** The same route of a target under two contracts would be two streams for one entry. */
function refuseTwice(chosen: readonly StudyRoute[]): void {
  const seen = new Set<string>();
  for (const { subject, route } of chosen) {
    const place = `${subject.target.target} ${route.key}`;
    if (seen.has(place)) {
      throw new UsageError(
        `${place} is in two contracts, and its cache can be studied for one at a time.`,
        'Choose with --contract NAME.',
      );
    }
    seen.add(place);
  }
}
