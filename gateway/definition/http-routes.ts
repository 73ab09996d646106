import type { HttpIntegration, HttpRoute, HttpStage } from '../model.ts';
import { functionArn, stableId } from './identities.ts';
import { functionArnInUri, type Permission, referenceTo } from './permissions.ts';
import type { Properties } from './properties.ts';
import { timeoutOf } from './rest-integrations.ts';
import { guardOf, warnOfRefusal } from './rest-methods.ts';
import type { Resource, StackReader } from './stack-reader.ts';

/** What an API's routes are read in the light of. */
export interface RouteSurroundings {
  readonly apiId: string;
  readonly stages: readonly HttpStage[];
  readonly permissions: readonly Permission[];
  /** Authorizers that are served. */
  readonly authorizerIds: ReadonlySet<string>;
}

export function readRoutes(
  mine: (type: string) => Resource[],
  stack: StackReader,
  around: RouteSurroundings,
): HttpRoute[] {
  const integrations = new Map(mine('Integration').map((one) => [one.physicalId, one]));
  const keys = new Set<string>();
  return mine('Route').map(({ logicalId, line, physicalId, properties }): HttpRoute => {
    const routeKey = routeKeyOf(properties);
    if (keys.has(routeKey))
      throw properties.fail('RouteKey', `${properties.owner} is a second route ${routeKey} of its API.`);
    keys.add(routeKey);
    const authorization = {
      authorizationType: properties.text('AuthorizationType') ?? 'NONE',
      authorizerId: properties.text('AuthorizerId') ?? null,
      authorizationScopes: properties.texts('AuthorizationScopes'),
    };
    const target = properties.text('Target');
    const integrationId = target?.replace(/^integrations\//, '');
    const found = integrationId === undefined ? undefined : integrations.get(integrationId);
    if (target !== undefined && found === undefined)
      throw properties.fail(
        'Target',
        `Target of ${properties.owner} must be integrations/ID of an integration of its API, not ${target}.`,
      );
    const guard = guardOf(authorization, around.authorizerIds);
    const integration =
      guard !== null
        ? unsupported(guard)
        : found === undefined
          ? unsupported('it has no Target, so nothing answers it')
          : readIntegration(found, { routeKey, stack, around });
    if (integration.type === 'UNSUPPORTED')
      stack.warn(logicalId, line, `${routeKey} answers 501: ${integration.reason}`);
    else warnOfRefusal(logicalId, integration.function, { stack, line });
    const base = { id: physicalId, routeKey, ...authorization, integration };
    return integrationId === undefined ? base : { ...base, integrationId };
  });
}

const unsupported = (reason: string) => ({ type: 'UNSUPPORTED' as const, reason });

function routeKeyOf(properties: Properties): string {
  const key = properties.required('RouteKey');
  if (key === '$default') return key;
  const match = /^(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS|ANY) (\/\S*)$/.exec(key);
  if (match === null)
    throw properties.fail(
      'RouteKey',
      `RouteKey of ${properties.owner} must be METHOD /path or $default, not ${key}.`,
    );
  return key;
}

interface IntegrationSurroundings {
  readonly routeKey: string;
  readonly stack: StackReader;
  readonly around: RouteSurroundings;
}

function readIntegration(
  { properties }: Resource,
  { routeKey, stack, around }: IntegrationSurroundings,
): HttpIntegration {
  const type = properties.required('IntegrationType');
  if (properties.text('ConnectionType') === 'VPC_LINK') return unsupported('VPC links are not served yet');
  if (type !== 'AWS_PROXY') return unsupported(`integrations of type ${type} are not served yet`);
  const subtype = properties.text('IntegrationSubtype');
  if (subtype !== undefined) return unsupported(`the AWS service integration ${subtype} is not served yet`);
  const uri = properties.required('IntegrationUri');
  const arn = functionArnInUri(uri, stack);
  if (arn === null)
    return unsupported(`its integration goes to ${uri}, and only Lambda functions are served`);
  return {
    type,
    function: referenceTo(
      arn,
      invocationOf(routeKey, around, properties.has('CredentialsArn')),
      around.permissions,
    ),
    payloadFormatVersion: properties.oneOf('PayloadFormatVersion', ['1.0', '2.0']) ?? '1.0',
    timeoutMs: timeoutOf(properties, { least: 50, most: 30_000, otherwise: 30_000 }),
  };
}

function invocationOf(routeKey: string, { apiId, stages }: RouteSurroundings, hasCredentials: boolean) {
  const [method = '', path = ''] = routeKey.split(' ');
  return { apiId, stages, method, path, hasCredentials };
}

/** `Target` on the API itself: one route to one function, payload 2.0, made together with the stage `$default`. */
export function quickRoute(
  { logicalId, properties }: Resource,
  stack: StackReader,
  around: RouteSurroundings,
): HttpRoute {
  const target = properties.required('Target');
  const routeKey = properties.text('RouteKey') ?? '$default';
  const arn = target.startsWith('http') ? null : functionArnInUri(functionArn(target, stack), stack);
  const seed = `${stack.stackName}/${logicalId}/`;
  const base = {
    id: stableId(`${seed}route`, 7),
    integrationId: stableId(`${seed}integration`, 7),
    routeKey,
    authorizationType: 'NONE',
    authorizerId: null,
    authorizationScopes: [],
  };
  if (arn === null) {
    const reason = `its Target is ${target}, and only Lambda functions are served`;
    stack.warn(logicalId, properties.line('Target'), `${routeKey} answers 501: ${reason}`);
    return { ...base, integration: unsupported(reason) };
  }
  const invocation = invocationOf(routeKey, around, properties.has('CredentialsArn'));
  const reference = referenceTo(arn, invocation, around.permissions);
  warnOfRefusal(logicalId, reference, { stack, line: properties.line('Target') });
  return {
    ...base,
    integration: { type: 'AWS_PROXY', function: reference, payloadFormatVersion: '2.0', timeoutMs: 30_000 },
  };
}
