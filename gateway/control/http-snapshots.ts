import { isDeepStrictEqual } from 'node:util';
import type { HttpApi, HttpRoute, HttpSnapshot } from '../model.ts';
import type { Snapshots } from './kept-deployments.ts';
import { permittedAuthorizers } from './permitted-authorizers.ts';

export const httpSnapshots: Snapshots<HttpApi, HttpSnapshot> = {
  of: ({ authorizers, routes }) => ({ authorizers, routes }),
  routesOf: ({ routes }) => new Map(routes.map((route) => [route.routeKey, route])),
  withRemoved(now, before) {
    const keys = new Set(now.routes.map(({ routeKey }) => routeKey));
    const ids = new Set(now.authorizers.map(({ id }) => id));
    return {
      routes: [...now.routes, ...before.routes.filter(({ routeKey }) => !keys.has(routeKey))],
      authorizers: [...now.authorizers, ...before.authorizers.filter(({ id }) => !ids.has(id))],
    };
  },
  /** Permissions are no part of a deployment: they hold at once. */
  withPermissionsOf({ routes, authorizers }, frozen) {
    const now = new Map(routes.map((route) => [route.routeKey, route]));
    return {
      routes: frozen.routes.map((route) => permitted(route, now.get(route.routeKey))),
      authorizers: permittedAuthorizers(frozen.authorizers, authorizers),
    };
  },
};

function permitted(route: HttpRoute, same: HttpRoute | undefined): HttpRoute {
  const { integration } = route;
  if (same?.integration.type !== 'AWS_PROXY' || integration.type !== 'AWS_PROXY') return route;
  if (same.integration.function.arn !== integration.function.arn) return route;
  return isDeepStrictEqual(same.integration.function, integration.function)
    ? route
    : { ...route, integration: { ...integration, function: same.integration.function } };
}
