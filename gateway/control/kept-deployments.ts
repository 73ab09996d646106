import { isDeepStrictEqual } from 'node:util';
import type { Api, ApiDeployment, DefinitionWarning, Stack } from '../model.ts';
import { httpSnapshots } from './http-snapshots.ts';
import { restSnapshots } from './rest-snapshots.ts';

/** What deployments of one API type freeze. */
export interface Snapshots<OfApi, Snapshot> {
  of(api: OfApi): Snapshot;
  /** By `GET /users/{id}`. */
  routesOf(snapshot: Snapshot): ReadonlyMap<string, unknown>;
  /** What a deployment that is made now finds: what is there, and what was before and is deleted after it. */
  withRemoved(now: Snapshot, before: OfApi, after: OfApi): Snapshot;
  /** What functions may be invoked now, which no deployment freezes. */
  withPermissionsOf(api: OfApi, frozen: Snapshot): Snapshot;
}

interface Deployable<Snapshot> {
  readonly createdAt: string;
  readonly isImported?: boolean;
  readonly deployments?: readonly ApiDeployment<Snapshot>[];
}

interface Update<OfApi, Snapshot> {
  readonly before: OfApi;
  readonly after: OfApi;
  readonly snapshots: Snapshots<OfApi, Snapshot>;
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
      if (api.apiType === 'rest' && known?.apiType === 'rest')
        return updatedApi({ before: known, after: api, snapshots: restSnapshots, at, advise });
      if (api.apiType === 'http' && known?.apiType === 'http')
        return updatedApi({ before: known, after: api, snapshots: httpSnapshots, at, advise });
      return api;
    };
    return { ...stack, apis: stack.apis.map(updated) };
  });
  return { stacks, warnings };
}

function updatedApi<Snapshot, OfApi extends Deployable<Snapshot>>(update: Update<OfApi, Snapshot>): OfApi {
  const { before, after } = update;
  const deployments = (after.deployments ?? []).map((deployment) => {
    const old = before.deployments?.find(({ id }) => id === deployment.id);
    return old !== undefined && old.fixed === deployment.fixed
      ? kept(deployment, old, update)
      : made(deployment, update);
  });
  return { ...after, deployments };
}

function kept<Snapshot, OfApi extends Deployable<Snapshot>>(
  deployment: ApiDeployment<Snapshot>,
  old: ApiDeployment<Snapshot>,
  { before, after, snapshots, advise }: Update<OfApi, Snapshot>,
): ApiDeployment<Snapshot> {
  const frozen = snapshots.withPermissionsOf(after, old.snapshot ?? snapshots.of(before));
  const createdAt = old.createdAt ?? before.createdAt;
  const now = snapshots.of(after);
  if (isDeepStrictEqual(frozen, now)) return { ...deployment, createdAt, snapshot: null };
  const differences = differencesOf(snapshots.routesOf(frozen), snapshots.routesOf(now));
  if (differences !== '')
    advise(
      deployment.logicalId,
      `the deployment keeps its logical id, so it isn't made anew and its stages serve the API as it was, as on AWS: ${differences} (give it a new logical id)`,
    );
  return { ...deployment, createdAt, snapshot: frozen };
}

function made<Snapshot, OfApi extends Deployable<Snapshot>>(
  deployment: ApiDeployment<Snapshot>,
  { before, after, snapshots, at, advise }: Update<OfApi, Snapshot>,
): ApiDeployment<Snapshot> {
  // An OpenAPI document takes the place of all there was before the deployment is made.
  if (after.isImported === true) return { ...deployment, createdAt: at };
  const now = snapshots.of(after);
  const snapshot = snapshots.withRemoved(deployment.snapshot ?? now, before, after);
  const [found, there] = [snapshots.routesOf(snapshot), snapshots.routesOf(now)];
  const removed = [...found.keys()].filter((route) => !there.has(route));
  if (removed.length > 0)
    advise(
      deployment.logicalId,
      `the deployment is made before ${removed.join(', ')} is deleted, so it is still served, as on AWS (the next deployment will be without)`,
    );
  if (isDeepStrictEqual(found, there)) return { ...deployment, createdAt: at, snapshot: null };
  return { ...deployment, createdAt: at, snapshot };
}

function differencesOf(old: ReadonlyMap<string, unknown>, now: ReadonlyMap<string, unknown>): string {
  const missing = [...now.keys()].filter((route) => !old.has(route));
  const changed = [...old].filter(
    ([route, one]) => now.has(route) && !isDeepStrictEqual(now.get(route), one),
  );
  const gone = [...old.keys()].filter((route) => !now.has(route));
  const parts = [
    ['without', missing],
    ['with the old', changed.map(([route]) => route)],
    ['still with', gone],
  ] as const;
  return parts
    .flatMap(([words, routes]) => (routes.length > 0 ? `${words} ${routes.join(', ')}` : []))
    .join(', ');
}
