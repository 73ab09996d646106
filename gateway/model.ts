import type {
  ApiKey,
  HttpAuthorizer,
  MethodThrottle,
  PolicyDocument,
  RestAuthorizer,
  Throttle,
  UsagePlan,
} from './access.ts';

export type {
  ApiKey,
  HttpAuthorizer,
  MethodThrottle,
  PlannedStage,
  PolicyDocument,
  Quota,
  RestAuthorizer,
  Throttle,
  UsagePlan,
} from './access.ts';

/**
 * The deployed world as the gateway serves it: what every definition language is read into
 * and what request handling runs on. Names follow API Gateway's own.
 */
export interface Deployment {
  readonly stacks: readonly Stack[];
}

export interface Stack {
  readonly name: string;
  readonly id: string;
  /** File that it was loaded from, for messages. */
  readonly file: string;
  readonly description: string;
  readonly status: string;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: readonly StackOutput[];
  /** As `terraform output -json` prints them, of a Terraform configuration. */
  readonly terraformOutputs?: Readonly<Record<string, TerraformOutputValue>>;
  readonly resources: readonly StackResource[];
  readonly apis: readonly Api[];
  readonly functions: readonly LambdaFunction[];
  readonly apiKeys: readonly ApiKey[];
  readonly usagePlans: readonly UsagePlan[];
  /** The template as it was given, for GetTemplate. */
  readonly templateBody: string;
}

export interface StackOutput {
  readonly key: string;
  readonly value: string;
  readonly description?: string;
  readonly exportName?: string;
}

/** `type` is Terraform's own notation: `string`, or `["list", "string"]`. */
export interface TerraformOutputValue {
  readonly sensitive: boolean;
  readonly type: unknown;
  readonly value: unknown;
}

export interface StackResource {
  readonly logicalId: string;
  readonly physicalId: string;
  readonly type: string;
}

export type Api = RestApi | HttpApi;

export interface ApiCommon {
  readonly id: string;
  readonly name: string;
  readonly logicalId: string;
  readonly disableExecuteApiEndpoint: boolean;
  readonly createdAt: string;
}

export interface RestApi extends ApiCommon {
  readonly apiType: 'rest';
  readonly endpointType: 'EDGE' | 'REGIONAL' | 'PRIVATE';
  readonly binaryMediaTypes: readonly string[];
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER';
  readonly rootResourceId: string;
  readonly pathResources: readonly PathResource[];
  readonly gatewayResponses: readonly GatewayResponse[];
  readonly models: Readonly<Record<string, unknown>>;
  readonly authorizers: readonly RestAuthorizer[];
  /** Resource policy; `null`: everybody may call. */
  readonly policy: PolicyDocument | null;
  readonly stages: readonly RestStage[];
}

export interface PathResource {
  readonly id: string;
  readonly parentId: string | null;
  /** Full path template, `/users/{id}`. */
  readonly path: string;
  readonly pathPart: string;
  readonly methods: readonly RestMethod[];
}

export interface RestMethod {
  /** Upper case, or `ANY`. */
  readonly httpMethod: string;
  readonly authorizationType: string;
  /** One of the API's authorizers, for `CUSTOM` and `COGNITO_USER_POOLS`. */
  readonly authorizerId: string | null;
  readonly authorizationScopes: readonly string[];
  readonly apiKeyRequired: boolean;
  /** `method.request.querystring.name` → required. */
  readonly requestParameters: Readonly<Record<string, boolean>>;
  /** Media type → model name. */
  readonly requestModels: Readonly<Record<string, string>>;
  readonly validateBody: boolean;
  readonly validateParameters: boolean;
  readonly methodResponses: readonly MethodResponse[];
  /** What tells requests apart in a stage cache: `method.request.querystring.NAME`. */
  readonly cacheKeyParameters?: readonly string[];
  readonly integration: RestIntegration;
}

export interface MethodResponse {
  readonly statusCode: string;
  readonly responseParameters: Readonly<Record<string, boolean>>;
}

export type RestIntegration =
  | {
      readonly type: 'AWS_PROXY';
      readonly function: FunctionReference;
      readonly httpMethod: string;
      readonly timeoutMs: number;
      /** They map nothing here, and forbidden ones fail every request all the same. */
      readonly requestParameters?: Readonly<Record<string, string>>;
    }
  | LambdaIntegration
  | HttpCustomIntegration
  | HttpProxyIntegration
  | MockIntegration
  | Unsupported;

/** Invokes a function with what the templates make of a request. */
export interface LambdaIntegration extends CustomMapping {
  readonly type: 'AWS';
  readonly function: FunctionReference;
  readonly httpMethod: string;
  readonly timeoutMs: number;
}

export interface HttpCustomIntegration extends CustomMapping, HttpBackend {
  readonly type: 'HTTP';
}

export interface HttpProxyIntegration extends HttpBackend {
  readonly type: 'HTTP_PROXY';
  readonly requestParameters: Readonly<Record<string, string>>;
}

export interface MockIntegration extends TemplateMapping {
  readonly type: 'MOCK';
}

export interface HttpBackend {
  /** With `{name}` and `${stageVariables.NAME}` still in it. */
  readonly uri: string;
  /** `ANY`: the method of the request. */
  readonly httpMethod: string;
  readonly timeoutMs: number;
}

/** Templates of an integration that is no proxy, by media type. */
export interface TemplateMapping {
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly passthroughBehavior: PassthroughBehavior;
  readonly responses: readonly IntegrationResponse[];
}

/** The integration request and response of a backend that is no proxy. */
export interface CustomMapping extends TemplateMapping {
  /** `integration.request.header.NAME` → mapping expression. */
  readonly requestParameters: Readonly<Record<string, string>>;
  readonly contentHandling?: ContentHandling;
}

export type ContentHandling = 'CONVERT_TO_BINARY' | 'CONVERT_TO_TEXT';

export type PassthroughBehavior = 'WHEN_NO_MATCH' | 'WHEN_NO_TEMPLATES' | 'NEVER';

export interface IntegrationResponse {
  readonly statusCode: string;
  /** A regular expression for whole texts: a backend's status, or the message of a function's error. */
  readonly selectionPattern: string | null;
  /** `method.response.header.Name` → literal in quotes or a mapping expression. */
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
  /** Left out: as the media types of the API say. */
  readonly contentHandling?: ContentHandling;
}

/** A route that loads but can't be served: it answers 501 with the reason. */
export interface Unsupported {
  readonly type: 'UNSUPPORTED';
  readonly reason: string;
}

export interface GatewayResponse {
  readonly responseType: string;
  readonly statusCode: string | null;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

export interface RestStage {
  readonly name: string;
  readonly deploymentId: string;
  /** Method settings that throttle, the more special one first. */
  readonly throttling: readonly MethodThrottle[];
  readonly variables: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** A part of the traffic goes to another deployment with other variables. */
  readonly canary?: Canary;
  /** Method settings about the stage cache, the more special one first; left out where there is none. */
  readonly caching?: readonly MethodCaching[];
}

export interface MethodCaching {
  /** Path template, or `/*` for all of them. */
  readonly resourcePath: string;
  /** Verb, or `*`: of all verbs, only GET is cached. */
  readonly httpMethod: string;
  readonly enabled: boolean;
  /** 0: nothing is kept. */
  readonly ttlSeconds: number;
  /** Whether `Cache-Control: max-age=0` refreshes only for callers that may. */
  readonly authorizesRefresh: boolean;
  readonly unauthorizedRefresh:
    | 'FAIL_WITH_403'
    | 'SUCCEED_WITH_RESPONSE_HEADER'
    | 'SUCCEED_WITHOUT_RESPONSE_HEADER';
}

export interface Canary {
  /** 0 to 100. */
  readonly percentTraffic: number;
  readonly deploymentId: string;
  /** They replace the stage's variables of the same names, or add to them. */
  readonly variables: Readonly<Record<string, string>>;
}

export interface HttpApi extends ApiCommon {
  readonly apiType: 'http';
  readonly cors: HttpCors | null;
  readonly authorizers: readonly HttpAuthorizer[];
  readonly routes: readonly HttpRoute[];
  readonly stages: readonly HttpStage[];
}

export interface HttpCors {
  readonly allowOrigins: readonly string[];
  readonly allowMethods: readonly string[];
  readonly allowHeaders: readonly string[];
  readonly exposeHeaders: readonly string[];
  readonly allowCredentials: boolean;
  readonly maxAge: number | null;
}

export interface HttpRoute {
  readonly id: string;
  /** `GET /users/{id}` or `$default`. */
  readonly routeKey: string;
  readonly authorizationType: string;
  /** One of the API's authorizers, for `CUSTOM` and `JWT`. */
  readonly authorizerId: string | null;
  readonly authorizationScopes: readonly string[];
  /** Routes may share an integration. */
  readonly integrationId?: string;
  readonly integration: HttpIntegration;
}

export type HttpIntegration =
  | {
      readonly type: 'AWS_PROXY';
      readonly function: FunctionReference;
      readonly payloadFormatVersion: '1.0' | '2.0';
      readonly timeoutMs: number;
    }
  | Unsupported;

export interface HttpStage {
  /** `$default` has no segment in the URL. */
  readonly name: string;
  readonly deploymentId: string | null;
  readonly autoDeploy: boolean;
  /** Limit of each route that `routeThrottling` doesn't name; `null`: the account's only. */
  readonly defaultThrottle: Throttle | null;
  /** By route key. */
  readonly routeThrottling: Readonly<Record<string, Throttle>>;
  readonly variables: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

/** Link from an integration to a function of the same gateway; `null` ARNs are answered as AWS does for a missing function. */
export interface FunctionReference {
  /** As the integration names it: with its qualifier, and `${stageVariables.NAME}` still in it. */
  readonly arn: string;
  /** Whether some permission, or the integration's own credentials, lets API Gateway invoke it. */
  readonly mayInvoke: boolean;
  /** Stages that may not invoke it although others may: an ARN made of stage variables, or a permission for one stage. */
  readonly refusedStages?: readonly string[];
}

export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  readonly logicalId: string;
  /** Line of its runtime in the stack's file, for messages. */
  readonly line?: number;
  /** File that the line is in, where the stack has several. */
  readonly file?: string;
  readonly runtime: string;
  /** `FILE.FUNCTION`. */
  readonly handler: string;
  readonly code: FunctionCode;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
  /** Alias or version → the version that answers (`$LATEST`, `1`, …): what may follow the ARN after a colon. */
  readonly qualifiers?: Readonly<Record<string, string>>;
}

export type FunctionCode =
  | { readonly kind: 'inline'; readonly source: string }
  | { readonly kind: 'folder'; readonly path: string }
  /** A zip archive, unpacked into a temporary folder at start. */
  | { readonly kind: 'archive'; readonly path: string }
  /** Single files, put together in a temporary folder. */
  | { readonly kind: 'files'; readonly files: readonly CodeFile[] }
  /** Code that isn't on this machine; an invocation fails as one of a broken function does. */
  | { readonly kind: 'unavailable'; readonly reason: string };

/** `name` is relative to the function's folder. */
export type CodeFile =
  | { readonly name: string; readonly path: string }
  | { readonly name: string; readonly text: string };

/** Said at start, and in `--json`: something that loads but is not served as AWS would. */
export interface DefinitionWarning {
  readonly file: string;
  readonly line: number | null;
  readonly resource: string;
  readonly message: string;
}
