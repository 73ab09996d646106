import type { MethodThrottle, PolicyDocument, RestAuthorizer } from './access.ts';
import type { AccessLog, ApiCommon, ApiDeployment, HttpBackend, Unsupported } from './api-model.ts';
import type { FunctionReference } from './function-model.ts';

/** What a deployment freezes of its API. */
export interface RestSnapshot {
  readonly binaryMediaTypes: readonly string[];
  readonly apiKeySource: 'HEADER' | 'AUTHORIZER';
  readonly pathResources: readonly PathResource[];
  readonly gatewayResponses: readonly GatewayResponse[];
  readonly models: Readonly<Record<string, unknown>>;
  readonly authorizers: readonly RestAuthorizer[];
  /** Resource policy; `null`: everybody may call. */
  readonly policy: PolicyDocument | null;
}

/** The API as it is configured now; stages serve what their deployment froze of it. */
export interface RestApi extends ApiCommon, RestSnapshot {
  readonly apiType: 'rest';
  readonly endpointType: 'EDGE' | 'REGIONAL' | 'PRIVATE';
  readonly rootResourceId: string;
  readonly description?: string;
  /** Of the OpenAPI document that the API was imported from. */
  readonly version?: string;
  readonly requestValidators?: readonly RequestValidator[];
  /** Configured by an OpenAPI document, which an update puts in place of everything before. */
  readonly isImported?: boolean;
  /** Left out, or without the one that a stage names: that stage serves the API as it is now. */
  readonly deployments?: readonly RestDeployment[];
  readonly stages: readonly RestStage[];
}

export type RestDeployment = ApiDeployment<RestSnapshot>;

export interface RequestValidator {
  readonly id: string;
  readonly name: string;
  readonly validateRequestBody: boolean;
  readonly validateRequestParameters: boolean;
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
  /** One of the API's authorizers, for `CUSTOM`, `COGNITO_USER_POOLS` and `JWT`. */
  readonly authorizerId: string | null;
  readonly authorizationScopes: readonly string[];
  readonly apiKeyRequired: boolean;
  /** `method.request.querystring.name` → required. */
  readonly requestParameters: Readonly<Record<string, boolean>>;
  /** Media type → model name. */
  readonly requestModels: Readonly<Record<string, string>>;
  /** One of the API's request validators; what it says stands below. */
  readonly requestValidatorId?: string;
  readonly operationName?: string;
  readonly validateBody: boolean;
  readonly validateParameters: boolean;
  readonly methodResponses: readonly MethodResponse[];
  /** What tells requests apart in a stage cache: `method.request.querystring.NAME`. */
  readonly cacheKeyParameters?: readonly string[];
  /** Methods of one namespace share cached responses; left out: those of a path resource do. */
  readonly cacheNamespace?: string;
  readonly integration: RestIntegration;
}

export interface MethodResponse {
  readonly statusCode: string;
  /** Media type → model name; told, and never checked. */
  readonly responseModels?: Readonly<Record<string, string>>;
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
  /** What only the reads of stages tell. */
  readonly facts?: RestStageFacts;
  readonly accessLog?: AccessLog;
}

/** Settings of a stage that no answer depends on. */
export interface RestStageFacts {
  readonly description?: string;
  readonly documentationVersion?: string;
  readonly clientCertificateId?: string;
  readonly tracingEnabled: boolean;
  /** Gigabytes, as AWS writes them (`0.5`); left out: the stage has no cache. */
  readonly cacheClusterSize?: string;
  /** Path with `~1` for slashes, and verb → settings under API Gateway's names (`MethodSetting`). */
  readonly methodSettings: Readonly<Record<string, Readonly<Record<string, string | number | boolean>>>>;
  readonly webAclArn?: string;
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
  /** Whether it finds and leaves responses in the stage's cache instead of one of its own. */
  readonly useStageCache?: boolean;
}
