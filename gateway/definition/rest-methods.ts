import type { MethodResponse, RequestValidator, RestMethod, RestStage } from '../model.ts';
import { refuseBadMappings } from './mapping-expressions.ts';
import type { Permission } from './permissions.ts';
import type { Properties } from './properties.ts';
import { readIntegration } from './rest-integrations.ts';
import type { Resource, StackReader } from './stack-reader.ts';

const httpMethods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'ANY'] as const;

/** What a method is read in the light of. */
export interface MethodSurroundings {
  readonly apiId: string;
  readonly path: string;
  readonly stages: readonly RestStage[];
  readonly permissions: readonly Permission[];
  readonly modelNames: ReadonlySet<string>;
  /** Authorizers that are served. */
  readonly authorizerIds: ReadonlySet<string>;
  readonly validators: readonly RequestValidator[];
}

export function readMethod(
  { logicalId, properties, stack }: Resource,
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
    authorizerId: properties.text('AuthorizerId') ?? null,
    authorizationScopes: properties.texts('AuthorizationScopes'),
    apiKeyRequired: properties.flag('ApiKeyRequired'),
    requestParameters: properties.flagMap('RequestParameters'),
    requestModels,
    validateBody: validator?.validateRequestBody ?? false,
    validateParameters: validator?.validateRequestParameters ?? false,
    methodResponses: properties.objects('MethodResponses').map(readMethodResponse),
    ...textOf(properties, 'RequestValidatorId', 'requestValidatorId'),
    ...textOf(properties, 'OperationName', 'operationName'),
  };
  const cacheKeyParameters = properties.object('Integration')?.texts('CacheKeyParameters') ?? [];
  const cacheNamespace = properties.object('Integration')?.text('CacheNamespace');
  const integration = readIntegration(properties, stack, { ...around, httpMethod });
  refuseBadMappings(properties, method);
  const guard = guardOf(method, around.authorizerIds);
  const served = guard === null ? integration : { type: 'UNSUPPORTED' as const, reason: guard };
  const at = guard === null ? properties.at('Integration') : properties.at('AuthorizationType');
  if (served.type === 'UNSUPPORTED')
    stack.warn(logicalId, at, `${httpMethod} ${around.path} answers 501: ${served.reason}`);
  if (served.type === 'AWS_PROXY' || served.type === 'AWS') {
    warnOfRefusal(logicalId, served.function, { stack, line: at.line });
    if (served.httpMethod !== 'POST')
      stack.advise(logicalId, at, 'its IntegrationHttpMethod is not POST: it answers 500, as on AWS');
  }
  return {
    ...method,
    ...(cacheKeyParameters.length === 0 ? {} : { cacheKeyParameters }),
    ...(cacheNamespace === undefined ? {} : { cacheNamespace }),
    integration: served,
  };
}

function readMethodResponse(response: Properties): MethodResponse {
  const responseModels = response.textMap('ResponseModels');
  return {
    statusCode: response.required('StatusCode'),
    responseParameters: response.flagMap('ResponseParameters'),
    ...(Object.keys(responseModels).length === 0 ? {} : { responseModels }),
  };
}

/** The property under another name, where it is there. */
export function textOf<const Key extends string>(
  properties: Properties,
  name: string,
  key: Key,
): { readonly [key in Key]?: string } {
  const text = properties.text(name);
  return (text === undefined ? {} : { [key]: text }) as { readonly [key in Key]?: string };
}

/** What stands before the integration and isn't checked here: a method behind it is never served openly. */
export function guardOf(
  { authorizationType, authorizerId }: Pick<RestMethod, 'authorizationType' | 'authorizerId'>,
  authorizerIds: ReadonlySet<string>,
): string | null {
  switch (authorizationType) {
    case 'NONE':
    case 'AWS_IAM':
      return null;
    case 'CUSTOM':
    case 'COGNITO_USER_POOLS':
    case 'JWT':
      if (authorizerId === null)
        return `it needs authorization (${authorizationType}) and has no AuthorizerId`;
      return authorizerIds.has(authorizerId) ? null : 'its authorizer is not served';
    default:
      return `it needs authorization (${authorizationType}), which this gateway doesn't know`;
  }
}

export function warnOfRefusal(
  logicalId: string,
  reference: { arn: string; mayInvoke: boolean; refusedStages?: readonly string[] },
  { stack, line }: { stack: StackReader; line: number },
): void {
  const name = reference.arn.split(':function:')[1] ?? reference.arn;
  const where = reference.refusedStages === undefined ? '' : ` in ${reference.refusedStages.join(', ')}`;
  if (reference.mayInvoke && reference.refusedStages === undefined) return;
  stack.advise(
    logicalId,
    line,
    `no AWS::Lambda::Permission lets API Gateway invoke ${name}${where}: it answers 500, as on AWS`,
  );
}

function validatorOf(properties: Properties, around: MethodSurroundings) {
  const id = properties.text('RequestValidatorId');
  if (id === undefined) return undefined;
  const validator = around.validators.find((one) => one.id === id);
  if (validator === undefined)
    throw properties.fail(
      'RequestValidatorId',
      `${properties.owner} names a request validator that its API doesn't have.`,
    );
  return validator;
}
