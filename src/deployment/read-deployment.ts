import type { Json } from '../contract/json.ts';
import type { Target } from '../discovery/target.ts';
import type { DeployedRoute, Deployment, Reading } from './deployment.ts';
import { domainsOf } from './domains.ts';
import { exportedRoutes } from './exported-routes.ts';
import type { GatewayReads } from './gateway-reads.ts';
import * as http from './http-deployment.ts';
import { combined, missingOf, read, readingOf, unread } from './reading.ts';
import * as rest from './rest-deployment.ts';

/** A deployment, and the API's description in OpenAPI as API Gateway exports it. */
export interface DeploymentReading {
  readonly deployment: Deployment;
  readonly document: Reading<Json>;
}

/**
 * What is deployed under a target, by read-only calls that are made side by side. It never rejects; `null` where
 * the target names no API or no stage, as a URL of one's own domain.
 */
export async function readDeployment(target: Target, reads: GatewayReads): Promise<DeploymentReading | null> {
  const { apiId, stage: stageName } = target;
  if (apiId === null || stageName === null) return null;
  const place = { apiId, stageName };
  const readType = target.apiType === 'rest' ? readRest : readHttp;
  return readType(target, place, reads).catch((error: unknown) => nothingRead(target, place, error));
}

interface Place {
  readonly apiId: string;
  readonly stageName: string;
}

/** Where answers are so odd that nothing can be made of them. */
async function nothingRead(target: Target, place: Place, error: unknown): Promise<DeploymentReading> {
  const nothing = await readingOf(Promise.reject<never>(error));
  const { target: name, apiType } = target;
  return {
    deployment: {
      target: name,
      apiType,
      ...place,
      api: nothing,
      stage: nothing,
      routes: nothing,
      definedRoutes: nothing,
      authorizers: nothing,
      usagePlans: nothing,
      domains: nothing,
    },
    document: nothing,
  };
}

async function readRest({ target }: Target, place: Place, reads: GatewayReads): Promise<DeploymentReading> {
  const { apiId, stageName } = place;
  const staged = readingOf(reads.restStage(apiId, stageName));
  const deployed = staged.then((one) =>
    one.read && one.value.deploymentId !== undefined
      ? readingOf(reads.restDeployment(apiId, one.value.deploymentId))
      : one.read
        ? unread('The stage names no deployment.')
        : one,
  );
  const [api, stage, deployment, document, defined, authorizers, usagePlans, domains] = await Promise.all([
    readingOf(reads.restApi(apiId).then(rest.restApiSettings)),
    staged,
    deployed,
    readingOf(reads.restExport(apiId, stageName)),
    readingOf(reads.restResources(apiId).then(rest.restRoutes)),
    readingOf(reads.restAuthorizers(apiId).then(rest.restAuthorizers)),
    readingOf(reads.usagePlans().then((plans) => rest.plansOf(plans, place))),
    readingOf(reads.domains().then((all) => domainsOf(all, place))),
  ]);
  const summary = deployment.read ? deployment.value.apiSummary : undefined;
  const onStage = (routes: Reading<readonly DeployedRoute[]>) =>
    routes.read ? read(rest.withStageSettings(routes.value, stage.read ? stage.value : empty)) : routes;
  return {
    deployment: {
      target,
      apiType: 'rest',
      ...place,
      api,
      stage: stage.read
        ? read(
            rest.restStageSettings(stage.value, deployment.read ? deployment.value.createdDate : undefined),
          )
        : stage,
      routes: onStage(snapshot(exported(document), summary)),
      definedRoutes: onStage(defined),
      authorizers,
      usagePlans,
      domains,
      missing: [document, deployment].flatMap((one) => missingOf(one)),
    },
    document,
  };
}

const empty = { $metadata: {} };

/** The export says more of a route, the deployment's own summary says for certain who may call it. */
function snapshot(
  routes: Reading<readonly DeployedRoute[]>,
  summary: Parameters<typeof rest.summarisedRoutes>[0] | undefined,
): Reading<readonly DeployedRoute[]> {
  if (summary === undefined || Object.keys(summary).length === 0) return routes;
  const summarised = rest.summarisedRoutes(summary);
  if (!routes.read) return read(summarised);
  return read(
    routes.value.map((route) => {
      const certain = summarised.find(({ key }) => key === route.key);
      return certain === undefined
        ? route
        : { ...route, authorization: certain.authorization, apiKeyRequired: certain.apiKeyRequired };
    }),
  );
}

function exported(document: Reading<Json>): Reading<DeployedRoute[]> {
  if (!document.read) return document;
  try {
    return read(exportedRoutes(document.value));
  } catch {
    return unread('The export is no OpenAPI document with paths.');
  }
}

async function readHttp({ target }: Target, place: Place, reads: GatewayReads): Promise<DeploymentReading> {
  const { apiId, stageName } = place;
  const staged = readingOf(reads.httpStage(apiId, stageName));
  const deployed = staged.then((one) =>
    one.read && one.value.DeploymentId !== undefined
      ? readingOf(reads.httpDeployment(apiId, one.value.DeploymentId))
      : null,
  );
  const [api, stage, deployment, document, routes, integrations, authorizers, domains] = await Promise.all([
    readingOf(reads.httpApi(apiId).then(http.httpApiSettings)),
    staged,
    deployed,
    readingOf(reads.httpExport(apiId, stageName)),
    readingOf(reads.httpRoutes(apiId)),
    readingOf(reads.httpIntegrations(apiId)),
    readingOf(reads.httpAuthorizers(apiId).then(http.httpAuthorizers)),
    readingOf(reads.domains().then((all) => domainsOf(all, place))),
  ]);
  const onStage = (list: Reading<readonly DeployedRoute[]>) =>
    list.read && stage.read ? read(http.withRouteSettings(list.value, stage.value)) : list;
  // Routes without their integrations still tell what is deployed.
  const defined = onStage(combined(routes, integrations.read ? integrations : read([]), http.httpRoutes));
  // What deploys by itself serves what it holds, unless the last deployment failed.
  const current =
    stage.read &&
    stage.value.AutoDeploy === true &&
    http.httpStageSettings(stage.value, undefined).deploymentFailure === null;
  return {
    deployment: {
      target,
      apiType: 'http',
      ...place,
      api,
      stage: stage.read
        ? read(
            http.httpStageSettings(stage.value, deployment?.read ? deployment.value.CreatedDate : undefined),
          )
        : stage,
      routes: current && defined.read ? defined : onStage(exported(document)),
      definedRoutes: defined,
      authorizers,
      usagePlans: read([]),
      domains,
      missing: [document, deployment ?? read(null), integrations].flatMap((one) => missingOf(one)),
    },
    document,
  };
}
