import type { MethodResponse } from '../model.ts';
import type { Properties } from './properties.ts';

const requestTarget = /^integration\.request\.(?:path|querystring|header)\..+$/;
const responseTarget = /^method\.response\.header\..+$/;
const literal = /^'.*'$/s;
const surroundings = /^(?:context|stageVariables)\..+$/;
const requestSource =
  /^method\.request\.(?:(?:multivalue)?(?:header|querystring)\..+|path\..+|body(?:\..+)?)$/;
const responseSource = /^integration\.response\.(?:(?:multivalue)?header\..+|body(?:\..+)?)$/;

/** What a method declares, in its own names. */
export interface Declared {
  readonly requestParameters: Readonly<Record<string, boolean>>;
  readonly methodResponses: readonly MethodResponse[];
}

/**
 * Refuses what API Gateway refuses with "Invalid mapping expression specified": expressions that it can't read,
 * and parameters that the method doesn't declare. Throws DefinitionError.
 */
export function refuseBadMappings(method: Properties, declared: Declared): void {
  const integration = method.object('Integration');
  if (integration === undefined) return;
  for (const [target, source] of Object.entries(integration.textMap('RequestParameters'))) {
    refuseUnreadable(integration, 'RequestParameters', {
      [target]: requestTarget.test(target),
      [source]: [literal, surroundings, requestSource].some((form) => form.test(source)),
    });
    refuseUndeclaredSource(integration, source, declared);
  }
  for (const response of integration.objects('IntegrationResponses')) {
    for (const [target, source] of Object.entries(response.textMap('ResponseParameters'))) {
      refuseUnreadable(response, 'ResponseParameters', {
        [target]: responseTarget.test(target),
        [source]: [literal, surroundings, responseSource, requestSource].some((form) => form.test(source)),
      });
      refuseUndeclaredTarget(method, response, { target, declared });
    }
  }
}

function refuseUnreadable(
  owner: Properties,
  property: string,
  readable: Readonly<Record<string, boolean>>,
): void {
  const wrong = Object.entries(readable).find(([, isReadable]) => !isReadable)?.[0];
  if (wrong === undefined) return;
  throw owner.fail(
    property,
    `${property} of ${owner.owner} holds ${wrong}, which isn't a mapping expression.`,
    [
      "Literals stand in single quotes, such as '''text''' in YAML; parameters have a place, such as method.request.header.NAME.",
    ],
  );
}

function refuseUndeclaredSource(
  integration: Properties,
  source: string,
  { requestParameters }: Declared,
): void {
  const parts = /^method\.request\.(?:multivalue)?(?<place>path|querystring|header)\.(?<name>.+)$/.exec(
    source,
  )?.groups;
  if (parts === undefined) return;
  const name = `method.request.${parts.place}.${parts.name}`;
  if (source in requestParameters || name in requestParameters) return;
  throw integration.fail(
    'RequestParameters',
    `${integration.owner} maps ${source}, which its method doesn't declare.`,
    [`Add "${name}: false" to RequestParameters of the method.`],
  );
}

function refuseUndeclaredTarget(
  method: Properties,
  response: Properties,
  { target, declared }: { readonly target: string; readonly declared: Declared },
): void {
  const status = response.required('StatusCode');
  const answer = declared.methodResponses.find(({ statusCode }) => statusCode === status);
  if (answer?.responseParameters[target] !== undefined) return;
  throw response.fail(
    'ResponseParameters',
    `${method.owner} maps ${target}, which its method response ${status} doesn't declare.`,
    [`Add "${target}: true" to ResponseParameters of the method response ${status}.`],
  );
}
