import type { HttpIntegration, HttpRoute, HttpStage } from '../model.ts';
import { quickIntegration, readIntegration, unsupported } from './http-integrations.ts';
import { readParameterMapping } from './http-mappings.ts';
import { stableId } from './identities.ts';
import type { Permission } from './permissions.ts';
import type { Properties } from './properties.ts';
import { guardOf, textOf, warnOfRefusal } from './rest-methods.ts';
import type { Resource, StackReader } from './stack-reader.ts';

/** What an API's routes are read in the light of. */
export interface RouteSurroundings {
  readonly apiId: string;
  readonly stages: readonly HttpStage[];
  readonly permissions: readonly Permission[];
  /** Authorizers that are served. */
  readonly authorizerIds: ReadonlySet<string>;
}

export function readRoutes(mine: (type: string) => Resource[], around: RouteSurroundings): HttpRoute[] {
  const integrations = new Map(mine('Integration').map((one) => [one.physicalId, one]));
  // Also those that no route uses: API Gateway refuses them when they are made.
  for (const { properties } of integrations.values())
    if (!properties.has('IntegrationSubtype')) readParameterMapping(properties);
  const keys = new Set<string>();
  return mine('Route').map(({ logicalId, line, physicalId, properties, stack }): HttpRoute => {
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
          : readIntegration(found.properties, { routeKey, stack, around });
    warnOf(integration, { logicalId, line, routeKey, stack });
    const operation = textOf(properties, 'OperationName', 'operationName');
    const base = { id: physicalId, routeKey, ...authorization, ...operation, integration };
    return integrationId === undefined ? base : { ...base, integrationId };
  });
}

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

/** `Target` on the API itself: one route to one integration, made together with the stage `$default`. */
export function quickRoute(
  { logicalId, properties }: Resource,
  stack: StackReader,
  around: RouteSurroundings,
): HttpRoute {
  const routeKey = properties.text('RouteKey') ?? '$default';
  const integration = quickIntegration(properties, { routeKey, stack, around });
  warnOf(integration, { logicalId, line: properties.line('Target'), routeKey, stack });
  const seed = `${stack.stackName}/${logicalId}/`;
  return {
    id: stableId(`${seed}route`, 7),
    integrationId: stableId(`${seed}integration`, 7),
    routeKey,
    authorizationType: 'NONE',
    authorizerId: null,
    authorizationScopes: [],
    integration,
  };
}

interface RoutePlace {
  readonly logicalId: string;
  readonly line: number;
  readonly routeKey: string;
  readonly stack: StackReader;
}

function warnOf(integration: HttpIntegration, { logicalId, line, routeKey, stack }: RoutePlace): void {
  if (integration.type === 'UNSUPPORTED')
    stack.warn(logicalId, line, `${routeKey} answers 501: ${integration.reason}`);
  else if (integration.type === 'AWS_PROXY') warnOfRefusal(logicalId, integration.function, { stack, line });
}
