import type { FeatureName } from './features.ts';

/** One kind of call to AWS, and what it takes. */
export interface CallNeeds {
  readonly feature: FeatureName;
  /** Other features that make the same call. */
  readonly also?: readonly FeatureName[];
  /** The IAM action; `null`: none, anybody may. */
  readonly action: string | null;
  /** ARNs as narrow as AWS tells resources apart for this action; `{…}` stands for what a policy is for. */
  readonly on: readonly string[];
  /** What goes missing without it; completes "without …". */
  readonly without: string;
}

/** Services of AWS as messages name them, each with the SDK's packages for it. */
export const services = {
  CloudFormation: ['client-cloudformation'],
  'API Gateway': ['client-api-gateway', 'client-apigatewayv2'],
  Lambda: ['client-lambda'],
  'CloudWatch Logs': ['client-cloudwatch-logs'],
  WAFv2: ['client-wafv2'],
  'Price List': ['client-pricing'],
  STS: ['client-sts'],
} as const;

export type ServiceName = keyof typeof services;

export type SdkPackage = (typeof services)[ServiceName][number];

const gateway = (path: string) => [`arn:{partition}:apigateway:{region}::${path}`] as const;
const stacks = [
  'arn:{partition}:cloudformation:{region}:{account}:stack/{stack}/*',
  // Nested stacks are named after the one that holds them.
  'arn:{partition}:cloudformation:{region}:{account}:stack/{stack}-*/*',
  // What a stack set of that name made.
  'arn:{partition}:cloudformation:{region}:{account}:stack/StackSet-{stack}-*/*',
] as const;
const functions = [
  'arn:{partition}:lambda:{region}:{account}:function:{function}',
  'arn:{partition}:lambda:{region}:{account}:function:{function}:*',
] as const;
const reads = { action: 'apigateway:GET' } as const;

/**
 * Every call that is made to AWS, by service and operation. Resources are those of the Service Authorization Reference,
 * https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html
 */
export const awsCalls = {
  'client-cloudformation': {
    DescribeStacks: {
      feature: 'discovery',
      action: 'cloudformation:DescribeStacks',
      on: stacks,
      without: 'the APIs of stacks',
    },
    ListStackResources: {
      feature: 'discovery',
      action: 'cloudformation:ListStackResources',
      on: stacks,
      without: 'APIs that no output names',
    },
    ListStacks: {
      feature: 'stack-names',
      action: 'cloudformation:ListStacks',
      on: ['*'],
      without: 'the names of other stacks',
    },
    GetTemplate: {
      feature: 'references',
      action: 'cloudformation:GetTemplate',
      on: stacks,
      without: 'what a stack refers to',
    },
    ListExports: {
      feature: 'exported-values',
      action: 'cloudformation:ListExports',
      on: ['*'],
      without: "other stacks' exports",
    },
  },
  'client-api-gateway': {
    // An id that an output names may be of either type.
    GetRestApi: {
      ...reads,
      feature: 'discovery',
      on: gateway('/restapis/{api}'),
      without: "an API's settings",
    },
    GetStages: {
      ...reads,
      feature: 'discovery',
      on: gateway('/restapis/{restApi}/stages'),
      without: 'stages that no output names',
    },
    GetStage: { ...reads, feature: 'drift', on: gateway('/restapis/{restApi}/stages/*'), without: 'drift' },
    GetDeployment: {
      ...reads,
      feature: 'drift',
      on: gateway('/restapis/{restApi}/deployments/*'),
      without: 'drift',
    },
    GetResources: {
      ...reads,
      feature: 'drift',
      on: gateway('/restapis/{restApi}/resources'),
      without: 'drift',
    },
    GetAuthorizers: {
      ...reads,
      feature: 'drift',
      on: gateway('/restapis/{restApi}/authorizers'),
      without: 'authorizers',
    },
    GetUsagePlans: {
      ...reads,
      feature: 'drift',
      also: ['keys'],
      on: gateway('/usageplans'),
      without: 'usage plans',
    },
    GetExport: {
      ...reads,
      feature: 'exports',
      on: gateway('/restapis/{restApi}/stages/*/exports/*'),
      without: 'exports',
    },
    GetGatewayResponses: {
      ...reads,
      feature: 'moving',
      on: gateway('/restapis/{restApi}/gatewayresponses'),
      without: 'gateway responses',
    },
    GetAccount: {
      ...reads,
      feature: 'account-limits',
      on: gateway('/account'),
      without: "the account's throttle",
    },
    GetBasePathMappings: {
      ...reads,
      feature: 'domains',
      on: gateway('/domainnames/*/basepathmappings'),
      without: 'custom domains',
    },
    GetApiKeys: { ...reads, feature: 'keys', on: gateway('/apikeys'), without: 'quotas of API keys' },
    GetUsage: {
      ...reads,
      feature: 'keys',
      on: gateway('/usageplans/*/usage'),
      without: 'what is left of quotas',
    },
  },
  'client-apigatewayv2': {
    GetApi: { ...reads, feature: 'discovery', on: gateway('/apis/{httpApi}'), without: "an API's settings" },
    GetStages: {
      ...reads,
      feature: 'discovery',
      on: gateway('/apis/{httpApi}/stages'),
      without: 'stages that no output names',
    },
    GetStage: { ...reads, feature: 'drift', on: gateway('/apis/{httpApi}/stages/*'), without: 'drift' },
    GetDeployment: {
      ...reads,
      feature: 'drift',
      on: gateway('/apis/{httpApi}/deployments/*'),
      without: 'drift',
    },
    GetRoutes: { ...reads, feature: 'drift', on: gateway('/apis/{httpApi}/routes'), without: 'drift' },
    GetIntegrations: {
      ...reads,
      feature: 'drift',
      on: gateway('/apis/{httpApi}/integrations'),
      without: 'integrations',
    },
    GetAuthorizers: {
      ...reads,
      feature: 'drift',
      on: gateway('/apis/{httpApi}/authorizers'),
      without: 'authorizers',
    },
    ExportApi: { ...reads, feature: 'exports', on: gateway('/apis/{httpApi}/exports/*'), without: 'exports' },
    GetDomainNames: { ...reads, feature: 'domains', on: gateway('/domainnames'), without: 'custom domains' },
    GetDomainName: { ...reads, feature: 'domains', on: gateway('/domainnames/*'), without: 'custom domains' },
    ListRoutingRules: {
      ...reads,
      feature: 'domains',
      on: gateway('/domainnames/*/routingrules'),
      without: 'routing rules',
    },
    GetApiMappings: {
      ...reads,
      feature: 'domains',
      on: gateway('/domainnames/*/apimappings'),
      without: 'custom domains',
    },
  },
  'client-lambda': {
    GetFunctionConfiguration: {
      feature: 'evidence',
      action: 'lambda:GetFunctionConfiguration',
      on: functions,
      without: 'configurations of functions',
    },
    GetPolicy: {
      feature: 'evidence',
      action: 'lambda:GetPolicy',
      on: functions,
      without: 'policies of functions',
    },
    GetAccountSettings: {
      feature: 'concurrency',
      action: 'lambda:GetAccountSettings',
      on: ['*'],
      without: "Lambda's concurrency limit",
    },
    GetFunctionConcurrency: {
      feature: 'reserved-concurrency',
      action: 'lambda:GetFunctionConcurrency',
      on: functions,
      without: 'reserved concurrency',
    },
  },
  'client-cloudwatch-logs': {
    FilterLogEvents: {
      feature: 'evidence',
      action: 'logs:FilterLogEvents',
      on: [
        'arn:{partition}:logs:{region}:{account}:log-group:{logGroup}:*',
        'arn:{partition}:logs:{region}:{account}:log-group:API-Gateway-Execution-Logs_{restApi}/*:*',
      ],
      without: 'logs',
    },
  },
  'client-wafv2': {
    GetWebACL: {
      feature: 'web-acls',
      action: 'wafv2:GetWebACL',
      on: ['arn:{partition}:wafv2:{region}:{account}:regional/webacl/*/*'],
      without: 'rate rules of web ACLs',
    },
  },
  'client-pricing': {
    GetProducts: {
      feature: 'prices',
      action: 'pricing:GetProducts',
      on: ['*'],
      without: 'current list prices',
    },
  },
  // Whoever has credentials may ask whose they are.
  'client-sts': {
    GetCallerIdentity: { feature: 'account', action: null, on: [], without: "the account's id" },
    AssumeRole: {
      feature: 'roles',
      action: 'sts:AssumeRole',
      on: ['arn:{partition}:iam::{account}:role/{role}'],
      without: 'the role',
    },
  },
} as const satisfies { readonly [P in SdkPackage]: { readonly [operation: string]: CallNeeds } };

/** What isn't a call of the SDK's: requests to the routes themselves, where IAM lets in. */
export const signedRequest: CallNeeds = {
  feature: 'signed-requests',
  action: 'execute-api:Invoke',
  on: ['arn:{partition}:execute-api:{region}:{account}:{api}/*'],
  without: 'calls of routes that IAM lets in',
};

/** What a call takes; `null` for one that the table doesn't have. API types have operations of the same name, which lose the same. */
export function needsOf(service: ServiceName, operation: string): CallNeeds | null {
  for (const name of services[service]) {
    const calls: { readonly [operation: string]: CallNeeds } = awsCalls[name];
    if (Object.hasOwn(calls, operation)) return calls[operation] ?? null;
  }
  return null;
}

/** Everything that is asked of AWS. */
export function everyNeed(): readonly CallNeeds[] {
  return [...Object.values(awsCalls).flatMap((calls): CallNeeds[] => Object.values(calls)), signedRequest];
}
