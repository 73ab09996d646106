import { createHash } from 'node:crypto';
import type { Properties } from './properties.ts';

/** What the identity of a resource is made of. */
export interface Identified {
  readonly logicalId: string;
  readonly type: string;
  readonly properties: Properties;
  readonly stack: {
    readonly stackName: string;
    readonly region: string;
    readonly accountId: string;
    readonly partition: string;
    readonly urlSuffix: string;
  };
  /** The number that this AWS::Lambda::Version gets. */
  versionNumber(): number;
}

interface Identity {
  ref(resource: Identified): string;
  readonly attributes: Readonly<Record<string, (resource: Identified) => string>>;
}

/** `length` lower-case alphanumerics, the same at every start, as AWS's own ids look. */
export function stableId(seed: string, length: number): string {
  const digest = BigInt(`0x${createHash('sha256').update(seed).digest('hex')}`);
  return digest.toString(36).padStart(length, '0').slice(-length);
}

function idOf(resource: Identified, length: number, salt = ''): string {
  return stableId(`${resource.stack.stackName}/${resource.logicalId}/${salt}`, length);
}

/** The name that CloudFormation makes for a resource without one: `STACK-LOGICALID-RANDOM`. */
export function generatedName(resource: Identified, longest = 64): string {
  const suffix = idOf(resource, 12).toUpperCase();
  return `${`${resource.stack.stackName}-${resource.logicalId}`.slice(0, longest - 13)}-${suffix}`;
}

/** The ARN of a stack. */
export function stackIdOf(
  stackName: string,
  { partition, region, accountId }: Pick<Identified['stack'], 'partition' | 'region' | 'accountId'>,
): string {
  const id = stableId(`${stackName}/stack`, 32).replace(
    /^(.{8})(.{4})(.{4})(.{4})(.{12})$/,
    '$1-$2-$3-$4-$5',
  );
  return `arn:${partition}:cloudformation:${region}:${accountId}:stack/${stackName}/${id}`;
}

function arn(resource: Identified, service: string, rest: string, global = false): string {
  const { partition, region, accountId } = resource.stack;
  return `arn:${partition}:${service}:${global ? '' : region}:${accountId}:${rest}`;
}

/** The ARN of a function from any of its spellings: name, `name:qualifier`, partial or whole ARN. */
export function functionArn(spelling: string, stack: Identified['stack']): string {
  if (spelling.startsWith('arn:')) return spelling;
  const partial = /^(\d{12}):function:(.+)$/.exec(spelling);
  const [account, name] = partial === null ? [stack.accountId, spelling] : [partial[1], partial[2]];
  return `arn:${stack.partition}:lambda:${stack.region}:${account}:function:${name}`;
}

function id(length: number, ...attributes: string[]): Identity {
  const own = (resource: Identified) => idOf(resource, length);
  return { ref: own, attributes: Object.fromEntries(attributes.map((name) => [name, own])) };
}

function named(property: string, attributes: Identity['attributes'] = {}): Identity {
  return { ref: (resource) => resource.properties.text(property) ?? generatedName(resource), attributes };
}

const versionArn = (resource: Identified) =>
  `${functionArn(resource.properties.required('FunctionName'), resource.stack)}:${resource.versionNumber()}`;

const layerArn = (layer: Identified) =>
  arn(layer, 'lambda', `layer:${layer.properties.text('LayerName') ?? generatedName(layer)}:1`);

const aliasArn = (resource: Identified) =>
  `${functionArn(resource.properties.required('FunctionName'), resource.stack)}:${resource.properties.required('Name')}`;

/** The zones are those of API Gateway in us-east-1, and of CloudFront (AWS General Reference, "Amazon API Gateway endpoints and quotas"). */
function domainName(...more: string[]): Identity {
  const name = (domain: Identified) => domain.properties.required('DomainName');
  const attributes: Record<string, (domain: Identified) => string> = {
    DomainName: name,
    DomainNameArn: (domain) => {
      const { partition, region } = domain.stack;
      return `arn:${partition}:apigateway:${region}::/domainnames/${name(domain)}`;
    },
    RegionalDomainName: regionalDomainName,
    RegionalHostedZoneId: () => 'Z1UJRXOUMOOFQ8',
    DistributionDomainName: (domain) => `d${idOf(domain, 13)}.cloudfront.net`,
    DistributionHostedZoneId: () => 'Z2FDTNDATAQYW2',
  };
  const offered = ['DomainName', 'DomainNameArn', 'RegionalDomainName', 'RegionalHostedZoneId', ...more];
  return {
    ref: name,
    attributes: Object.fromEntries(Object.entries(attributes).filter(([one]) => offered.includes(one))),
  };
}

const regionalDomainName = (domain: Identified): string =>
  `d-${idOf(domain, 10)}.execute-api.${domain.stack.region}.${domain.stack.urlSuffix}`;

const userPoolId = (pool: Identified) => `${pool.stack.region}_${idOf(pool, 9)}`;

/** Also the `iss` of the pool's tokens, without `https://`. */
const userPoolProvider = (pool: Identified) =>
  `cognito-idp.${pool.stack.region}.${pool.stack.urlSuffix}/${userPoolId(pool)}`;

/** What Ref and GetAtt return for the types on the request path (CloudFormation's resource reference, "Return values"). */
const identities: Readonly<Record<string, Identity>> = {
  'AWS::ApiGateway::RestApi': {
    ref: (api) => idOf(api, 10),
    attributes: { RestApiId: (api) => idOf(api, 10), RootResourceId: (api) => idOf(api, 10, 'root') },
  },
  'AWS::ApiGateway::Resource': id(6, 'ResourceId'),
  'AWS::ApiGateway::Method': {
    ref: (method) => generatedName(method),
    attributes: {},
  },
  'AWS::ApiGateway::Model': named('Name'),
  'AWS::ApiGateway::RequestValidator': id(6, 'RequestValidatorId'),
  'AWS::ApiGateway::GatewayResponse': id(10, 'Id'),
  'AWS::ApiGateway::Authorizer': id(6, 'AuthorizerId'),
  'AWS::ApiGateway::Deployment': id(6, 'DeploymentId'),
  'AWS::ApiGateway::Stage': {
    ref: (stage) => stage.properties.text('StageName') ?? generatedName(stage, 128),
    attributes: {},
  },
  'AWS::ApiGateway::Account': id(10, 'Id'),
  'AWS::ApiGateway::ApiKey': id(10, 'APIKeyId'),
  'AWS::ApiGateway::UsagePlan': id(6, 'Id'),
  'AWS::ApiGateway::UsagePlanKey': id(10, 'Id'),
  'AWS::ApiGatewayV2::Api': {
    ref: (api) => idOf(api, 10),
    attributes: {
      ApiId: (api) => idOf(api, 10),
      ApiEndpoint: (api) =>
        `https://${idOf(api, 10)}.execute-api.${api.stack.region}.${api.stack.urlSuffix}`.replace(
          /^https/,
          api.properties.text('ProtocolType') === 'WEBSOCKET' ? 'wss' : 'https',
        ),
    },
  },
  'AWS::ApiGatewayV2::Integration': id(7, 'IntegrationId'),
  'AWS::ApiGatewayV2::Route': id(7, 'RouteId'),
  'AWS::ApiGatewayV2::Stage': { ref: (stage) => stage.properties.required('StageName'), attributes: {} },
  'AWS::ApiGatewayV2::Deployment': id(6, 'DeploymentId'),
  'AWS::ApiGatewayV2::Authorizer': id(6, 'AuthorizerId'),
  'AWS::ApiGateway::DomainName': domainName('DistributionDomainName', 'DistributionHostedZoneId'),
  'AWS::ApiGateway::BasePathMapping': id(6, 'Id'),
  'AWS::ApiGatewayV2::DomainName': domainName(),
  'AWS::ApiGatewayV2::ApiMapping': id(6, 'ApiMappingId'),
  'AWS::Cognito::UserPool': {
    ref: userPoolId,
    attributes: {
      UserPoolId: userPoolId,
      Arn: (pool) => arn(pool, 'cognito-idp', `userpool/${userPoolId(pool)}`),
      ProviderName: userPoolProvider,
      ProviderURL: (pool) => `https://${userPoolProvider(pool)}`,
    },
  },
  'AWS::Cognito::UserPoolClient': id(26, 'ClientId'),
  'AWS::Lambda::Function': named('FunctionName', {
    Arn: (fn) => functionArn(fn.properties.text('FunctionName') ?? generatedName(fn), fn.stack),
  }),
  'AWS::Lambda::Alias': { ref: aliasArn, attributes: { AliasArn: aliasArn } },
  'AWS::Lambda::Version': {
    ref: versionArn,
    attributes: { FunctionArn: versionArn, Version: (version) => String(version.versionNumber()) },
  },
  'AWS::Lambda::LayerVersion': { ref: layerArn, attributes: { LayerVersionArn: layerArn } },
  'AWS::Lambda::Permission': {
    ref: (permission) => generatedName(permission, 100),
    attributes: { Id: (p) => generatedName(p, 100) },
  },
  'AWS::IAM::Role': named('RoleName', {
    Arn: (role) => {
      const path = role.properties.text('Path') ?? '/';
      return arn(role, 'iam', `role${path}${role.properties.text('RoleName') ?? generatedName(role)}`, true);
    },
    RoleId: (role) => `AROA${idOf(role, 16).toUpperCase()}`,
  }),
  'AWS::CloudFormation::Stack': {
    ref: (nested) => stackIdOf(generatedName(nested, 128), nested.stack),
    attributes: {},
  },
  'AWS::Logs::LogGroup': named('LogGroupName', {
    Arn: (group) =>
      arn(group, 'logs', `log-group:${group.properties.text('LogGroupName') ?? generatedName(group)}:*`),
  }),
};

/** Of a web ACL, whose ARN tells name and id. */
export function webAclIdentity(acl: Identified): { name: string; id: string; arn: string } {
  const name = acl.properties.text('Name') ?? generatedName(acl);
  const id = idOf(acl, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  const scope = acl.properties.text('Scope') === 'CLOUDFRONT' ? 'global' : 'regional';
  return { name, id, arn: arn(acl, 'wafv2', `${scope}/webacl/${name}/${id}`) };
}

export const isOnRequestPath = (type: string) => identities[type] !== undefined;

/** What Ref returns. Off the request path: stable and plausible, no more. */
export function refOf(resource: Identified): string {
  const identity = identities[resource.type];
  if (identity !== undefined) return identity.ref(resource);
  if (resource.type === 'AWS::SNS::Topic') return arn(resource, 'sns', generatedName(resource));
  if (resource.type === 'AWS::SQS::Queue')
    return `https://sqs.${resource.stack.region}.${resource.stack.urlSuffix}/${resource.stack.accountId}/${generatedName(resource)}`;
  if (resource.type === 'AWS::SSM::Parameter')
    return resource.properties.text('Name') ?? generatedName(resource);
  if (resource.type === 'AWS::S3::Bucket')
    return resource.properties.text('BucketName') ?? generatedName(resource, 63).toLowerCase();
  return generatedName(resource);
}

/** What GetAtt returns, or the attributes that there are where this isn't one of them. */
export function attributeOf(resource: Identified, name: string): string | { known: string[] } {
  const identity = identities[resource.type];
  if (identity !== undefined)
    return identity.attributes[name]?.(resource) ?? { known: Object.keys(identity.attributes) };
  if (resource.type === 'AWS::WAFv2::WebACL') {
    const { arn: own, id: ownId } = webAclIdentity(resource);
    if (name === 'Arn') return own;
    if (name === 'Id') return ownId;
  }
  if (resource.type === 'AWS::SSM::Parameter' && (name === 'Value' || name === 'Type'))
    return resource.properties.required(name);
  const service = resource.type.split('::')[1]?.toLowerCase() ?? 'custom';
  if (/arn$/i.test(name)) return arn(resource, service, generatedName(resource));
  return `${generatedName(resource)}-${name.replaceAll('.', '-')}`.toLowerCase();
}
