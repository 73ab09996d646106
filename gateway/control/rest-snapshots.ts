import type { PathResource, RestApi, RestMethod, RestSnapshot } from '../model.ts';
import type { Snapshots } from './kept-deployments.ts';
import { permittedAuthorizers } from './permitted-authorizers.ts';

export const restSnapshots: Snapshots<RestApi, RestSnapshot> = {
  of: (api) => ({
    binaryMediaTypes: api.binaryMediaTypes,
    apiKeySource: api.apiKeySource,
    pathResources: api.pathResources,
    gatewayResponses: api.gatewayResponses,
    models: api.models,
    authorizers: api.authorizers,
    policy: api.policy,
  }),
  routesOf: ({ pathResources }) => new Map(routesOf(pathResources)),
  withRemoved: (now, before, after) => ({
    ...now,
    pathResources: withRemoved(now.pathResources, before.pathResources, after.pathResources),
    models: { ...before.models, ...now.models },
    authorizers: [...now.authorizers, ...missingIn(now.authorizers, before.authorizers, ({ id }) => id)],
  }),
  withPermissionsOf,
};

function missingIn<T>(list: readonly T[], others: readonly T[], keyOf: (one: T) => string): T[] {
  const known = new Set(list.map(keyOf));
  return others.filter((one) => !known.has(keyOf(one)));
}

/** What a deployment that is made now finds: its methods, as well as those of before, deleted ones included. */
function withRemoved(
  frozen: readonly PathResource[],
  before: readonly PathResource[],
  after: readonly PathResource[],
): PathResource[] {
  const resources = frozen.map((resource): PathResource => {
    const old = before.find(({ path }) => path === resource.path)?.methods ?? [];
    const now = after.find(({ path }) => path === resource.path)?.methods ?? [];
    const still = missingIn(resource.methods, old, ({ httpMethod }) => httpMethod).map(
      (method) => now.find(({ httpMethod }) => httpMethod === method.httpMethod) ?? method,
    );
    return still.length === 0 ? resource : { ...resource, methods: [...resource.methods, ...still] };
  });
  return [...resources, ...missingIn(frozen, before, ({ path }) => path)];
}

const routesOf = (resources: readonly PathResource[]) =>
  resources.flatMap(({ path, methods }) =>
    methods.map((method) => [`${method.httpMethod} ${path}`, method] as const),
  );

/** Permissions are no part of a deployment: they hold at once. */
function withPermissionsOf({ pathResources, authorizers }: RestApi, frozen: RestSnapshot): RestSnapshot {
  const now = new Map(routesOf(pathResources));
  return {
    ...frozen,
    pathResources: frozen.pathResources.map((resource) => ({
      ...resource,
      methods: resource.methods.map((method) =>
        permitted(method, now.get(`${method.httpMethod} ${resource.path}`)),
      ),
    })),
    authorizers: permittedAuthorizers(frozen.authorizers, authorizers),
  };
}

function permitted(method: RestMethod, same: RestMethod | undefined): RestMethod {
  const { integration } = method;
  if (same === undefined || !('function' in integration) || !('function' in same.integration)) return method;
  if (same.integration.function.arn !== integration.function.arn) return method;
  return { ...method, integration: { ...integration, function: same.integration.function } };
}
