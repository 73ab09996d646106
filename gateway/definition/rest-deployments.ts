import type { RestDeployment, RestMethod, RestSnapshot } from '../model.ts';
import { missingFrom, type Placed } from './beside-deployment.ts';
import { textOf } from './rest-methods.ts';
import type { Resource } from './stack-reader.ts';

export interface PlacedMethod extends Placed {
  readonly method: RestMethod;
}

interface Configured {
  readonly configured: RestSnapshot;
  readonly placed: readonly PlacedMethod[];
}

/** The API's deployments, each with what it freezes: the methods that are made before it. */
export function readDeployments(
  deployments: readonly Resource[],
  { configured, placed }: Configured,
): RestDeployment[] {
  return deployments.map((deployment): RestDeployment => {
    const { physicalId: id, logicalId, properties } = deployment;
    const missing = missingFrom(deployment, placed, 403);
    return {
      id,
      logicalId,
      ...textOf(properties, 'Description', 'description'),
      fixed: JSON.stringify([
        properties.required('RestApiId'),
        properties.plain('DeploymentCanarySettings') ?? null,
      ]),
      snapshot: missing.length === 0 ? null : without(missing, configured),
    };
  });
}

/** The API as it was when these methods weren't there. */
function without(missing: readonly PlacedMethod[], configured: RestSnapshot): RestSnapshot {
  const absent = new Set(missing.map(({ method }) => method));
  return {
    ...configured,
    pathResources: configured.pathResources.map((one) => ({
      ...one,
      methods: one.methods.filter((method) => !absent.has(method)),
    })),
  };
}
