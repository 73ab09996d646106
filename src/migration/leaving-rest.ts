import type { DeployedRoute } from '../deployment/deployment.ts';
import { type Finding, has, type Known, named } from './move.ts';

/** A feature of REST APIs that HTTP APIs lack, and how to see that it is in use. */
type Rule = (known: Known) => readonly Finding[];

const guide = (page: string) => `https://docs.aws.amazon.com/apigateway/latest/developerguide/${page}.html`;
const comparison = guide('http-api-vs-rest');

/** What of a REST API in use an HTTP API lacks; what couldn't be read is no finding. */
export function leavingRest(known: Known): Finding[] {
  return rules.flatMap((rule) => rule(known));
}

const routesOf = ({ deployment: { routes, definedRoutes } }: Known): readonly DeployedRoute[] =>
  routes.read ? routes.value : definedRoutes.read ? definedRoutes.value : [];

const one = (found: boolean, finding: Omit<Finding, 'source'> & { readonly source?: string }): Finding[] =>
  found ? [{ source: comparison, ...finding }] : [];

/** A finding about routes: `say` gets them by name. */
function about(
  routes: readonly { readonly key: string }[],
  finding: (say: string, count: number) => Omit<Finding, 'source'> & { readonly source?: string },
): Finding[] {
  const say = named(routes.map(({ key }) => key));
  return one(routes.length > 0, finding(say, routes.length));
}

const privateEndpoint: Rule = ({ deployment: { api } }) =>
  one(
    has(api, ({ endpointTypes }) => endpointTypes.includes('PRIVATE')),
    {
      feature: 'private-endpoint',
      weight: 'stays',
      found: 'The API is private: only VPC endpoints reach it.',
      instead: 'An HTTP API is always public; nothing of it can be reached from a VPC alone.',
      costs: { kind: 'work' },
      source: guide('apigateway-private-apis'),
    },
  );

const usagePlans: Rule = (known) => {
  const { usagePlans: plans } = known.deployment;
  const limits = plans.read
    ? plans.value.filter(({ throttle, quota }) => throttle !== null || quota !== null)
    : [];
  const routes = routesOf(known);
  const keyed = routes.filter(({ apiKeyRequired }) => apiKeyRequired);
  // Without a key no plan applies to a call.
  if (limits.length > 0 && (keyed.length > 0 || routes.length === 0)) {
    const names = named(limits.map(({ name }) => name));
    return one(true, {
      feature: 'usage-plans',
      weight: 'stays',
      found: `Usage plans limit what each key may send: ${names}.`,
      instead:
        'An HTTP API throttles by route, for all callers together; limits by caller and quotas have to be counted by a function of your own.',
      costs: { kind: 'authorizer' },
      source: guide('api-gateway-api-usage-plans'),
    });
  }
  return about(keyed, (say) => ({
    feature: 'api-keys',
    weight: 'change',
    found: `API keys are required: ${say}.`,
    instead: 'A Lambda authorizer that knows the keys.',
    costs: { kind: 'authorizer' },
    source: guide('http-api-lambda-authorizer'),
  }));
};

const streams: Rule = ({ features }) =>
  about(features?.methods.read ? features.methods.value.filter((method) => method.streams) : [], (say) => ({
    feature: 'response-streaming',
    weight: 'stays',
    found: `Answers are streamed: ${say}.`,
    instead: 'An HTTP API buffers answers, up to 10 MB.',
    costs: { kind: 'work' },
  }));

/** The longest that an HTTP API waits. */
const longestMs = 30_000;

const timeouts: Rule = (known) =>
  about(
    routesOf(known).filter(({ integration }) => (integration?.timeoutMs ?? 0) > longestMs),
    (say) => ({
      feature: 'long-timeouts',
      weight: 'stays',
      found: `Integrations may take more than 30 s: ${say}.`,
      instead:
        'An HTTP API gives up after 30 s, and no quota raises that; longer work has to answer before it is done.',
      costs: { kind: 'work' },
      source: guide('http-api-quotas'),
    }),
  );

const webAcl: Rule = ({ deployment: { stage } }) =>
  one(
    has(stage, ({ webAcl: acl }) => acl !== null),
    {
      feature: 'waf',
      weight: 'change',
      found: 'A web ACL of AWS WAF protects the stage.',
      instead:
        'CloudFront in front of the HTTP API, the web ACL there, and a secret header so that nobody passes by it.',
      costs: { kind: 'cloudfront', waf: true, savedCacheGb: null },
      source: guide('apigateway-control-access-aws-waf'),
    },
  );

const caching: Rule = ({ deployment: { stage }, features }) => {
  const size = features?.stage.read ? features.stage.value.cacheGigabytes : null;
  return one(size !== null || has(stage, ({ cacheEnabled }) => cacheEnabled), {
    feature: 'caching',
    weight: 'change',
    found: `A stage cache${size === null ? '' : ` of ${size} GB`} answers calls.`,
    instead: 'CloudFront in front of the HTTP API, with a cache policy of the same keys and times.',
    costs: { kind: 'cloudfront', waf: false, savedCacheGb: size },
    source: guide('api-gateway-caching'),
  });
};

const resourcePolicy: Rule = ({ deployment: { api } }) =>
  one(
    has(api, (settings) => settings.resourcePolicy),
    {
      feature: 'resource-policy',
      weight: 'change',
      found: 'A resource policy says who may call.',
      instead:
        'A Lambda authorizer that looks at the caller’s address and account, or IAM authorization with roles to assume.',
      costs: { kind: 'authorizer' },
      source: guide('apigateway-resource-policies'),
    },
  );

const edge: Rule = ({ deployment: { api } }) =>
  one(
    has(api, ({ endpointTypes }) => endpointTypes.includes('EDGE')),
    {
      feature: 'edge-endpoint',
      weight: 'change',
      found: 'The endpoint is edge-optimised: callers connect to CloudFront near them.',
      instead:
        'A regional endpoint, which distant callers reach more slowly, or a CloudFront distribution of your own.',
      costs: { kind: 'cloudfront', waf: false, savedCacheGb: null },
      source: guide('api-gateway-api-endpoint-types'),
    },
  );

const validators: Rule = (known) => {
  const { features } = known;
  const validated = features?.methods.read
    ? features.methods.value.filter((method) => method.validated)
    : routesOf(known).filter(({ requiredParameters }) => requiredParameters.length > 0);
  return about(validated, (say) => ({
    feature: 'request-validators',
    weight: 'change',
    found: `Requests are validated before they reach the backend: ${say}.`,
    instead:
      'Validation in the function, which then runs for broken requests, too, and answers them in its own words.',
    costs: { kind: 'work' },
    source: guide('api-gateway-method-request-validation'),
  }));
};

/** Services that an HTTP API calls itself, as they stand in a REST API's integration URI. */
const firstClass = /:(?:events|sqs|appconfig|kinesis|states):/;

const integrations: Rule = (known) => {
  const routes = routesOf(known);
  const withType = (type: string) => routes.filter(({ integration }) => integration?.type === type);
  const mocks = withType('MOCK');
  const isPreflight = ({ key }: DeployedRoute) => key.startsWith('OPTIONS ');
  const isFunction = ({ integration }: DeployedRoute) => integration?.uri?.includes(':lambda:') ?? false;
  const aws = withType('AWS').filter((route) => !isFunction(route));
  const direct = aws.filter(({ integration }) => firstClass.test(integration?.uri ?? ''));
  const source = guide('http-api-develop-integrations');
  return [
    ...about(
      aws.filter((route) => !direct.includes(route)),
      (say) => ({
        feature: 'service-integrations',
        weight: 'change',
        found: `AWS services are called that an HTTP API can't call itself: ${say}.`,
        instead: 'A function in between.',
        costs: { kind: 'function' },
        source: guide('http-api-develop-integrations-aws-services-reference'),
      }),
    ),
    ...about(direct, (say) => ({
      feature: 'first-class-integrations',
      weight: 'change',
      found: `AWS services are called without a function: ${say}.`,
      instead:
        'The HTTP API’s own integration of that service with parameters for a template, where the action is among them.',
      costs: { kind: 'work' },
      source: guide('http-api-develop-integrations-aws-services-reference'),
    })),
    ...about(withType('AWS').filter(isFunction), (say) => ({
      feature: 'non-proxy-functions',
      weight: 'change',
      found: `Functions are called without proxy integration: ${say}.`,
      instead: 'Proxy integration: the function reads the request and makes status, headers and body itself.',
      costs: { kind: 'work' },
      source,
    })),
    ...about(withType('HTTP'), (say) => ({
      feature: 'non-proxy-http',
      weight: 'change',
      found: `HTTP backends are called without proxy integration: ${say}.`,
      instead:
        'HTTP proxy integration with parameter mapping of headers, queries and status; bodies pass as they are.',
      costs: { kind: 'work' },
      source: guide('http-api-parameter-mapping'),
    })),
    ...about(mocks.filter(isPreflight), (say) => ({
      feature: 'mock-preflights',
      weight: 'note',
      found: `MOCK integrations answer CORS preflights: ${say}.`,
      instead: 'The CORS configuration of the HTTP API, which answers every preflight itself.',
      costs: { kind: 'setting' },
      source: guide('http-api-cors'),
    })),
    ...about(
      mocks.filter((route) => !isPreflight(route)),
      (say) => ({
        feature: 'mock-integrations',
        weight: 'change',
        found: `MOCK integrations answer without a backend: ${say}.`,
        instead: 'A function that answers the same.',
        costs: { kind: 'function' },
        source,
      }),
    ),
  ];
};

const templates: Rule = ({ deployment: { routes, definedRoutes }, features }) => {
  const known = routes.read ? routes.value : definedRoutes.read ? definedRoutes.value : [];
  const isMock = (key: string) =>
    known.some((route) => route.key === key && route.integration?.type === 'MOCK');
  const mapped = features?.methods.read
    ? features.methods.value.filter(
        ({ key, mapsRequest, mapsAnswer }) => (mapsRequest || mapsAnswer) && !isMock(key),
      )
    : [];
  return about(mapped, (say) => ({
    feature: 'mapping-templates',
    weight: 'change',
    found: `Mapping templates (VTL) change requests or answers: ${say}.`,
    instead: 'The same in the function; parameter mapping changes headers, queries and paths, never bodies.',
    costs: { kind: 'work' },
    source: guide('models-mappings'),
  }));
};

const authorizers: Rule = (known) => {
  const { authorizers: listed } = known.deployment;
  const cognito = routesOf(known).filter(({ authorization }) => authorization === 'COGNITO_USER_POOLS');
  const token = listed.read ? listed.value.filter(({ type }) => type === 'TOKEN') : [];
  return [
    ...about(cognito, (say) => ({
      feature: 'cognito-authorizer',
      weight: 'change',
      found: `A Cognito authorizer decides: ${say}.`,
      instead:
        'A JWT authorizer with the user pool as its issuer: it checks `aud` or `client_id` against the audience, and scopes only in access tokens.',
      costs: { kind: 'setting' },
      source: guide('http-api-jwt-authorizer'),
    })),
    ...one(token.length > 0, {
      feature: 'token-authorizer',
      weight: 'change',
      found: `Lambda authorizers get a token alone: ${named(token.map(({ name }) => name))}.`,
      instead:
        'A REQUEST authorizer with the header as its identity source; payload 1.0 keeps answers in the form of a policy.',
      costs: { kind: 'work' },
      source: guide('http-api-lambda-authorizer'),
    }),
  ];
};

const gatewayResponses: Rule = ({ features }) => {
  const changed = features?.gatewayResponses.read ? generalFirst(features.gatewayResponses.value) : [];
  return one(changed.length > 0, {
    feature: 'gateway-responses',
    weight: 'change',
    found: `Answers of API Gateway's own are changed: ${named(changed)}.`,
    instead:
      'Nothing: an HTTP API answers {"message": …} with fixed statuses, and CORS headers by its CORS configuration.',
    costs: { kind: 'work' },
    source: guide('api-gateway-gatewayResponse-definition'),
  });
};

/** A default's settings are shown for every type of its class, too. */
function generalFirst(types: readonly string[]): string[] {
  const general = types.filter((type) => type.startsWith('DEFAULT_'));
  return [...general, ...types.filter((type) => !general.includes(type))];
}

const canary: Rule = ({ deployment: { stage } }) =>
  one(
    has(stage, (settings) => settings.canary !== null),
    {
      feature: 'canary',
      weight: 'change',
      found: 'A canary release gets part of the traffic.',
      instead: 'Weighted aliases of the functions, or weighted records of two custom domains.',
      costs: { kind: 'work' },
      source: guide('canary-release'),
    },
  );

const clientCertificate: Rule = ({ features }) =>
  one(
    has(features?.stage, (stage) => stage.clientCertificate),
    {
      feature: 'client-certificate',
      weight: 'change',
      found: 'Backends know API Gateway by a client certificate.',
      instead:
        'A private integration through a VPC link, so that nobody else reaches the backend, or a secret header.',
      costs: { kind: 'work' },
      source: guide('getting-started-client-side-ssl-authentication'),
    },
  );

const monitoring: Rule = ({ features }) => {
  const stage = features?.stage;
  return [
    ...one(
      has(stage, ({ tracing }) => tracing),
      {
        feature: 'x-ray',
        weight: 'note',
        found: 'X-Ray traces calls at the gateway.',
        instead:
          'Functions trace themselves; what API Gateway adds is in the access log as integration latency.',
        costs: { kind: 'setting' },
      },
    ),
    ...one(
      has(stage, ({ executionLogs }) => executionLogs),
      {
        feature: 'execution-logs',
        weight: 'note',
        found: 'Execution logs are on.',
        instead: 'Access logs with $context.error.message and $context.integrationErrorMessage.',
        costs: { kind: 'setting' },
        source: guide('http-api-logging-variables'),
      },
    ),
    ...one(
      has(stage, ({ accessLogToFirehose }) => accessLogToFirehose),
      {
        feature: 'firehose-logs',
        weight: 'change',
        found: 'Access logs go to Data Firehose.',
        instead: 'CloudWatch Logs, and a subscription from there to Data Firehose.',
        costs: { kind: 'work' },
      },
    ),
  ];
};

const bodies: Rule = ({ deployment: { api }, features }) => [
  ...one(
    has(api, ({ binaryMediaTypes }) => binaryMediaTypes.length > 0),
    {
      feature: 'binary-types',
      weight: 'note',
      found: 'Media types are declared as binary.',
      instead:
        'No declaration: a function gets what is not text in base64 with isBase64Encoded, and answers in the same way.',
      costs: { kind: 'setting' },
      source: guide('http-api-develop-integrations-lambda'),
    },
  ),
  ...one(
    has(features?.compressesFrom, (from) => from !== null),
    {
      feature: 'compression',
      weight: 'change',
      found: 'API Gateway compresses answers.',
      instead: 'Compression in the function or backend, or by CloudFront in front.',
      costs: { kind: 'work' },
      source: guide('api-gateway-gzip-compression-decompression'),
    },
  ),
];

const rules: readonly Rule[] = [
  privateEndpoint,
  usagePlans,
  streams,
  timeouts,
  webAcl,
  caching,
  resourcePolicy,
  edge,
  validators,
  integrations,
  templates,
  authorizers,
  gatewayResponses,
  canary,
  clientCertificate,
  monitoring,
  bodies,
];
