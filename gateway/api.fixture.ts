import type { Call, CalledDomain, ClientCert, HeaderLine, Surroundings } from './call.ts';
import type { Invocation } from './function/invocation.ts';
import type {
  HttpApi,
  HttpIntegration,
  HttpRoute,
  HttpStage,
  LambdaFunction,
  PathResource,
  RestApi,
  RestMethod,
  Stack,
} from './model.ts';
import { exactBucket } from './throttle/buckets.ts';
import { createUsagePlans } from './throttle/usage-plans.ts';

export const functionArn = 'arn:aws:lambda:us-east-1:123456789012:function:backend';

const common = {
  id: 'abc123defg',
  name: 'tested',
  logicalId: 'Api',
  disableExecuteApiEndpoint: false,
  createdAt: '2026-01-01T00:00:00Z',
} as const;

/** A deployed stack that holds what a test says, and nothing else. */
export function stackOf({ name = 'tested', ...told }: Partial<Stack>): Stack {
  return {
    name,
    id: `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/1`,
    file: `${name}.yaml`,
    description: '',
    status: 'CREATE_COMPLETE',
    createdAt: '2026-01-01T00:00:00Z',
    parameters: {},
    outputs: [],
    resources: [],
    templateBody: '',
    functions: [],
    apis: [],
    apiKeys: [],
    usagePlans: [],
    domains: [],
    apiMappings: [],
    ...told,
  };
}

/** `functionArn` as a function in Node that says hello, with this status. */
export function helloFunction(status: number): LambdaFunction {
  return {
    name: 'hello',
    arn: functionArn,
    logicalId: 'Hello',
    runtime: 'nodejs20.x',
    handler: 'index.handler',
    code: {
      kind: 'inline',
      source: `exports.handler = async () => ({ statusCode: ${status}, body: "hello" });`,
    },
    environment: {},
    timeoutMs: 5000,
    memoryMb: 128,
  };
}

export const proxy = {
  type: 'AWS_PROXY',
  function: { arn: functionArn, mayInvoke: true },
  httpMethod: 'POST',
  timeoutMs: 1000,
} as const;

export function restMethod(httpMethod: string, overrides: Partial<RestMethod> = {}): RestMethod {
  return {
    httpMethod,
    authorizationType: 'NONE',
    authorizerId: null,
    authorizationScopes: [],
    apiKeyRequired: false,
    requestParameters: {},
    requestModels: {},
    validateBody: false,
    validateParameters: false,
    methodResponses: [],
    integration: proxy,
    ...overrides,
  };
}

/** A REST API with a stage `dev`; methods by path. */
export function restApi(
  paths: Readonly<Record<string, readonly RestMethod[]>>,
  overrides: Partial<RestApi> = {},
): RestApi {
  const pathResources = Object.entries(paths).map(
    ([path, methods], index): PathResource => ({
      id: `res${index}`,
      parentId: 'root',
      path,
      pathPart: path.split('/').at(-1) ?? '',
      methods,
    }),
  );
  return {
    ...common,
    apiType: 'rest',
    endpointType: 'REGIONAL',
    binaryMediaTypes: [],
    apiKeySource: 'HEADER',
    rootResourceId: 'root',
    gatewayResponses: [],
    models: {},
    authorizers: [],
    policy: null,
    stages: [{ name: 'dev', deploymentId: 'dep123', throttling: [], variables: {}, tags: {} }],
    pathResources,
    ...overrides,
  };
}

export function httpRoute(routeKey: string, overrides: Partial<HttpRoute> = {}): HttpRoute {
  const integration: HttpIntegration = {
    type: 'AWS_PROXY',
    function: { arn: functionArn, mayInvoke: true },
    payloadFormatVersion: '2.0',
    timeoutMs: 1000,
  };
  return {
    id: routeKey,
    routeKey,
    authorizationType: 'NONE',
    authorizerId: null,
    authorizationScopes: [],
    integration,
    ...overrides,
  };
}

export function httpStage(name: string, overrides: Partial<HttpStage> = {}): HttpStage {
  return {
    name,
    deploymentId: 'dep123',
    autoDeploy: true,
    defaultThrottle: null,
    routeThrottling: {},
    variables: {},
    tags: {},
    ...overrides,
  };
}

/** An HTTP API with a stage `$default`. */
export function httpApi(routes: readonly (HttpRoute | string)[], overrides: Partial<HttpApi> = {}): HttpApi {
  return {
    ...common,
    apiType: 'http',
    cors: null,
    authorizers: [],
    routes: routes.map((route) => (typeof route === 'string' ? httpRoute(route) : route)),
    stages: [httpStage('$default')],
    ...overrides,
  };
}

/** When calls arrive, epoch milliseconds. */
export const calledAtMs = Date.UTC(2026, 6, 10, 19, 19, 4, 836);

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>> | readonly HeaderLine[];
  readonly body?: string | Buffer;
  readonly bodyTooLarge?: boolean;
  readonly domain?: CalledDomain;
  readonly clientCert?: ClientCert;
}

/** @param target path and query, as on a request line. */
export function callOf(target: string, options: CallOptions = {}): Call {
  const [path = '', query = ''] = target.split('?');
  const { headers = {} } = options;
  return {
    method: options.method ?? 'GET',
    path,
    sentPath: path,
    query,
    headers: Array.isArray(headers) ? headers : Object.entries(headers),
    body: Buffer.from(options.body ?? ''),
    bodyTooLarge: options.bodyTooLarge ?? false,
    sourceIp: '127.0.0.1',
    clientCert: options.clientCert ?? null,
    receivedAtMs: calledAtMs,
    observation: null,
    domain: options.domain ?? null,
    record: null,
  };
}

export interface Backend extends Surroundings {
  /** Events that the function got. */
  readonly events: readonly Record<string, unknown>[];
  readonly logged: readonly string[];
}

/** A function behind an API; the result is what it returns, or how its invocation ends. */
export function backend(
  result: unknown | ((event: Record<string, unknown>) => Promise<Invocation>),
): Backend {
  const events: Record<string, unknown>[] = [];
  const logged: string[] = [];
  return {
    region: 'us-east-1',
    accountId: '123456789012',
    events,
    logged,
    log: (line) => logged.push(line),
    openAccessLog: null,
    now: () => calledAtMs,
    random: () => 0.5,
    usagePlans: createUsagePlans([], []),
    newBucket: exactBucket,
    accountBucket: null,
    checkSignature: async () => ({ kind: 'unsigned' }),
    checkToken: async () => ({ ok: false, expired: false, description: 'no issuer' }),
    invoke: async (_, text) => {
      const event = JSON.parse(text) as Record<string, unknown>;
      events.push(event);
      if (typeof result === 'function') return result(event);
      return { ok: true, payload: JSON.stringify(result) };
    },
  };
}
