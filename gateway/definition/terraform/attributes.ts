import { attributeOf, functionArn, type Identified, refOf, stableId } from '../identities.ts';
import { Properties } from '../properties.ts';
import { isUpload } from './function-code.ts';
import type { Value } from './value.ts';
import type { Known, World } from './world.ts';

type Attribute = (resource: Known, world: World) => Value;

/** The resource as the rest of the gateway identifies it, so that both sides make the same ids. */
function identified({ address }: Known, type: string, { stack }: World): Identified {
  const nothing = { kind: 'map', entries: new Map(), keyLines: new Map(), line: 0 } as const;
  const properties = new Properties(nothing, { owner: address, file: '' });
  return { logicalId: address, type, properties, stack, versionNumber: () => 1 };
}

const idAs =
  (type: string): Attribute =>
  (resource, world) =>
    refOf(identified(resource, type, world));

/** The id of the REST API at an address. */
export const idOfApi = (address: string, world: World): string =>
  String(restApi({ address, type: '', line: 0, argument: () => undefined, nested: () => [] }, world));

const text = (resource: Known, name: string) => String(resource.argument(name) ?? '');

const arn =
  (service: string, rest: Attribute): Attribute =>
  (resource, world) =>
    `arn:${world.stack.partition}:${service}:${world.stack.region}:${world.stack.accountId}:${rest(resource, world)}`;

const globalArn =
  (service: string, rest: Attribute): Attribute =>
  (resource, world) =>
    `arn:${world.stack.partition}:${service}::${world.stack.accountId}:${rest(resource, world)}`;

const joined =
  (prefix: string, ...names: string[]): Attribute =>
  (resource) =>
    [prefix, ...names.map((name) => text(resource, name))].join('-');

const host = (apiId: Value, { stack }: World) => `${apiId}.execute-api.${stack.region}.${stack.urlSuffix}`;

/** `arn:…:execute-api:REGION:ACCOUNT:API` and what follows. */
const execution = (rest: Attribute): Attribute => arn('execute-api', rest);

const restApi = idAs('AWS::ApiGateway::RestApi');
const httpApi = idAs('AWS::ApiGatewayV2::Api');
const functionName: Attribute = (resource) => text(resource, 'function_name');
const arnOfFunction: Attribute = (resource, world) =>
  functionArn(text(resource, 'function_name'), world.stack);
const arnOfAlias: Attribute = (resource, world) =>
  `${arnOfFunction(resource, world)}:${text(resource, 'name')}`;
const arnOfLayer = arn('lambda', (resource) => `layer:${text(resource, 'layer_name')}:1`);
const version: Attribute = (resource) => (resource.argument('publish') === true ? '1' : '$LATEST');
const qualifiedArn: Attribute = (resource, world) =>
  `${arnOfFunction(resource, world)}:${version(resource, world)}`;

/** What an integration's `uri` wants: the invocation path of a function. */
const invocation =
  (target: Attribute): Attribute =>
  (resource, world) => {
    const { partition, region } = world.stack;
    return `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${target(resource, world)}/invocations`;
  };

/** A `name`, or one made from `name_prefix` as the provider makes it. */
const named =
  (argument: string): Attribute =>
  (resource, { stack }) => {
    const given = resource.argument(argument);
    if (given !== undefined && given !== null && given !== '') return given;
    const prefix = resource.argument(`${argument}_prefix`) ?? 'terraform-';
    return `${prefix}${stableId(`${stack.stackName}/${resource.address}`, 26)}`;
  };

/** `/users/{id}`: the resource below those that it lies below. */
function pathOf(resource: Known, world: World): string {
  const parentId = resource.argument('parent_id');
  const parent = world
    .resourcesOf('aws_api_gateway_resource')
    .find(
      (one) => one.address !== resource.address && idAs('AWS::ApiGateway::Resource')(one, world) === parentId,
    );
  return `${parent === undefined ? '' : pathOf(parent, world)}/${text(resource, 'path_part')}`;
}

const restStageName: Attribute = (resource) => text(resource, 'stage_name');

/** What `terraform` calls a resource's exported attributes, for the types on the request path (AWS provider documentation). */
const exported: Readonly<Record<string, Readonly<Record<string, Attribute>>>> = {
  aws_api_gateway_rest_api: {
    id: restApi,
    root_resource_id: (resource, world) => {
      const root = attributeOf(identified(resource, 'AWS::ApiGateway::RestApi', world), 'RootResourceId');
      return typeof root === 'string' ? root : '';
    },
    execution_arn: execution(restApi),
    arn: (resource, world) =>
      `arn:${world.stack.partition}:apigateway:${world.stack.region}::/restapis/${restApi(resource, world)}`,
  },
  aws_api_gateway_resource: { id: idAs('AWS::ApiGateway::Resource'), path: pathOf },
  aws_api_gateway_method: { id: joined('agm', 'rest_api_id', 'resource_id', 'http_method') },
  aws_api_gateway_method_response: {
    id: joined('agmr', 'rest_api_id', 'resource_id', 'http_method', 'status_code'),
  },
  aws_api_gateway_integration: { id: joined('agi', 'rest_api_id', 'resource_id', 'http_method') },
  aws_api_gateway_integration_response: {
    id: joined('agir', 'rest_api_id', 'resource_id', 'http_method', 'status_code'),
  },
  aws_api_gateway_deployment: {
    id: idAs('AWS::ApiGateway::Deployment'),
    invoke_url: (resource, world) =>
      `https://${host(text(resource, 'rest_api_id'), world)}/${text(resource, 'stage_name')}`,
    execution_arn: execution(
      (resource) => `${text(resource, 'rest_api_id')}/${text(resource, 'stage_name')}`,
    ),
  },
  aws_api_gateway_stage: {
    id: joined('ags', 'rest_api_id', 'stage_name'),
    invoke_url: (resource, world) =>
      `https://${host(text(resource, 'rest_api_id'), world)}/${restStageName(resource, world)}`,
    execution_arn: execution(
      (resource) => `${text(resource, 'rest_api_id')}/${text(resource, 'stage_name')}`,
    ),
    arn: (resource, world) =>
      `arn:${world.stack.partition}:apigateway:${world.stack.region}::/restapis/${text(resource, 'rest_api_id')}/stages/${text(resource, 'stage_name')}`,
  },
  aws_api_gateway_method_settings: { id: joined('', 'rest_api_id', 'stage_name', 'method_path') },
  aws_api_gateway_gateway_response: { id: joined('aggr', 'rest_api_id', 'response_type') },
  aws_api_gateway_request_validator: { id: idAs('AWS::ApiGateway::RequestValidator') },
  aws_api_gateway_model: {
    id: (resource, world) => stableId(`${world.stack.stackName}/${resource.address}`, 6),
  },
  aws_api_gateway_authorizer: { id: idAs('AWS::ApiGateway::Authorizer') },
  aws_api_gateway_api_key: {
    id: idAs('AWS::ApiGateway::ApiKey'),
    value: (resource, world) => stableId(`${world.stack.stackName}/${resource.address}/value`, 40),
  },
  aws_api_gateway_usage_plan: { id: idAs('AWS::ApiGateway::UsagePlan') },
  aws_api_gateway_usage_plan_key: { id: idAs('AWS::ApiGateway::UsagePlanKey') },
  aws_api_gateway_rest_api_policy: { id: (resource) => text(resource, 'rest_api_id') },
  aws_api_gateway_account: { id: () => 'api-gateway-account' },
  aws_api_gateway_domain_name: {
    id: (resource) => text(resource, 'domain_name'),
    regional_domain_name: (resource, world) =>
      `d-${stableId(resource.address, 10)}.${host('', world).slice(1)}`,
    regional_zone_id: () => 'Z1UJRXOUMOOFQ8',
    cloudfront_domain_name: (resource) => `${stableId(resource.address, 13)}.cloudfront.net`,
    cloudfront_zone_id: () => 'Z2FDTNDATAQYW2',
  },
  aws_apigatewayv2_api: {
    id: httpApi,
    api_endpoint: (resource, world) =>
      `${resource.argument('protocol_type') === 'WEBSOCKET' ? 'wss' : 'https'}://${host(httpApi(resource, world), world)}`,
    execution_arn: execution(httpApi),
    arn: (resource, world) =>
      `arn:${world.stack.partition}:apigateway:${world.stack.region}::/apis/${httpApi(resource, world)}`,
  },
  aws_apigatewayv2_integration: { id: idAs('AWS::ApiGatewayV2::Integration') },
  aws_apigatewayv2_route: { id: idAs('AWS::ApiGatewayV2::Route') },
  aws_apigatewayv2_deployment: { id: idAs('AWS::ApiGatewayV2::Deployment') },
  aws_apigatewayv2_authorizer: { id: idAs('AWS::ApiGatewayV2::Authorizer') },
  aws_apigatewayv2_stage: {
    id: (resource) => text(resource, 'name'),
    invoke_url: (resource, world) => {
      const base = `https://${host(text(resource, 'api_id'), world)}`;
      return resource.argument('name') === '$default' ? `${base}/` : `${base}/${text(resource, 'name')}`;
    },
    execution_arn: execution((resource) => `${text(resource, 'api_id')}/${text(resource, 'name')}`),
    arn: (resource, world) =>
      `arn:${world.stack.partition}:apigateway:${world.stack.region}::/apis/${text(resource, 'api_id')}/stages/${text(resource, 'name')}`,
  },
  aws_apigatewayv2_domain_name: {
    id: (resource) => text(resource, 'domain_name'),
    arn: (resource, world) =>
      `arn:${world.stack.partition}:apigateway:${world.stack.region}::/domainnames/${text(resource, 'domain_name')}`,
    domain_name_configuration: (resource, world) => [
      {
        target_domain_name: `d-${stableId(resource.address, 10)}.${host('', world).slice(1)}`,
        hosted_zone_id: 'Z1UJRXOUMOOFQ8',
      },
    ],
  },
  aws_lambda_function: {
    id: functionName,
    arn: arnOfFunction,
    invoke_arn: invocation(arnOfFunction),
    qualified_arn: qualifiedArn,
    qualified_invoke_arn: invocation(qualifiedArn),
    version,
  },
  aws_lambda_alias: { id: arnOfAlias, arn: arnOfAlias, invoke_arn: invocation(arnOfAlias) },
  aws_lambda_layer_version: {
    id: arnOfLayer,
    arn: arnOfLayer,
    layer_arn: arn('lambda', (resource) => `layer:${text(resource, 'layer_name')}`),
    version: () => '1',
  },
  aws_lambda_permission: {
    id: (resource) => resource.argument('statement_id') ?? stableId(resource.address, 20),
  },
  aws_iam_role: {
    id: named('name'),
    name: named('name'),
    arn: globalArn(
      'iam',
      (resource, world) => `role${resource.argument('path') ?? '/'}${named('name')(resource, world)}`,
    ),
    unique_id: (resource) => `AROA${stableId(resource.address, 17).toUpperCase()}`,
  },
  aws_cloudwatch_log_group: {
    id: named('name'),
    name: named('name'),
    arn: arn('logs', (resource, world) => `log-group:${named('name')(resource, world)}`),
  },
};

/** An exported attribute, or an argument's own value; undefined where a known type has neither. */
export function attributeValue(resource: Known, name: string, world: World): Value | undefined {
  const own = resource.argument(name);
  const make = exported[resource.type]?.[name];
  if (make !== undefined && (own === undefined || own === null || name === 'id'))
    return make(resource, world);
  if (own !== undefined) return own;
  if (name === 'tags_all') return resource.argument('tags') ?? {};
  if (exported[resource.type] === undefined) return plausible(resource, name, world);
  return undefined;
}

export const attributeNames = (type: string) => Object.keys(exported[type] ?? {});

/** Off the request path nothing but stable and telling apart is asked of an attribute. */
function plausible(resource: Known, name: string, { stack }: World): Value {
  if (isUpload(resource.type) && name === 'id') return resource.argument('key') ?? '';
  const given = resource.argument('name') ?? resource.argument('bucket');
  const own = typeof given === 'string' ? given : stableId(`${stack.stackName}/${resource.address}`, 12);
  const service = resource.type.split('_')[1] ?? 'custom';
  if (name === 'arn' || name.endsWith('_arn'))
    return `arn:${stack.partition}:${service}:${stack.region}:${stack.accountId}:${own}`;
  if (name === 'id' || name === 'name') return own;
  return `${own}-${name.replaceAll('_', '-')}`;
}
