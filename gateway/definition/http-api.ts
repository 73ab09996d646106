import type { HttpApi, HttpCors, HttpStage } from '../model.ts';
import { quickRoute, readRoutes } from './http-routes.ts';
import type { Permission } from './permissions.ts';
import type { Properties } from './properties.ts';
import type { Resource, StackReader } from './stack-reader.ts';

export function readHttpApi(
  resource: Resource,
  stack: StackReader,
  permissions: readonly Permission[],
): HttpApi {
  const { properties, logicalId, physicalId: id } = resource;
  const mine = (type: string) =>
    stack.resourcesOf(`AWS::ApiGatewayV2::${type}`).filter((one) => one.properties.required('ApiId') === id);
  const quick = properties.text('Target');
  const stages = readStages(mine, stack);
  if (quick !== undefined && !stages.some(({ name }) => name === '$default'))
    stages.push({ name: '$default', deploymentId: null, autoDeploy: true, variables: {}, tags: {} });
  if (stages.length === 0)
    stack.warn(logicalId, resource.line, 'the API has no deployed stage, so nothing of it is served');
  const around = { apiId: id, stages, permissions };
  const routes = readRoutes(mine, stack, around);
  if (quick !== undefined) routes.push(quickRoute(resource, stack, around));
  return {
    apiType: 'http',
    id,
    name: properties.required('Name'),
    logicalId,
    disableExecuteApiEndpoint: properties.flag('DisableExecuteApiEndpoint'),
    createdAt: stack.createdAt,
    cors: readCors(properties),
    routes,
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

function readStages(mine: (type: string) => Resource[], stack: StackReader): HttpStage[] {
  const deployments = mine('Deployment');
  return mine('Stage').flatMap(({ logicalId, line, properties }): HttpStage[] => {
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
      stack.warn(
        logicalId,
        line,
        `the stage ${name} has neither AutoDeploy nor a deployment, so it is not served`,
      );
      return [];
    }
    for (const settings of ['DefaultRouteSettings', 'RouteSettings'])
      if (JSON.stringify(properties.plain(settings) ?? {}).includes('Throttling'))
        stack.warn(
          logicalId,
          properties.line(settings),
          `throttling of ${settings} is not applied here: no request is refused`,
        );
    const [variables, tags] = [properties.textMap('StageVariables'), properties.tags('Tags')];
    return [{ name, deploymentId, autoDeploy, variables, tags }];
  });
}
