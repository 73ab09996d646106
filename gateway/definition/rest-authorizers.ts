import type { RestAuthorizer } from '../model.ts';
import { type AuthorizerSurroundings, readAuthorizerFunction, readTtl } from './lambda-authorizers.ts';
import type { Properties } from './properties.ts';
import { readRestJwtAuthorizer } from './rest-jwt-authorizer.ts';
import type { Resource } from './stack-reader.ts';

const types = ['TOKEN', 'REQUEST', 'COGNITO_USER_POOLS', 'JWT'] as const;

/** Authorizers of a REST API. One whose function isn't Lambda's is left out; its methods answer 501. */
export function readRestAuthorizers(
  resources: readonly Resource[],
  around: AuthorizerSurroundings,
): RestAuthorizer[] {
  return resources.flatMap((resource) => readAuthorizer(resource, around) ?? []);
}

function readAuthorizer(resource: Resource, around: AuthorizerSurroundings): RestAuthorizer | null {
  const { physicalId: id, properties } = resource;
  const type = properties.oneOf('Type', types);
  if (type === undefined) throw properties.fail(undefined, `${properties.owner} needs the property Type.`);
  if (type === 'JWT') return readRestJwtAuthorizer(resource);
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
  const words = { credentials: 'AuthorizerCredentials', guarded: 'methods' } as const;
  const reference = readAuthorizerFunction(resource, { ...around, ...words });
  if (reference === null) return null;
  if (type === 'TOKEN') {
    const ttlSeconds = readTtl(properties, { otherwise: 300, tellsApart: true });
    const source = identitySource ?? 'method.request.header.Authorization';
    return { type, id, name, function: reference, identitySource: source, validation, ttlSeconds };
  }
  const identitySources = (identitySource ?? '').split(',').map((one) => one.trim());
  const given = identitySources.filter((one) => one !== '');
  const ttlSeconds = readTtl(properties, { otherwise: 300, tellsApart: given.length > 0 });
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
