import type { HttpApi, HttpCors, HttpStage } from '../model.ts';
import { readAccessLog } from './access-logs.ts';
import { readHttpAuthorizers } from './http-authorizers.ts';
import { readHttpDeployments } from './http-deployments.ts';
import { quickRoute, readRoutes } from './http-routes.ts';
import type { Permission } from './permissions.ts';
import type { Properties } from './properties.ts';
import { textOf } from './rest-methods.ts';
import type { Resource, StackReader } from './stack-reader.ts';
import { readThrottle } from './throttles.ts';

export function readHttpApi(
  resource: Resource,
  stack: StackReader,
  permissions: readonly Permission[],
): HttpApi {
  const { properties, logicalId, physicalId: id } = resource;
  const mine = (type: string) =>
    stack
      .allResourcesOf(`AWS::ApiGatewayV2::${type}`)
      .filter((one) => one.properties.required('ApiId') === id);
  const quick = properties.text('Target');
  const stages = readStages(mine);
  if (quick !== undefined && !stages.some(({ name }) => name === '$default'))
    stages.push({
      name: '$default',
      deploymentId: null,
      autoDeploy: true,
      defaultThrottle: null,
      routeThrottling: {},
      variables: {},
      tags: {},
    });
  if (stages.length === 0)
    stack.advise(logicalId, resource.line, 'the API has no deployed stage, so nothing of it is served');
  const authorizers = readHttpAuthorizers(mine('Authorizer'), { apiId: id, stages, permissions });
  const authorizerIds = new Set(authorizers.map((authorizer) => authorizer.id));
  const around = { apiId: id, stages, permissions, authorizerIds };
  const routes = readRoutes(mine, around);
  if (quick !== undefined) routes.push(quickRoute(resource, stack, around));
  return {
    apiType: 'http',
    id,
    name: properties.required('Name'),
    logicalId,
    disableExecuteApiEndpoint: properties.flag('DisableExecuteApiEndpoint'),
    createdAt: stack.createdAt,
    ...textOf(properties, 'Description', 'description'),
    ...textOf(properties, 'Version', 'version'),
    cors: readCors(properties),
    authorizers,
    routes,
    ...(properties.has('Body') ? { isImported: true } : {}),
    deployments: readHttpDeployments(mine('Deployment'), {
      configured: { authorizers, routes },
      routes: mine('Route'),
      stages,
    }),
    stages,
  };
}

function readCors(properties: Properties): HttpCors | null {
  const cors = properties.object('CorsConfiguration');
  if (cors === undefined) return null;
  const allowCredentials = cors.flag('AllowCredentials');
  const starred = ['AllowOrigins', 'AllowMethods', 'AllowHeaders', 'ExposeHeaders'].find((name) =>
    cors.texts(name).includes('*'),
  );
  if (allowCredentials && starred !== undefined)
    throw cors.fail(
      'AllowCredentials',
      `${cors.owner} can't have AllowCredentials together with "*" in ${starred}.`,
    );
  return {
    allowOrigins: cors.texts('AllowOrigins'),
    allowMethods: cors.texts('AllowMethods'),
    allowHeaders: cors.texts('AllowHeaders'),
    exposeHeaders: cors.texts('ExposeHeaders'),
    allowCredentials,
    maxAge: cors.number('MaxAge') ?? null,
  };
}

function throttlingOf(stage: Properties): Pick<HttpStage, 'defaultThrottle' | 'routeThrottling'> {
  const limits = ['ThrottlingRateLimit', 'ThrottlingBurstLimit'] as const;
  const settings = stage.object('RouteSettings');
  const routes = (settings?.names() ?? []).flatMap((routeKey) => {
    const throttle = readThrottle(settings?.object(routeKey), ...limits);
    return throttle === null ? [] : [[routeKey, throttle] as const];
  });
  return {
    defaultThrottle: readThrottle(stage.object('DefaultRouteSettings'), ...limits),
    routeThrottling: Object.fromEntries(routes),
  };
}

function readStages(mine: (type: string) => Resource[]): HttpStage[] {
  const deployments = mine('Deployment');
  return mine('Stage').flatMap(({ logicalId, line, properties, stack }): HttpStage[] => {
    const name = properties.required('StageName');
    if (!/^(\$default|[A-Za-z0-9_-]{1,128})$/.test(name))
      throw properties.fail(
        'StageName',
        `A stage's name may hold letters, digits, - and _, or be $default, not ${name}.`,
      );
    const autoDeploy = properties.flag('AutoDeploy');
    const madeFor = deployments.find((one) => one.properties.text('StageName') === name);
    const deploymentId = properties.text('DeploymentId') ?? madeFor?.physicalId ?? null;
    if (!autoDeploy && deploymentId === null) {
      stack.advise(
        logicalId,
        line,
        `the stage ${name} has neither AutoDeploy nor a deployment, so it is not served`,
      );
      return [];
    }
    const [variables, tags] = [properties.textMap('StageVariables'), properties.tags('Tags')];
    const log = readAccessLog(properties.object('AccessLogSettings'));
    return [{ name, deploymentId, autoDeploy, ...throttlingOf(properties), variables, tags, ...log }];
  });
}
