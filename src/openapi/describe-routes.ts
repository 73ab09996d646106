import type { Json } from '../contract/json.ts';
import type { DeployedRoute, Deployment } from '../deployment/deployment.ts';

/**
 * What is known of an API's routes as an OpenAPI document, for an API Gateway (or an emulator of it) that exports
 * none: without schemas, with what an export has beside. `null` where no routes are known either.
 */
export function describedRoutes({ routes, definedRoutes, api, authorizers }: Deployment): Json | null {
  const known = routes.read ? routes : definedRoutes;
  if (!known.read) return null;
  const paths: { [path: string]: { [method: string]: Json } } = {};
  for (const route of known.value) {
    const [method = '', path = '/{proxy+}'] = route.key === '$default' ? ['ANY'] : route.key.split(' ');
    const key = method === 'ANY' ? 'x-amazon-apigateway-any-method' : method.toLowerCase();
    paths[path] = { ...paths[path], [key]: operationOf(route, path) };
  }
  const cors = api.read ? api.value.cors : null;
  return {
    openapi: '3.0.1',
    info: { title: api.read ? api.value.name : '', version: '1' },
    paths,
    components: { securitySchemes: { ...schemes, JWT: jwtScheme(authorizers) } },
    ...(cors === null ? {} : { 'x-amazon-apigateway-cors': { ...cors } }),
  };
}

function operationOf(route: DeployedRoute, path: string): Json {
  const named = [...path.matchAll(/\{([^{}+]+)\+?\}/g)].map(([, name = '']) => ({ name, in: 'path' }));
  const required = route.requiredParameters.flatMap((parameter) => {
    const [at = '', ...name] = parameter.split('.');
    return at === 'path' || name.length === 0 ? [] : [{ name: name.join('.'), in: at }];
  });
  return {
    parameters: [...named, ...required].map((one) => ({
      ...one,
      required: true,
      schema: { type: 'string' },
    })),
    security: securityOf(route),
    'x-amazon-apigateway-integration': { type: route.integration?.type.toLowerCase() ?? 'unknown' },
  };
}

const header = (name: string) => ({ type: 'apiKey', in: 'header', name });
const schemes: { [name: string]: Json } = {
  api_key: header('x-api-key'),
  AWS_IAM: { ...header('Authorization'), 'x-amazon-apigateway-authtype': 'awsSigv4' },
  COGNITO_USER_POOLS: header('Authorization'),
  CUSTOM: header('Authorization'),
};

/** Routes don't tell which of several it is: the header of the first. */
function jwtScheme(authorizers: Deployment['authorizers']): Json {
  const jwt = authorizers.read ? authorizers.value.find(({ type }) => type === 'JWT') : undefined;
  const [identitySource] = jwt?.identitySources ?? [];
  return {
    type: 'oauth2',
    'x-amazon-apigateway-authorizer': {
      type: 'jwt',
      ...(identitySource === undefined ? {} : { identitySource }),
    },
  };
}

function securityOf({ authorization, apiKeyRequired }: DeployedRoute): Json {
  const names = [
    ...(authorization === 'NONE' ? [] : [authorization]),
    ...(apiKeyRequired ? ['api_key'] : []),
  ];
  return names.length === 0 ? [] : [Object.fromEntries(names.map((name) => [name, []]))];
}
