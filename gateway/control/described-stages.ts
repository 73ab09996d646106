import type { PathResource, RestApi, RestStage } from '../model.ts';

export const epochSeconds = (iso: string): number => Math.floor(Date.parse(iso) / 1000);

/** A stage as GetStage tells it (API reference V1, "Stage"). */
export function describedStage(stage: RestStage, api: RestApi) {
  const { name, deploymentId, variables, tags, canary, accessLog, facts } = stage;
  const { cacheClusterSize, methodSettings = {}, ...told } = facts ?? { tracingEnabled: false };
  const deployment = deploymentsOf(api).find(({ id }) => id === deploymentId);
  return {
    stageName: name,
    deploymentId,
    ...told,
    cacheClusterEnabled: cacheClusterSize !== undefined,
    cacheClusterStatus: cacheClusterSize === undefined ? 'NOT_AVAILABLE' : 'AVAILABLE',
    ...(cacheClusterSize === undefined ? {} : { cacheClusterSize }),
    methodSettings: Object.keys(methodSettings).length > 0 ? methodSettings : throttleSettings(stage),
    ...(Object.keys(variables).length > 0 ? { variables } : {}),
    ...(canary === undefined
      ? {}
      : {
          canarySettings: {
            percentTraffic: canary.percentTraffic,
            deploymentId: canary.deploymentId,
            stageVariableOverrides: canary.variables,
            useStageCache: canary.useStageCache ?? false,
          },
        }),
    ...(accessLog === undefined
      ? {}
      : { accessLogSettings: { destinationArn: accessLog.logGroup, format: accessLog.format } }),
    createdDate: epochSeconds(api.createdAt),
    lastUpdatedDate: epochSeconds(deployment?.createdAt ?? api.createdAt),
    tags,
  };
}

/** Of a stage whose definition says no more than what is served. */
function throttleSettings({ throttling }: RestStage) {
  const settings = throttling.map(({ resourcePath, httpMethod, throttle }) => [
    `${resourcePath === '/*' ? '*' : resourcePath.replaceAll('/', '~1')}/${httpMethod}`,
    { throttlingRateLimit: throttle.ratePerSecond, throttlingBurstLimit: throttle.burst },
  ]);
  return Object.fromEntries(settings);
}

interface Deployed {
  readonly id: string;
  readonly description?: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly pathResources: readonly PathResource[];
}

/** The API's deployments, those that no stage serves as well. */
export function deploymentsOf({ stages, createdAt, deployments = [], pathResources }: RestApi): Deployed[] {
  const known = deployments.map(
    ({ id, description, createdAt: madeAt = createdAt, snapshot }): Deployed => ({
      id,
      ...(description === undefined ? {} : { description }),
      createdAt: madeAt,
      pathResources: snapshot?.pathResources ?? pathResources,
    }),
  );
  const named = new Set(stages.map(({ deploymentId }) => deploymentId));
  const others = [...named].filter((id) => !known.some((one) => one.id === id));
  return [...known, ...others.map((id) => ({ id, createdAt, pathResources }))];
}

/** A deployment as GetDeployment tells it; the summary is there where it is asked for. */
export function describedDeployment(
  { id, description, createdAt, pathResources }: Deployed,
  withSummary: boolean,
) {
  const described = {
    id,
    ...(description === undefined ? {} : { description }),
    createdDate: epochSeconds(createdAt),
  };
  return withSummary ? { ...described, apiSummary: summaryOf(pathResources) } : described;
}

function summaryOf(pathResources: readonly PathResource[]) {
  const paths = pathResources.filter(({ methods }) => methods.length > 0);
  return Object.fromEntries(
    paths.map(({ path, methods }) => [
      path,
      Object.fromEntries(
        methods.map(({ httpMethod, authorizationType, apiKeyRequired }) => [
          httpMethod,
          { authorizationType, apiKeyRequired },
        ]),
      ),
    ]),
  );
}
