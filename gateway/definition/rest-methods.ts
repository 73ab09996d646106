import type { IntegrationResponse, RestIntegration, RestMethod, RestStage } from '../model.ts';
import { functionArnInUri, type Permission, referenceTo } from './permissions.ts';
import type { Properties } from './properties.ts';
import type { Resource, StackReader } from './stack-reader.ts';

const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ANY'] as const;
const passthroughBehaviors = ['WHEN_NO_MATCH', 'WHEN_NO_TEMPLATES', 'NEVER'] as const;
const integrationTypes = ['AWS', 'AWS_PROXY', 'HTTP', 'HTTP_PROXY', 'MOCK'] as const;

/** What a method is read in the light of. */
export interface MethodSurroundings {
  readonly apiId: string;
  readonly path: string;
  readonly stages: readonly RestStage[];
  readonly permissions: readonly Permission[];
  readonly modelNames: ReadonlySet<string>;
  readonly validators: ReadonlyMap<string, { readonly body: boolean; readonly parameters: boolean }>;
}

export function readMethod(
  { logicalId, properties }: Resource,
  stack: StackReader,
  around: MethodSurroundings,
): RestMethod {
  const httpMethod = properties.required('HttpMethod').toUpperCase();
  if (!httpMethods.some((known) => known === httpMethod))
    throw properties.fail(
      'HttpMethod',
      `HttpMethod of ${properties.owner} must be one of ${httpMethods.join(', ')}, not ${httpMethod}.`,
    );
  const validator = validatorOf(properties, around);
  const requestModels = properties.textMap('RequestModels');
  for (const model of Object.values(requestModels))
    if (!around.modelNames.has(model))
      throw properties.fail(
        'RequestModels',
        `${properties.owner} names the model ${model}, which its API doesn't have.`,
      );
  const method = {
    httpMethod,
    authorizationType: properties.text('AuthorizationType') ?? 'NONE',
    apiKeyRequired: properties.flag('ApiKeyRequired'),
    requestParameters: properties.flagMap('RequestParameters'),
    requestModels,
    validateBody: validator.body,
    validateParameters: validator.parameters,
    methodResponses: properties.objects('MethodResponses').map((response) => ({
      statusCode: response.required('StatusCode'),
      responseParameters: response.flagMap('ResponseParameters'),
    })),
  };
  const integration = readIntegration(properties, stack, { ...around, httpMethod });
  refuseUnmappedHeaders(properties, method.methodResponses);
  const guard = guardOf(method);
  const served = guard === null ? integration : { type: 'UNSUPPORTED' as const, reason: guard };
  const line = guard === null ? properties.line('Integration') : properties.line();
  if (served.type === 'UNSUPPORTED')
    stack.warn(logicalId, line, `${httpMethod} ${around.path} answers 501: ${served.reason}`);
  if (served.type === 'AWS_PROXY') warnOfRefusal(logicalId, served.function, { stack, line });
  return { ...method, integration: served };
}

/** What stands before the integration and isn't checked here: a method behind it is never served openly. */
function guardOf(method: Pick<RestMethod, 'authorizationType' | 'apiKeyRequired'>): string | null {
  if (method.authorizationType !== 'NONE')
    return `it needs authorization (${method.authorizationType}), which this gateway doesn't check yet`;
  return method.apiKeyRequired ? "it needs an API key, which this gateway doesn't check yet" : null;
}

export function warnOfRefusal(
  logicalId: string,
  reference: { arn: string; mayInvoke: boolean; refusedStages?: readonly string[] },
  { stack, line }: { stack: StackReader; line: number },
): void {
  const name = reference.arn.split(':function:')[1] ?? reference.arn;
  const where = reference.refusedStages === undefined ? '' : ` in ${reference.refusedStages.join(', ')}`;
  if (reference.mayInvoke && reference.refusedStages === undefined) return;
  stack.warn(
    logicalId,
    line,
    `no AWS::Lambda::Permission lets API Gateway invoke ${name}${where}: it answers 500, as on AWS`,
  );
}

function validatorOf(properties: Properties, around: MethodSurroundings) {
  const id = properties.text('RequestValidatorId');
  if (id === undefined) return { body: false, parameters: false };
  const validator = around.validators.get(id);
  if (validator === undefined)
    throw properties.fail(
      'RequestValidatorId',
      `${properties.owner} names a request validator that its API doesn't have.`,
    );
  return validator;
}

type IntegrationSurroundings = MethodSurroundings & { readonly httpMethod: string };

const unsupported = (reason: string) => ({ type: 'UNSUPPORTED' as const, reason });

function readIntegration(
  properties: Properties,
  stack: StackReader,
  around: IntegrationSurroundings,
): RestIntegration {
  const integration = properties.object('Integration');
  if (integration === undefined) return unsupported('it has no integration; on AWS its deployment fails');
  const type = integration.oneOf('Type', integrationTypes);
  if (type === undefined) throw integration.fail(undefined, `${integration.owner} needs the property Type.`);
  if (integration.text('ConnectionType') === 'VPC_LINK') return unsupported('VPC links are not served yet');
  if (integration.text('ResponseTransferMode') === 'STREAM')
    return unsupported('response streaming is not served yet');
  if (type === 'MOCK')
    return {
      type,
      requestTemplates: integration.textMap('RequestTemplates'),
      passthroughBehavior: integration.oneOf('PassthroughBehavior', passthroughBehaviors) ?? 'WHEN_NO_MATCH',
      responses: integration.objects('IntegrationResponses').map(readIntegrationResponse),
    };
  if (type !== 'AWS_PROXY') return unsupported(`integrations of type ${type} are not served yet`);
  const uri = integration.required('Uri');
  const arn = functionArnInUri(uri, stack);
  if (arn === null)
    return unsupported(`its AWS_PROXY integration goes to ${uri}, and only Lambda functions are served`);
  const { apiId, path, stages, httpMethod: method, permissions } = around;
  const invocation = { apiId, path, stages, method, hasCredentials: integration.has('Credentials') };
  return {
    type,
    function: referenceTo(arn, invocation, permissions),
    httpMethod: integration.text('IntegrationHttpMethod') ?? '',
    timeoutMs: timeoutOf(integration, { least: 50, otherwise: 29_000 }),
  };
}

export function timeoutOf(
  properties: Properties,
  { least, most, otherwise }: { least: number; most?: number; otherwise: number },
): number {
  const given = properties.number('TimeoutInMillis') ?? otherwise;
  if (given < least || (most !== undefined && given > most))
    throw properties.fail(
      'TimeoutInMillis',
      `TimeoutInMillis of ${properties.owner} must be ${least} to ${most ?? otherwise}, not ${given}.`,
    );
  return given;
}

function readIntegrationResponse(response: Properties): IntegrationResponse {
  return {
    statusCode: response.required('StatusCode'),
    selectionPattern: response.text('SelectionPattern') ?? null,
    responseParameters: response.textMap('ResponseParameters'),
    responseTemplates: response.textMap('ResponseTemplates'),
  };
}

/** AWS refuses to map a header that the method response of that status doesn't declare. */
function refuseUnmappedHeaders(method: Properties, declared: RestMethod['methodResponses']): void {
  for (const response of method.object('Integration')?.objects('IntegrationResponses') ?? []) {
    const status = response.required('StatusCode');
    const allowed = declared.find(({ statusCode }) => statusCode === status)?.responseParameters ?? {};
    for (const name of Object.keys(response.textMap('ResponseParameters'))) {
      if (allowed[name] !== undefined) continue;
      throw response.fail(
        'ResponseParameters',
        `${method.owner} maps ${name}, which its method response ${status} doesn't declare.`,
        [`Add "${name}: true" to ResponseParameters of the method response ${status}.`],
      );
    }
  }
}
