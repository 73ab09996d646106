import { isDeepStrictEqual } from 'node:util';
import type {
  Api,
  DefinitionWarning,
  PathResource,
  RestApi,
  RestDeployment,
  RestMethod,
  RestSnapshot,
  Stack,
} from '../model.ts';

interface Update {
  readonly before: RestApi;
  readonly after: RestApi;
  /** ISO 8601. */
  readonly at: string;
  readonly advise: (resource: string, message: string) => void;
}

/**
 * An update as CloudFormation does it: a deployment under the same logical id is kept with what it once froze, whatever has become of
 * the methods; a new one is made before anything is deleted, and so freezes removed methods too
 * (AWS CloudFormation User Guide, "Update behaviors of stack resources").
 */
export function withKeptDeployments(
  after: readonly Stack[],
  before: readonly Stack[],
  at: string,
): { readonly stacks: readonly Stack[]; readonly warnings: readonly DefinitionWarning[] } {
  const warnings: DefinitionWarning[] = [];
  const old = new Map(before.flatMap(({ apis }) => apis.map((api) => [api.id, api])));
  const stacks = after.map((stack) => {
    const advise = (resource: string, message: string): void => {
      warnings.push({ file: stack.file, line: null, resource, message, advice: true });
    };
    const updated = (api: Api): Api => {
      const known = old.get(api.id);
      if (api.apiType !== 'rest' || known?.apiType !== 'rest') return api;
      return updatedApi({ before: known, after: api, at, advise });
    };
    return { ...stack, apis: stack.apis.map(updated) };
  });
  return { stacks, warnings };
}

function updatedApi(update: Update): RestApi {
  const { before, after } = update;
  const deployments = (after.deployments ?? []).map((deployment): RestDeployment => {
    const old = before.deployments?.find(({ id }) => id === deployment.id);
    return old !== undefined && old.fixed === deployment.fixed
      ? kept(deployment, old, update)
      : made(deployment, update);
  });
  return { ...after, deployments };
}

function kept(deployment: RestDeployment, old: RestDeployment, update: Update): RestDeployment {
  const { before, after, advise } = update;
  const frozen = withPermissionsOf(after, old.snapshot ?? snapshotOf(before));
  const createdAt = old.createdAt ?? before.createdAt;
  if (isDeepStrictEqual(frozen, snapshotOf(after))) return { ...deployment, createdAt, snapshot: null };
  const differences = differencesOf(frozen, after);
  if (differences !== '')
    advise(
      deployment.logicalId,
      `the deployment keeps its logical id, so it isn't made anew and its stages serve the API as it was, as on AWS: ${differences} (give it a new logical id)`,
    );
  return { ...deployment, createdAt, snapshot: frozen };
}

function made(deployment: RestDeployment, { before, after, at, advise }: Update): RestDeployment {
  // An OpenAPI document takes the place of all there was before the deployment is made.
  if (after.isImported === true) return { ...deployment, createdAt: at };
  const now = deployment.snapshot ?? snapshotOf(after);
  const pathResources = withRemoved(now.pathResources, before.pathResources, after.pathResources);
  const removed = routesOf(pathResources).filter(([route]) => !has(after.pathResources, route));
  if (removed.length > 0)
    advise(
      deployment.logicalId,
      `the deployment is made before ${listed(removed)} is deleted, so it is still served, as on AWS (the next deployment will be without)`,
    );
  if (isDeepStrictEqual(pathResources, after.pathResources))
    return { ...deployment, createdAt: at, snapshot: null };
  const snapshot: RestSnapshot = {
    ...now,
    pathResources,
    models: { ...before.models, ...now.models },
    authorizers: [...now.authorizers, ...missingIn(now.authorizers, before.authorizers, ({ id }) => id)],
  };
  return { ...deployment, createdAt: at, snapshot };
}

const snapshotOf = (api: RestApi): RestSnapshot => ({
  binaryMediaTypes: api.binaryMediaTypes,
  apiKeySource: api.apiKeySource,
  pathResources: api.pathResources,
  gatewayResponses: api.gatewayResponses,
  models: api.models,
  authorizers: api.authorizers,
  policy: api.policy,
});

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

const has = (resources: readonly PathResource[], route: string): boolean =>
  routesOf(resources).some(([one]) => one === route);

const listed = (routes: readonly (readonly [string, RestMethod])[]): string =>
  routes.map(([route]) => route).join(', ');

function differencesOf(frozen: RestSnapshot, { pathResources }: RestApi): string {
  const old = new Map(routesOf(frozen.pathResources));
  const now = new Map(routesOf(pathResources));
  const missing = [...now].filter(([route]) => !old.has(route));
  const changed = [...old].filter(
    ([route, method]) => now.has(route) && !isDeepStrictEqual(now.get(route), method),
  );
  const gone = [...old].filter(([route]) => !now.has(route));
  const parts = [
    ['without', missing],
    ['with the old', changed],
    ['still with', gone],
  ] as const;
  return parts
    .flatMap(([words, routes]) => (routes.length > 0 ? `${words} ${listed(routes)}` : []))
    .join(', ');
}

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
    authorizers: frozen.authorizers.map((authorizer) => {
      const same = authorizers.find(({ id }) => id === authorizer.id);
      return 'function' in authorizer &&
        same !== undefined &&
        'function' in same &&
        same.function.arn === authorizer.function.arn
        ? { ...authorizer, function: same.function }
        : authorizer;
    }),
  };
}

function permitted(method: RestMethod, same: RestMethod | undefined): RestMethod {
  const { integration } = method;
  if (same === undefined || !('function' in integration) || !('function' in same.integration)) return method;
  if (same.integration.function.arn !== integration.function.arn) return method;
  return { ...method, integration: { ...integration, function: same.integration.function } };
}
