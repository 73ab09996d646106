import { has, named } from '../move.ts';
import { about, guide, one, type Rule, routesOf } from './rule.ts';

/** The longest that an HTTP API waits. */
const longestMs = 30_000;

const streams: Rule = ({ features }) =>
  about(features?.methods.read ? features.methods.value.filter((method) => method.streams) : [], (say) => ({
    feature: 'response-streaming',
    weight: 'stays',
    found: `Answers are streamed: ${say}.`,
    instead: 'An HTTP API buffers answers, up to 10 MB.',
    costs: { kind: 'work' },
  }));

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

/** How answers get to callers, and in which form. */
export const delivery: readonly Rule[] = [streams, timeouts, caching, edge, gatewayResponses, canary, bodies];
