import type { HttpDeployment, HttpSnapshot, HttpStage } from '../model.ts';
import { missingFrom } from './beside-deployment.ts';
import { textOf } from './rest-methods.ts';
import type { Resource } from './stack-reader.ts';

interface Configured {
  readonly configured: HttpSnapshot;
  /** The resources that make routes. */
  readonly routes: readonly Resource[];
  readonly stages: readonly HttpStage[];
}

/** The deployments that stages without AutoDeploy serve, each with what it freezes: the routes that are made before it. */
export function readHttpDeployments(
  deployments: readonly Resource[],
  { configured, routes, stages }: Configured,
): HttpDeployment[] {
  const byId = new Map(routes.map((resource) => [resource.physicalId, resource]));
  const placed = configured.routes.flatMap(({ id, routeKey }) => {
    const resource = byId.get(id);
    return resource === undefined ? [] : [{ resource, route: routeKey, id }];
  });
  return deployments
    .filter(({ physicalId }) =>
      stages.some(({ autoDeploy, deploymentId }) => !autoDeploy && deploymentId === physicalId),
    )
    .map((deployment): HttpDeployment => {
      const { physicalId: id, logicalId, properties } = deployment;
      const missing = new Set(missingFrom(deployment, placed, 404).map((one) => one.id));
      return {
        id,
        logicalId,
        ...textOf(properties, 'Description', 'description'),
        fixed: JSON.stringify([properties.required('ApiId'), properties.text('StageName') ?? null]),
        snapshot:
          missing.size === 0
            ? null
            : { ...configured, routes: configured.routes.filter((route) => !missing.has(route.id)) },
      };
    });
}
