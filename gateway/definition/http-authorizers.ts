import type { HttpAuthorizer, HttpStage } from '../model.ts';
import { authorizerReference, functionArnInUri, type Permission } from './permissions.ts';
import { readTtl } from './rest-authorizers.ts';
import type { Resource, StackReader } from './stack-reader.ts';

/** What an authorizer is read in the light of. */
export interface AuthorizerSurroundings {
  readonly apiId: string;
  readonly stages: readonly HttpStage[];
  readonly permissions: readonly Permission[];
}

/** Authorizers of an HTTP API. One whose function isn't Lambda's is left out; its routes answer 501. */
export function readHttpAuthorizers(
  resources: readonly Resource[],
  stack: StackReader,
  around: AuthorizerSurroundings,
): HttpAuthorizer[] {
  return resources.flatMap((resource) => {
    const type = resource.properties.oneOf('AuthorizerType', ['JWT', 'REQUEST']);
    if (type === undefined)
      throw resource.properties.fail(
        undefined,
        `${resource.properties.owner} needs the property AuthorizerType.`,
      );
    return type === 'JWT' ? readJwt(resource) : (readRequest(resource, stack, around) ?? []);
  });
}

function readJwt({ physicalId: id, properties }: Resource): HttpAuthorizer {
  const configuration = properties.object('JwtConfiguration');
  const issuer = configuration?.text('Issuer');
  if (issuer === undefined)
    throw properties.fail('JwtConfiguration', `${properties.owner} needs an Issuer in JwtConfiguration.`);
  if (!URL.canParse(issuer))
    throw properties.fail(
      'JwtConfiguration',
      `Issuer of ${properties.owner} must be the URL in the claim iss of its tokens, not ${issuer}.`,
    );
  return {
    type: 'JWT',
    id,
    name: properties.required('Name'),
    identitySource: properties.texts('IdentitySource')[0] ?? '$request.header.Authorization',
    issuer,
    audience: configuration?.texts('Audience') ?? [],
  };
}

function readRequest(
  { physicalId: id, logicalId, properties }: Resource,
  stack: StackReader,
  { apiId, stages, permissions }: AuthorizerSurroundings,
): HttpAuthorizer | null {
  const uri = properties.required('AuthorizerUri');
  const arn = functionArnInUri(uri, stack);
  if (arn === null) {
    stack.warn(
      logicalId,
      properties.line('AuthorizerUri'),
      `its function is ${uri}, and only Lambda functions are served: routes behind it answer 501`,
    );
    return null;
  }
  const authorizer = {
    apiId,
    authorizerId: id,
    stages,
    hasCredentials: properties.has('AuthorizerCredentialsArn'),
  };
  const reference = authorizerReference(arn, authorizer, permissions);
  if (!reference.mayInvoke)
    stack.warn(
      logicalId,
      properties.line(),
      `no AWS::Lambda::Permission lets API Gateway invoke ${arn}: routes behind it answer 500, as on AWS`,
    );
  const payloadFormatVersion = properties.oneOf('AuthorizerPayloadFormatVersion', ['1.0', '2.0']);
  if (payloadFormatVersion === undefined)
    throw properties.fail(
      undefined,
      `${properties.owner} needs the property AuthorizerPayloadFormatVersion (1.0 or 2.0).`,
    );
  const simpleResponses = properties.flag('EnableSimpleResponses');
  if (simpleResponses && payloadFormatVersion === '1.0')
    throw properties.fail(
      'EnableSimpleResponses',
      `${properties.owner} has EnableSimpleResponses, which needs AuthorizerPayloadFormatVersion 2.0.`,
    );
  const identitySources = properties.texts('IdentitySource');
  const ttlSeconds = readTtl(properties, 0);
  if (identitySources.length === 0 && ttlSeconds > 0)
    throw properties.fail(
      'AuthorizerResultTtlInSeconds',
      `${properties.owner} caches results and has no IdentitySource to tell callers apart.`,
    );
  return {
    type: 'REQUEST',
    id,
    name: properties.required('Name'),
    function: reference,
    payloadFormatVersion,
    simpleResponses,
    identitySources,
    ttlSeconds,
  };
}
