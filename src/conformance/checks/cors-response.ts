import { apiTypes } from '../../contract/contract.ts';
import { requestHeader } from '../answer.ts';
import { type Check, fail, pass, skip } from '../check.ts';
import { originAllowed } from '../origins.ts';
import { allowsOrigin, missing } from './cors-preflight.ts';

const corsGuide = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html';

export const onResponse: Check = {
  id: 'cors-on-response',
  title: "The function's answer allows the origin",
  family: 'cors',
  apiTypes,
  severity: 'error',
  why: 'A preflight that succeeds is not enough: browsers keep the answer itself from the page.',
  fix: 'Let the function return Access-Control-Allow-Origin; on an HTTP API, use the CORS configuration.',
  source: corsGuide,
  after: ['answered', 'status', 'gateway-error'],
  judge(observed, { cors }) {
    const origin = requestHeader(observed.exchange, 'origin');
    if (observed.exchange.purpose === 'preflight' || cors === null || origin === null) return null;
    if (!originAllowed(cors, origin) || observed.gatewayError !== null) return null;
    if (observed.exchange.purpose !== 'example' && observed.exchange.purpose !== 'simple-cors') return null;
    return allowsOrigin(observed, cors);
  },
};

export const onGatewayError: Check = {
  id: 'cors-on-gateway-error',
  title: "The gateway's own errors allow the origin",
  family: 'cors',
  // Whether an HTTP API adds its CORS headers to its own errors is not documented.
  apiTypes: ['rest'],
  severity: 'error',
  why: 'A page sees "CORS error" instead of the 4xx or 5xx, and nobody finds the cause.',
  fix: 'Add the gateway responses DEFAULT_4XX and DEFAULT_5XX with Access-Control-Allow-Origin, and deploy.',
  source:
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-gatewayResponse-definition.html',
  after: ['answered', 'status'],
  judge(observed, { cors }) {
    const { exchange, gatewayError } = observed;
    const origin = requestHeader(exchange, 'origin');
    if (exchange.purpose === 'preflight' || cors === null || origin === null) return null;
    if (!originAllowed(cors, origin) || gatewayError === null) return null;
    // Its plain text comes from before gateway responses apply.
    if (gatewayError.kind === 'too-large') return skip('gateway responses do not apply to a 413');
    return allowsOrigin(observed, cors);
  },
};

export const exposeHeaders: Check = {
  id: 'cors-expose-headers',
  title: 'The promised response headers may be read by pages',
  family: 'cors',
  apiTypes,
  severity: 'error',
  why: 'A page reads null from a header that is not exposed, although it is there.',
  fix: 'Add the header to Access-Control-Expose-Headers.',
  source: corsGuide,
  after: ['answered', 'status', 'gateway-error', 'cors-on-response'],
  judge(observed, { cors, expectation }) {
    const origin = requestHeader(observed.exchange, 'origin');
    const promised = cors?.exposeHeaders ?? [];
    if (expectation === null || origin === null || promised.length === 0) return null;
    if (observed.gatewayError !== null) return null;
    const exposed = observed
      .lines('access-control-expose-headers')
      .flatMap((line) => line.split(',').map((name) => name.trim().toLowerCase()));
    const lacking = promised.filter((name) => !exposed.includes(name.toLowerCase()));
    if (lacking.length === 0 || (exposed.includes('*') && cors?.credentials !== true)) return pass;
    return missing(
      'access-control-expose-headers',
      lacking.join(', '),
      observed.header('access-control-expose-headers'),
    );
  },
};

const single = [
  'access-control-allow-origin',
  'access-control-allow-credentials',
  'access-control-max-age',
] as const;

export const duplicateHeaders: Check = {
  id: 'cors-duplicate-headers',
  title: 'CORS headers come once',
  family: 'cors',
  apiTypes,
  severity: 'error',
  why: 'Browsers refuse an answer with two values of Access-Control-Allow-Origin, even with twice the same.',
  fix: 'Set the header in one place: the function or the gateway (mapping, CORS configuration, CloudFront), not both.',
  source: 'https://fetch.spec.whatwg.org/#cors-check',
  after: ['answered'],
  judge({ lines, exchange }) {
    const present = single.filter((name) => lines(name).length > 0);
    if (present.length === 0) return null;
    const repeated = present.find((name) => lines(name).flatMap((line) => line.split(',')).length > 1);
    if (repeated === undefined) return requestHeader(exchange, 'origin') === null ? null : pass;
    return fail(`${repeated} came more than once: ${lines(repeated).join(', ')}`, {
      pointer: repeated,
      expected: 'one value',
      received: lines(repeated).join(', '),
    });
  },
};

export const varyOrigin: Check = {
  id: 'cors-vary',
  title: 'An answer made for one origin says so to caches',
  family: 'cors',
  // An HTTP API's CORS configuration decides about Vary itself, and the documentation doesn't say how.
  apiTypes: ['rest'],
  severity: 'warning',
  why: 'A cache in between hands one origin the answer that was made for another.',
  fix: 'Return Vary: Origin wherever Access-Control-Allow-Origin depends on the Origin.',
  source: 'https://fetch.spec.whatwg.org/#cors-protocol-and-http-caches',
  after: ['answered', 'status', 'gateway-error', 'cors-on-response'],
  judge({ exchange, lines, gatewayError }, { cors, expectation }) {
    const origin = requestHeader(exchange, 'origin');
    if (cors === null || expectation === null || origin === null || gatewayError !== null) return null;
    const several = cors.origins.length > 1 || cors.origins.some((each) => each.includes('*'));
    if (!several || lines('access-control-allow-origin')[0] !== origin) return null;
    const varies = lines('vary').flatMap((line) => line.split(',').map((name) => name.trim().toLowerCase()));
    if (varies.includes('origin') || varies.includes('*')) return pass;
    return missing('vary', 'Origin', lines('vary').join(', ') || null);
  },
};
