import type { ApiType } from '../contract/contract.ts';
import type { DefinedApis, DefinedRoute } from './found.ts';
import { type Fields, fieldsOf, isFields, textOf } from './structured-text.ts';

/**
 * APIs and routes of a CloudFormation or SAM template. What stands in intrinsic functions is left out: it isn't known before
 * it is deployed.
 * https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-api.html
 */
export function templateApis(template: Fields): DefinedApis {
  const resources = Object.entries(fieldsOf(template.Resources)).map(([id, resource]) => {
    const { Type, Properties } = fieldsOf(resource);
    return { id, type: textOf(Type) ?? '', properties: fieldsOf(Properties) };
  });
  const webSockets = new Set(
    resources.filter(({ properties }) => properties.ProtocolType === 'WEBSOCKET').map(({ id }) => id),
  );
  const parents = new Map(
    resources
      .filter(({ type }) => type === 'AWS::ApiGateway::Resource')
      .map(({ id, properties }) => [id, properties]),
  );
  const found = resources.flatMap((resource) => routesOf(resource, { parents, webSockets }));
  const bodies = resources.flatMap((resource) => bodyOf(resource));
  const declared = resources.flatMap(({ id, type }) => (webSockets.has(id) ? [] : (apiTypeOf[type] ?? [])));
  return {
    types: [...new Set([...declared, ...found.map(({ apiType }) => apiType)])].sort().reverse(),
    routes: distinct(found),
    bodies,
    nested: resources.some(({ type }) => nesting.includes(type)),
  };
}

const apiTypeOf: { readonly [type: string]: ApiType } = {
  'AWS::Serverless::Api': 'rest',
  'AWS::ApiGateway::RestApi': 'rest',
  'AWS::Serverless::HttpApi': 'http',
  'AWS::ApiGatewayV2::Api': 'http',
};

const nesting = ['AWS::CloudFormation::Stack', 'AWS::Serverless::Application'];

interface Resource {
  readonly id: string;
  readonly type: string;
  readonly properties: Fields;
}

interface Beside {
  readonly parents: ReadonlyMap<string, Fields>;
  readonly webSockets: ReadonlySet<string>;
}

function routesOf({ type, properties }: Resource, { parents, webSockets }: Beside): DefinedRoute[] {
  if (type === 'AWS::Serverless::Function') {
    return Object.values(fieldsOf(properties.Events)).flatMap((event) => eventRoute(fieldsOf(event)));
  }
  if (type === 'AWS::ApiGateway::Method') {
    const path = pathOf(properties.ResourceId, parents);
    return path === null ? [] : route('rest', properties.HttpMethod, path);
  }
  if (type === 'AWS::ApiGatewayV2::Route' && !webSockets.has(nameOf(properties.ApiId) ?? '')) {
    return keyRoute(properties.RouteKey);
  }
  if (type === 'AWS::ApiGatewayV2::Api' && properties.Target !== undefined) {
    return keyRoute(properties.RouteKey ?? '$default');
  }
  return [];
}

function eventRoute({ Type, Properties }: Fields): DefinedRoute[] {
  const { Path, Method } = fieldsOf(Properties);
  if (Type === 'Api') return route('rest', Method, Path);
  if (Type !== 'HttpApi') return [];
  return Path === undefined ? route('http', 'ANY', '/{proxy+}') : route('http', Method ?? 'ANY', Path);
}

/** `GET /users`, `ANY /users`, `$default`; WebSocket's `$connect` and the like are none. */
export function keyRoute(key: unknown): DefinedRoute[] {
  if (key === '$default') return route('http', 'ANY', '/{proxy+}');
  const [method, path] = String(key).split(' ');
  return route('http', method, path);
}

export function route(apiType: ApiType, method: unknown, path: unknown): DefinedRoute[] {
  if (typeof path !== 'string' || !path.startsWith('/') || path.includes('$')) return [];
  const upper = String(method).toUpperCase();
  const plain = upper === '*' || upper === 'X-AMAZON-APIGATEWAY-ANY-METHOD' ? 'ANY' : upper;
  // What browsers ask before is answered by the gateway.
  if (!/^(ANY|GET|HEAD|POST|PUT|PATCH|DELETE)$/.test(plain)) return [];
  return [{ apiType, method: plain, path }];
}

/** Down from the root: `RootResourceId` is the end of every chain. */
function pathOf(id: unknown, parents: Beside['parents']): string | null {
  const parts: string[] = [];
  let at = nameOf(id);
  while (at !== null && parts.length < 100) {
    if (at.endsWith('.RootResourceId')) return `/${parts.join('/')}`;
    const parent = parents.get(at);
    const part = textOf(parent?.PathPart);
    if (parent === undefined || part === null) return null;
    parts.unshift(part);
    at = nameOf(parent.ParentId);
  }
  return null;
}

/** `{ Ref: 'X' }` and `!Ref X` → `X`; `Fn::GetAtt` in all its forms → `X.Attribute`. */
function nameOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.join('.');
  if (!isFields(value)) return null;
  return nameOf(value.Ref ?? value['Fn::GetAtt'] ?? null);
}

function bodyOf({ type, properties }: Resource): DefinedApis['bodies'] {
  const apiType = apiTypeOf[type];
  const document = properties.DefinitionBody ?? properties.Body;
  return apiType === undefined || !isFields(fieldsOf(document).paths) ? [] : [{ apiType, document }];
}

function distinct(routes: readonly DefinedRoute[]): DefinedRoute[] {
  return [...new Map(routes.map((one) => [`${one.apiType} ${one.method} ${one.path}`, one])).values()];
}
