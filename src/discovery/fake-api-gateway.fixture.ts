import type { ServerResponse } from 'node:http';

export interface FakeApi {
  readonly stages?: readonly string[];
  readonly endpointType?: string;
  readonly defaultEndpointOff?: boolean;
}

export interface FakeDomain {
  /** Default: `API_MAPPING_ONLY`. */
  readonly routingMode?: string;
  readonly mappings?: readonly FakeMapping[];
  readonly rules?: readonly FakeRule[];
}

/** A `null` stage is in the caller's path. */
export type FakeMapping = readonly [key: string, apiId: string, stage: string | null];

export interface FakeRule {
  readonly priority: number;
  readonly basePaths?: readonly string[];
  readonly headers?: { readonly [name: string]: string };
  readonly apiId: string;
  readonly stage: string;
  readonly stripBasePath?: boolean;
}

/** What API Gateway answers from: a part of the account. */
export interface FakeApis {
  readonly restApis?: { readonly [id: string]: FakeApi };
  readonly v2Apis?: {
    readonly [id: string]: FakeApi & { readonly protocol?: string; readonly apiEndpoint?: string };
  };
  readonly domains?: { readonly [name: string]: FakeDomain };
  /** Stages, mappings and domains on each page of the newer API's lists; default: all. */
  readonly v2PageSize?: number;
  /** Of API Gateway's JSON, as an emulator on a web framework sends it; default: `application/json`. */
  readonly contentType?: string;
}

export interface GatewayCall {
  readonly operation: GatewayOperation;
  readonly subject: string;
  readonly start: number;
}

const operations = [
  ['GetRestStages', /^\/restapis\/([^/?]+)\/stages/],
  ['GetRestApi', /^\/restapis\/([^/?]+)/],
  ['GetV2Stages', /^\/v2\/apis\/([^/?]+)\/stages/],
  ['GetApi', /^\/v2\/apis\/([^/?]+)/],
  ['GetApiMappings', /^\/v2\/domainnames\/([^/?]+)\/apimappings/],
  ['ListRoutingRules', /^\/v2\/domainnames\/([^/?]+)\/routingrules/],
  ['GetDomainName', /^\/v2\/domainnames\/([^/?]+)/],
  ['GetDomainNames', /^\/v2\/domainnames()/],
  ['GetBasePathMappings', /^\/domainnames\/([^/?]+)\/basepathmappings/],
] as const;

type GatewayOperation = (typeof operations)[number][0];

/** `null` where the path is none of API Gateway's. */
export function gatewayCall(url: string): GatewayCall | null {
  for (const [operation, pattern] of operations) {
    const subject = pattern.exec(url)?.[1];
    if (subject === undefined) continue;
    const start = Number(new URL(url, 'http://a').searchParams.get('nextToken') ?? 0);
    return { operation, subject: decodeURIComponent(subject), start };
  }
  return null;
}

/** Speaks the REST protocols of API Gateway's two services. */
export function answerGateway(account: FakeApis, call: GatewayCall, response: ServerResponse): void {
  const told = answers[call.operation](account, call);
  if (told === null) {
    failGateway(response, {
      code: 'NotFoundException',
      message: 'Invalid identifier specified',
      status: 404,
    });
    return;
  }
  response.setHeader('content-type', account.contentType ?? 'application/json');
  response.setHeader('x-amzn-requestid', 'a1');
  response.end(JSON.stringify(told));
}

export function failGateway(
  response: ServerResponse,
  { code, message, status }: { readonly code: string; readonly message: string; readonly status: number },
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-amzn-errortype': code });
  response.end(JSON.stringify({ message }));
}

type Answers = {
  readonly [O in GatewayOperation]: (account: FakeApis, call: GatewayCall) => object | null;
};

const answers: Answers = {
  GetRestApi: ({ restApis }, { subject }) =>
    known(restApis?.[subject], ({ endpointType = 'REGIONAL', defaultEndpointOff = false }) => ({
      id: subject,
      endpointConfiguration: { types: [endpointType] },
      disableExecuteApiEndpoint: defaultEndpointOff,
    })),
  GetRestStages: ({ restApis }, { subject }) =>
    known(restApis?.[subject], ({ stages = [] }) => ({ item: stages.map((stageName) => ({ stageName })) })),
  GetApi: ({ v2Apis }, { subject }) =>
    known(v2Apis?.[subject], ({ protocol = 'HTTP', apiEndpoint, defaultEndpointOff = false }) => ({
      apiId: subject,
      protocolType: protocol,
      apiEndpoint,
      disableExecuteApiEndpoint: defaultEndpointOff,
    })),
  GetV2Stages: (account, call) =>
    known(account.v2Apis?.[call.subject], ({ stages = [] }) =>
      page(
        stages.map((stageName) => ({ stageName })),
        account,
        call,
      ),
    ),
  GetDomainName: ({ domains }, { subject }) =>
    known(domains?.[subject], (domain) => described(subject, domain)),
  GetDomainNames: (account, call) =>
    page(
      Object.entries(account.domains ?? {}).map(([name, domain]) => described(name, domain)),
      account,
      call,
    ),
  GetApiMappings: (account, call) =>
    known(account.domains?.[call.subject], ({ mappings = [] }) =>
      page(
        mappings.map(([apiMappingKey, apiId, stage]) => ({
          apiMappingId: apiMappingKey,
          apiMappingKey,
          apiId,
          stage: stage ?? undefined,
        })),
        account,
        call,
      ),
    ),
  GetBasePathMappings: ({ domains }, { subject }) =>
    known(domains?.[subject], ({ mappings = [] }) => ({
      item: mappings.map(([key, restApiId, stage]) => ({
        basePath: key === '' ? '(none)' : key,
        restApiId,
        stage: stage ?? undefined,
      })),
    })),
  ListRoutingRules: ({ domains }, { subject }) =>
    known(domains?.[subject], ({ rules = [] }) => ({ routingRules: rules.map(describedRule) })),
};

function known<T>(thing: T | undefined, describe: (thing: T) => object): object | null {
  return thing === undefined ? null : describe(thing);
}

function page(items: readonly object[], { v2PageSize }: FakeApis, { start }: GatewayCall): object {
  const end = start + (v2PageSize ?? items.length);
  return { items: items.slice(start, end), ...(end < items.length ? { nextToken: String(end) } : {}) };
}

function described(domainName: string, { routingMode = 'API_MAPPING_ONLY' }: FakeDomain) {
  return { domainName, routingMode, domainNameConfigurations: [{ endpointType: 'REGIONAL' }] };
}

function describedRule(rule: FakeRule) {
  const { priority, basePaths, headers, apiId, stage, stripBasePath = false } = rule;
  return {
    priority,
    routingRuleId: `r${priority}`,
    actions: [{ invokeApi: { apiId, stage, stripBasePath } }],
    conditions: [
      ...(basePaths === undefined ? [] : [{ matchBasePaths: { anyOf: basePaths } }]),
      ...Object.entries(headers ?? {}).map(([header, valueGlob]) => ({
        matchHeaders: { anyOf: [{ header, valueGlob }] },
      })),
    ],
  };
}
