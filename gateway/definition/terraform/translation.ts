import { parse } from 'yaml';
import type { MapNode, ResolvedNode } from '../template-node.ts';
import { nodeOf } from './body.ts';
import type { Value } from './value.ts';

/**
 * How the arguments of a Terraform resource are called in CloudFormation, which the rest of the gateway reads:
 * another name, or a rule. An argument that isn't in the table keeps its name in CamelCase, so that it is noticed.
 */
export type Names = Readonly<Record<string, string | Rule | typeof elsewhere | Inert>>;

/** An argument that no answer depends on, and why; it isn't even evaluated. */
export interface Inert {
  readonly inert: string;
}

const inert = (why: string): Inert => ({ inert: why });

export const isInert = (rule: Names[string] | undefined): rule is Inert =>
  typeof rule === 'object' && 'inert' in rule;

/** Read by whoever puts the resource together. */
export const elsewhere = Symbol('read elsewhere');

export interface Rule {
  readonly to: string;
  /** `block`: the first nested block as a map; `blocks`: all as a list; `json`: a text that holds JSON or YAML. */
  readonly as: 'block' | 'blocks' | 'json' | 'list';
  readonly inside?: Names;
}

const block = (to: string, inside: Names): Rule => ({ to, as: 'block', inside });
const blocks = (to: string, inside: Names): Rule => ({ to, as: 'blocks', inside });
const json = (to: string): Rule => ({ to, as: 'json' });

export interface Translation {
  readonly type: string;
  readonly names: Names;
}

const restApi: Names = {
  policy: json('Policy'),
  body: json('Body'),
  api_key_source: 'ApiKeySourceType',
  put_rest_api_mode: 'Mode',
  endpoint_configuration: block('EndpointConfiguration', {}),
};

const restDeployment: Names = {
  triggers: inert('about when a deployment is made anew; its references count as what it waits for'),
  variables: elsewhere,
  stage_description: inert('a text for people'),
  canary_settings: block('DeploymentCanarySettings', {}),
};

const restStage: Names = {
  access_log_settings: block('AccessLogSetting', {}),
  xray_tracing_enabled: 'TracingEnabled',
  canary_settings: block('CanarySetting', { percent_traffic: 'PercentTraffic' }),
};

export const restMethod: Names = { authorization: 'AuthorizationType' };

/** What tells to which method a part of it belongs. */
export const partOfMethod: Names = { rest_api_id: elsewhere, resource_id: elsewhere, http_method: elsewhere };

export const restIntegration: Names = {
  ...partOfMethod,
  timeout_milliseconds: 'TimeoutInMillis',
  tls_config: block('TlsConfig', {}),
};

const usagePlan: Names = {
  name: 'UsagePlanName',
  api_stages: blocks('ApiStages', { throttle: elsewhere }),
  quota_settings: block('Quota', {}),
  throttle_settings: block('Throttle', {}),
  product_code: inert('for the AWS Marketplace'),
};

const httpStage: Names = {
  name: 'StageName',
  access_log_settings: block('AccessLogSettings', {}),
  default_route_settings: block('DefaultRouteSettings', {}),
  route_settings: elsewhere,
};

const httpIntegration: Names = {
  timeout_milliseconds: 'TimeoutInMillis',
  tls_config: block('TlsConfig', {}),
  response_parameters: elsewhere,
};

const httpAuthorizer: Names = {
  authorizer_credentials_arn: 'AuthorizerCredentialsArn',
  identity_sources: 'IdentitySource',
  jwt_configuration: block('JwtConfiguration', {}),
};

const destroying = 'about destroying the function';

const lambdaFunction: Names = {
  filename: elsewhere,
  source_code_hash: inert('about when code is uploaded again'),
  code_sha256: inert('about when code is uploaded again'),
  publish_to: inert("about versions on instances of one's own"),
  s3_bucket: elsewhere,
  s3_key: elsewhere,
  source_kms_key_arn: inert('how code is kept'),
  s3_object_version: inert('code in S3 is not on this machine'),
  image_uri: elsewhere,
  publish: elsewhere,
  skip_destroy: inert(destroying),
  replace_security_groups_on_destroy: inert(destroying),
  replacement_security_group_ids: inert(destroying),
  environment: block('Environment', {}),
  vpc_config: block('VpcConfig', {}),
  tracing_config: block('TracingConfig', {}),
  dead_letter_config: block('DeadLetterConfig', {}),
  ephemeral_storage: block('EphemeralStorage', {}),
  image_config: block('ImageConfig', {}),
  logging_config: block('LoggingConfig', {}),
  snap_start: block('SnapStart', {}),
  file_system_config: blocks('FileSystemConfigs', {}),
};

const gateway = (name: string, names: Names = {}): Translation => ({
  type: `AWS::ApiGateway::${name}`,
  names,
});
const gatewayV2 = (name: string, names: Names = {}): Translation => ({
  type: `AWS::ApiGatewayV2::${name}`,
  names,
});

/** Resources that the gateway acts on. Whatever isn't here is off the request path, or part of another resource. */
export const translations: Readonly<Record<string, Translation>> = {
  aws_api_gateway_rest_api: gateway('RestApi', restApi),
  aws_api_gateway_resource: gateway('Resource'),
  aws_api_gateway_method: gateway('Method', restMethod),
  aws_api_gateway_deployment: gateway('Deployment', restDeployment),
  aws_api_gateway_stage: gateway('Stage', restStage),
  aws_api_gateway_gateway_response: gateway('GatewayResponse'),
  aws_api_gateway_request_validator: gateway('RequestValidator'),
  aws_api_gateway_model: gateway('Model'),
  aws_api_gateway_authorizer: gateway('Authorizer', {
    authorizer_credentials: 'AuthorizerCredentials',
    provider_arns: 'ProviderARNs',
  }),
  aws_api_gateway_api_key: gateway('ApiKey'),
  aws_api_gateway_usage_plan: gateway('UsagePlan', usagePlan),
  aws_api_gateway_usage_plan_key: gateway('UsagePlanKey'),
  aws_api_gateway_account: gateway('Account', {
    cloudwatch_role_arn: 'CloudWatchRoleArn',
    reset_on_delete: inert('about destroying the account settings'),
  }),
  aws_api_gateway_domain_name: gateway('DomainName', {
    endpoint_configuration: block('EndpointConfiguration', {}),
  }),
  aws_api_gateway_base_path_mapping: gateway('BasePathMapping', { api_id: 'RestApiId', stage_name: 'Stage' }),
  aws_apigatewayv2_api: gatewayV2('Api', {
    body: json('Body'),
    cors_configuration: block('CorsConfiguration', {}),
  }),
  aws_apigatewayv2_integration: gatewayV2('Integration', httpIntegration),
  aws_apigatewayv2_route: gatewayV2('Route', { request_parameter: elsewhere }),
  aws_apigatewayv2_stage: gatewayV2('Stage', httpStage),
  aws_apigatewayv2_authorizer: gatewayV2('Authorizer', httpAuthorizer),
  aws_apigatewayv2_deployment: gatewayV2('Deployment', {
    triggers: inert('about when a deployment is made anew'),
  }),
  aws_apigatewayv2_domain_name: gatewayV2('DomainName', {
    domain_name_configuration: blocks('DomainNameConfigurations', {}),
    mutual_tls_authentication: block('MutualTlsAuthentication', {}),
  }),
  aws_apigatewayv2_api_mapping: gatewayV2('ApiMapping'),
  aws_lambda_function: { type: 'AWS::Lambda::Function', names: lambdaFunction },
  aws_lambda_alias: { type: 'AWS::Lambda::Alias', names: { routing_config: block('RoutingConfig', {}) } },
  aws_lambda_layer_version: {
    type: 'AWS::Lambda::LayerVersion',
    names: { filename: elsewhere, s3_bucket: elsewhere, s3_key: elsewhere, s3_object_version: elsewhere },
  },
  aws_lambda_permission: {
    type: 'AWS::Lambda::Permission',
    names: {
      statement_id: inert('a name'),
      statement_id_prefix: inert('a name'),
      qualifier: elsewhere,
      principal_org_id: 'PrincipalOrgID',
    },
  },
  aws_iam_role: {
    type: 'AWS::IAM::Role',
    names: {
      name: 'RoleName',
      assume_role_policy: json('AssumeRolePolicyDocument'),
      inline_policy: inert('roles are assumed to be allowed what they do'),
    },
  },
  aws_cloudwatch_log_group: { type: 'AWS::Logs::LogGroup', names: { name: 'LogGroupName' } },
  aws_wafv2_web_acl_association: { type: 'AWS::WAFv2::WebACLAssociation', names: {} },
  aws_wafregional_web_acl_association: { type: 'AWS::WAFRegional::WebACLAssociation', names: {} },
};

const everywhere: Names = {
  region: inert('resources are in the region of the provider'),
  tags_all: inert('tags again'),
};

/** The arguments under CloudFormation's names, each with its line. */
export function translated(args: MapNode<ResolvedNode>, names: Names): MapNode<ResolvedNode> {
  const entries = new Map<string, ResolvedNode>();
  const keyLines = new Map<string, number>();
  for (const [name, node] of args.entries) {
    const rule = Object.hasOwn(names, name)
      ? names[name]
      : Object.hasOwn(everywhere, name)
        ? everywhere[name]
        : camelCase(name);
    if (rule === undefined || rule === elsewhere || isInert(rule)) continue;
    const to = typeof rule === 'string' ? rule : rule.to;
    entries.set(to, typeof rule === 'string' ? node : applied(rule, node));
    keyLines.set(to, args.keyLines.get(name) ?? node.line);
  }
  return { kind: 'map', entries, keyLines, line: args.line };
}

function applied({ as, inside = {} }: Rule, node: ResolvedNode): ResolvedNode {
  if (as === 'json') return node.kind === 'scalar' ? parsed(String(node.value), node) : node;
  if (node.kind !== 'list') return node.kind === 'map' ? translated(node, inside) : node;
  const items = node.items.map((item) => (item.kind === 'map' ? translated(item, inside) : item));
  return as === 'block' ? (items[0] ?? node) : { ...node, items };
}

/** A document that isn't readable stays the text that it is: whoever reads the property says what is wrong with it. */
function parsed(text: string, node: ResolvedNode): ResolvedNode {
  try {
    const value = parse(text, { schema: 'core' }) as Value;
    return typeof value === 'object' ? nodeOf(value, node.line) : node;
  } catch {
    return node;
  }
}

/** `rest_api_id` → `RestApiId`. */
export function camelCase(name: string): string {
  return name.replace(/(?:^|_)([a-z0-9])/g, (_whole, letter: string) => letter.toUpperCase());
}
