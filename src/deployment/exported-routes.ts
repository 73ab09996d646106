import type { Json } from '../contract/json.ts';
import type { DeployedRoute } from './deployment.ts';
import { parameterName } from './rest-deployment.ts';
import { authorizationOf, keepable, stageVariablesIn } from './words.ts';

interface Fields {
  readonly [key: string]: Json;
}

const methods = ['get', 'head', 'options', 'post', 'put', 'patch', 'delete'];

/**
 * The routes of an export (OpenAPI 3.0 with API Gateway's extensions), which is the snapshot that a stage serves.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html
 * @throws TypeError for what is no such document.
 */
export function exportedRoutes(document: Json): DeployedRoute[] {
  const { paths } = fieldsOf(document);
  if (!isFields(paths)) throw new TypeError('the export has no paths');
  return Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(fieldsOf(item)).flatMap(([name, operation]) => {
      const any = name === 'x-amazon-apigateway-any-method';
      if (!any && !methods.includes(name)) return [];
      const key =
        any && isDefault(path, operation) ? '$default' : `${any ? 'ANY' : name.toUpperCase()} ${path}`;
      return exportedRoute(key, fieldsOf(operation), { document: fieldsOf(document), item: fieldsOf(item) });
    }),
  );
}

function isDefault(path: string, operation: Json | undefined): boolean {
  return path === '/$default' || fieldsOf(operation).isDefaultRoute === true;
}

interface Place {
  readonly document: Fields;
  readonly item: Fields;
}

function exportedRoute(key: string, operation: Fields, { document, item }: Place): DeployedRoute {
  const integration = operation['x-amazon-apigateway-integration'];
  const parameters = [...listOf(item.parameters), ...listOf(operation.parameters)].map(fieldsOf);
  return {
    key,
    ...securityOf(operation, document),
    requiredParameters: parameters.flatMap((one) =>
      one.required === true && one.in !== 'path' ? `${String(one.in)}.${String(one.name)}` : [],
    ),
    integration: isFields(integration) ? integrationOf(integration) : null,
    throttle: null,
    cache: {
      ttlSeconds: null,
      keyedBy: listOf(isFields(integration) ? integration.cacheKeyParameters : undefined).flatMap((name) =>
        parameterName(String(name)),
      ),
      invalidationNeedsPermission: false,
    },
  };
}

function integrationOf(integration: Fields): DeployedRoute['integration'] {
  const uri = textOf(integration.uri) ?? textOf(integration.integrationSubtype);
  return {
    type: (textOf(integration.type) ?? '').toUpperCase(),
    uri: keepable(uri ?? undefined),
    timeoutMs: typeof integration.timeoutInMillis === 'number' ? integration.timeoutInMillis : null,
    payloadFormatVersion: textOf(integration.payloadFormatVersion),
    method: textOf(integration.httpMethod),
    ...(textOf(integration.credentials) ? { ownRole: true as const } : {}),
    stageVariables: stageVariablesIn([
      uri ?? '',
      ...Object.values(fieldsOf(integration.requestParameters)).map(String),
    ]),
  };
}

/** API keys and IAM are security schemes in an export, beside the real authorizers. */
function securityOf(
  operation: Fields,
  document: Fields,
): Pick<DeployedRoute, 'authorization' | 'authorizerId' | 'scopes' | 'apiKeyRequired'> {
  const schemes = fieldsOf(fieldsOf(document.components).securitySchemes);
  const asked = listOf(operation.security ?? document.security).flatMap((one) =>
    Object.entries(fieldsOf(one)),
  );
  const kinds = asked.map(([name, scopes]) => ({ ...schemeOf(fieldsOf(schemes[name])), scopes }));
  const authorizer = kinds.find(({ authorization }) => authorization !== 'NONE');
  const byExtension = textOf(fieldsOf(operation['x-amazon-apigateway-auth']).type);
  return {
    authorization: authorizer?.authorization ?? authorizationOf(byExtension ?? undefined),
    authorizerId: null,
    scopes: listOf(authorizer?.scopes).map(String),
    apiKeyRequired: kinds.some(({ apiKey }) => apiKey),
  };
}

function schemeOf(scheme: Fields): { authorization: DeployedRoute['authorization']; apiKey: boolean } {
  const kind = textOf(scheme['x-amazon-apigateway-authtype'])?.toLowerCase() ?? '';
  const type = textOf(fieldsOf(scheme['x-amazon-apigateway-authorizer']).type)?.toLowerCase() ?? '';
  if (kind.includes('sigv4')) return { authorization: 'AWS_IAM', apiKey: false };
  if (kind.includes('cognito') || type.includes('cognito')) {
    return { authorization: 'COGNITO_USER_POOLS', apiKey: false };
  }
  if (type === 'jwt' || kind === 'jwt') return { authorization: 'JWT', apiKey: false };
  if (kind !== '' || type !== '') return { authorization: 'CUSTOM', apiKey: false };
  const apiKey = scheme.type === 'apiKey' && textOf(scheme.name)?.toLowerCase() === 'x-api-key';
  return { authorization: apiKey || scheme.type === undefined ? 'NONE' : 'CUSTOM', apiKey };
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
const listOf = (value: unknown): readonly Json[] => (Array.isArray(value) ? (value as Json[]) : []);
const textOf = (value: unknown): string | null => (typeof value === 'string' ? value : null);
