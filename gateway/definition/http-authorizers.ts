import type { HttpAuthorizer } from '../model.ts';
import { type AuthorizerSurroundings, readAuthorizerFunction, readTtl } from './lambda-authorizers.ts';
import type { Resource } from './stack-reader.ts';

/** Authorizers of an HTTP API. One whose function isn't Lambda's is left out; its routes answer 501. */
export function readHttpAuthorizers(
  resources: readonly Resource[],
  around: AuthorizerSurroundings,
): HttpAuthorizer[] {
  return resources.flatMap((resource) => {
    const type = resource.properties.oneOf('AuthorizerType', ['JWT', 'REQUEST']);
    if (type === undefined)
      throw resource.properties.fail(
        undefined,
        `${resource.properties.owner} needs the property AuthorizerType.`,
      );
    return type === 'JWT' ? readJwt(resource) : (readRequest(resource, around) ?? []);
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

function readRequest(resource: Resource, around: AuthorizerSurroundings): HttpAuthorizer | null {
  const { physicalId: id, properties } = resource;
  const words = { credentials: 'AuthorizerCredentialsArn', guarded: 'routes' } as const;
  const reference = readAuthorizerFunction(resource, { ...around, ...words });
  if (reference === null) return null;
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
  const ttlSeconds = readTtl(properties, { otherwise: 0, tellsApart: identitySources.length > 0 });
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
