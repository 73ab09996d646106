import type { RestApi, RestAuthorizer } from '../../model.ts';
import { jwtConfigurationOf } from '../jwt-configuration.ts';
import { lambdaUri } from '../lambda-uri.ts';
import { filled } from './exported.ts';
import { signatureScheme } from './signature-scheme.ts';

/** What callers of a REST API may have to show, by the names that its operations use. */
export function securitySchemes(api: RestApi, withAuthorizers: boolean): Record<string, object> {
  const methods = api.pathResources.flatMap((resource) => resource.methods);
  const key = { api_key: { type: 'apiKey', name: 'x-api-key', in: 'header' } };
  return {
    ...(methods.some(({ apiKeyRequired }) => apiKeyRequired) ? key : {}),
    ...(methods.some(({ authorizationType }) => authorizationType === 'AWS_IAM') ? signatureScheme : {}),
    ...Object.fromEntries(
      api.authorizers.map((authorizer) => [authorizer.name, schemeOf(authorizer, withAuthorizers)]),
    ),
  };
}

const authTypes = {
  TOKEN: 'custom',
  REQUEST: 'custom',
  COGNITO_USER_POOLS: 'cognito_user_pools',
  JWT: 'jwt',
} as const satisfies Record<RestAuthorizer['type'], string>;

function schemeOf(authorizer: RestAuthorizer, withAuthorizer: boolean): object {
  const header =
    'identitySource' in authorizer
      ? /^method\.request\.header\.(.+)$/.exec(authorizer.identitySource)?.[1]
      : undefined;
  const scheme = {
    type: 'apiKey',
    name: header ?? (authorizer.type === 'REQUEST' ? 'Unused' : 'Authorization'),
    in: 'header',
    'x-amazon-apigateway-authtype': authTypes[authorizer.type],
  };
  if (!withAuthorizer) return scheme;
  return { ...scheme, 'x-amazon-apigateway-authorizer': authorizerOf(authorizer) };
}

function authorizerOf(authorizer: RestAuthorizer): object {
  const type = authorizer.type.toLowerCase();
  if (authorizer.type === 'COGNITO_USER_POOLS')
    return filled({
      type,
      providerARNs: authorizer.userPoolArns,
      identityValidationExpression: authorizer.validation,
    });
  if (authorizer.type === 'JWT')
    return {
      type,
      identitySource: authorizer.identitySource,
      jwtConfiguration: jwtConfigurationOf(authorizer),
    };
  return filled({
    type,
    authorizerUri: lambdaUri(authorizer.function),
    authorizerResultTtlInSeconds: authorizer.ttlSeconds,
    identitySource: authorizer.type === 'REQUEST' ? authorizer.identitySources.join(', ') : undefined,
    identityValidationExpression: authorizer.type === 'TOKEN' ? authorizer.validation : undefined,
  });
}
