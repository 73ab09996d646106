import type { Deployment } from '../deployment/deployment.ts';
import { missingOf } from '../deployment/reading.ts';
import { webAclName } from '../deployment/web-acl-reads.ts';
import type { Target } from '../discovery/target.ts';
import type { Missing } from '../permission/missing-permission.ts';

/** What `discover --json` prints, and `runs/targets.json`: targets, and what stands there. */
export interface DiscoverDocument {
  readonly schemaVersion: 1;
  readonly targets: readonly DiscoveredTarget[];
  /** Permissions that would have told more. */
  readonly missing: readonly Missing[];
}

export interface DiscoveredTarget extends Target {
  /** As far as it could be read within a second; left out where nothing was. */
  readonly deployed?: DeployedStage;
}

/** `null`: not read. */
export interface DeployedStage {
  /** Times are ISO 8601. */
  readonly deployment: { readonly id: string | null; readonly createdAt: string | null } | null;
  /** Name of the web ACL in front; `false`: there is none. */
  readonly webAcl: string | false | null;
  /** Routes that want an API key. */
  readonly keyedRoutes: number | null;
  /** Part of the traffic goes to another deployment; `false`: none does. */
  readonly canary: { readonly percentTraffic: number; readonly deploymentId: string | null } | false | null;
  /** Whether a cache stands behind the stage. */
  readonly cache: boolean | null;
}

export function discoverDocument(
  targets: readonly Target[],
  deployments: readonly Deployment[],
  missing: readonly Missing[] = [],
): DiscoverDocument {
  const known = (name: string) => deployments.find(({ target }) => target === name);
  return {
    schemaVersion: 1,
    targets: targets.map((target) => {
      const deployment = known(target.target);
      const deployed = deployment === undefined ? null : deployedStage(deployment);
      return deployed === null ? target : { ...target, deployed };
    }),
    missing: unique([...missing, ...deployments.flatMap(missingIn)]),
  };
}

function deployedStage({ stage, routes, definedRoutes }: Deployment): DeployedStage | null {
  const listed = routes.read ? routes : definedRoutes;
  const keyedRoutes = listed.read ? listed.value.filter(({ apiKeyRequired }) => apiKeyRequired).length : null;
  if (!stage.read) {
    return keyedRoutes === null
      ? null
      : { deployment: null, webAcl: null, keyedRoutes, canary: null, cache: null };
  }
  const { deploymentId, deployedAt, webAcl, canary, cacheEnabled } = stage.value;
  return {
    deployment:
      deploymentId === null && deployedAt === null ? null : { id: deploymentId, createdAt: deployedAt },
    webAcl: webAcl === null ? false : webAclName(webAcl),
    keyedRoutes,
    canary: canary ?? false,
    cache: cacheEnabled,
  };
}

function missingIn({ api, stage, routes, definedRoutes, ...rest }: Deployment): Missing[] {
  const { authorizers, usagePlans, domains, missing = [] } = rest;
  const readings = [api, stage, routes, definedRoutes, authorizers, usagePlans, domains];
  return [...readings.flatMap((one) => missingOf(one)), ...missing];
}

function unique(missing: readonly Missing[]): Missing[] {
  const byKey = new Map(
    missing.map(({ permission, without }) => [`${permission} ${without}`, { permission, without }]),
  );
  return [...byKey.values()];
}
