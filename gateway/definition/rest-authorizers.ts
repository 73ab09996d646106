import type { RestAuthorizer, RestStage } from '../model.ts';
import { authorizerReference, functionArnInUri, type Permission } from './permissions.ts';
import type { Properties } from './properties.ts';
import type { Resource, StackReader } from './stack-reader.ts';

/** What an authorizer is read in the light of. */
export interface AuthorizerSurroundings {
  readonly apiId: string;
  readonly stages: readonly RestStage[];
  readonly permissions: readonly Permission[];
}

const types = ['TOKEN', 'REQUEST', 'COGNITO_USER_POOLS'] as const;

/** Authorizers of a REST API. One whose function isn't Lambda's is left out; its methods answer 501. */
export function readRestAuthorizers(
  resources: readonly Resource[],
  stack: StackReader,
  around: AuthorizerSurroundings,
): RestAuthorizer[] {
  return resources.flatMap((resource) => readAuthorizer(resource, stack, around) ?? []);
}

function readAuthorizer(
  { physicalId: id, logicalId, properties }: Resource,
  stack: StackReader,
  { apiId, stages, permissions }: AuthorizerSurroundings,
): RestAuthorizer | null {
  const type = properties.oneOf('Type', types);
  if (type === undefined) throw properties.fail(undefined, `${properties.owner} needs the property Type.`);
  const name = properties.required('Name');
  const validation = readValidation(properties);
  const identitySource = properties.text('IdentitySource');
  if (type === 'COGNITO_USER_POOLS') {
    const userPoolArns = properties.texts('ProviderARNs');
    if (userPoolArns.length === 0)
      throw properties.fail('ProviderARNs', `${properties.owner} needs a user pool in ProviderARNs.`);
    const source = identitySource ?? 'method.request.header.Authorization';
    return { type, id, name, identitySource: source, userPoolArns, validation };
  }
  const uri = properties.required('AuthorizerUri');
  const arn = functionArnInUri(uri, stack);
  if (arn === null) {
    stack.warn(
      logicalId,
      properties.line('AuthorizerUri'),
      `its function is ${uri}, and only Lambda functions are served: methods behind it answer 501`,
    );
    return null;
  }
  const authorizer = {
    apiId,
    authorizerId: id,
    stages,
    hasCredentials: properties.has('AuthorizerCredentials'),
  };
  const reference = authorizerReference(arn, authorizer, permissions);
  if (!reference.mayInvoke)
    stack.warn(
      logicalId,
      properties.line(),
      `no AWS::Lambda::Permission lets API Gateway invoke ${arn}: methods behind it answer 500, as on AWS`,
    );
  const ttlSeconds = readTtl(properties, 300);
  if (type === 'TOKEN') {
    const source = identitySource ?? 'method.request.header.Authorization';
    return { type, id, name, function: reference, identitySource: source, validation, ttlSeconds };
  }
  const identitySources = (identitySource ?? '').split(',').map((one) => one.trim());
  const given = identitySources.filter((one) => one !== '');
  if (given.length === 0 && ttlSeconds > 0)
    throw properties.fail(
      undefined,
      `${properties.owner} caches results for ${ttlSeconds} s and has no IdentitySource to tell callers apart.`,
      ['Give it an IdentitySource, or AuthorizerResultTtlInSeconds: 0.'],
    );
  return { type, id, name, function: reference, identitySources: given, ttlSeconds };
}

/** Throws DefinitionError where the regular expression can't be read. */
function readValidation(properties: Properties): string | null {
  const validation = properties.text('IdentityValidationExpression');
  if (validation === undefined || validation === '') return null;
  try {
    new RegExp(`^(?:${validation})$`);
  } catch {
    throw properties.fail(
      'IdentityValidationExpression',
      `IdentityValidationExpression of ${properties.owner} isn't a regular expression: ${validation}.`,
    );
  }
  return validation;
}

export function readTtl(properties: Properties, otherwise: number): number {
  const ttlSeconds = properties.number('AuthorizerResultTtlInSeconds') ?? otherwise;
  if (ttlSeconds < 0 || ttlSeconds > 3600)
    throw properties.fail(
      'AuthorizerResultTtlInSeconds',
      `AuthorizerResultTtlInSeconds of ${properties.owner} must be 0 to 3600, not ${ttlSeconds}.`,
    );
  return ttlSeconds;
}
