import { apiTypes, type CorsPromise } from '../../contract/contract.ts';
import { type Observed, requestHeader } from '../answer.ts';
import { type Check, type Failure, fail, type Outcome, pass, skip } from '../check.ts';
import { originAllowed } from '../origins.ts';
import type { Promised } from '../promise.ts';

const fetchStandard = 'https://fetch.spec.whatwg.org/#cors-preflight-fetch';
const corsGuide = 'https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-cors.html';

type Judge = (observed: Observed, cors: CorsPromise) => Outcome | null;

/** Only for preflights from an origin that is promised to be allowed. */
function ofAllowedOrigin(judge: Judge) {
  return (observed: Observed, { cors }: Promised): Outcome | null => {
    if (observed.exchange.purpose !== 'preflight' || cors === null) return null;
    return originAllowed(cors, requestHeader(observed.exchange, 'origin') ?? '')
      ? judge(observed, cors)
      : null;
  };
}

export const preflightStatus: Check = {
  id: 'cors-preflight-status',
  title: 'A preflight is answered with a success',
  family: 'cors',
  apiTypes,
  severity: 'error',
  why: 'Browsers send nothing after a preflight that fails, whatever its headers say.',
  fix: 'Deploy OPTIONS for this path: a MOCK method on a REST API, the CORS configuration on an HTTP API.',
  source: fetchStandard,
  after: ['answered'],
  judge: ofAllowedOrigin(({ status }) =>
    status >= 200 && status <= 299
      ? pass
      : fail(`expected a 2xx for the preflight, received ${status}`, {
          expected: '2xx',
          received: String(status),
        }),
  ),
};

export const allowOrigin: Check = {
  id: 'cors-allow-origin',
  title: 'A preflight allows the promised origin',
  family: 'cors',
  apiTypes,
  severity: 'error',
  why: 'Browsers refuse the call from a page of that origin.',
  fix: 'Answer Access-Control-Allow-Origin with the origin itself, or with * where any may call.',
  source: corsGuide,
  after: ['answered', 'cors-preflight-status'],
  judge: ofAllowedOrigin((observed, cors) => allowsOrigin(observed, cors)),
};

/** Shared by preflights and ordinary answers: the rule is the same for both. */
export function allowsOrigin(observed: Observed, cors: CorsPromise): Outcome {
  const origin = requestHeader(observed.exchange, 'origin') ?? '';
  const received = observed.lines('access-control-allow-origin')[0] ?? null;
  if (received === origin) return pass;
  if (received === '*' && cors.credentials !== true) return pass;
  const expected = cors.origins.includes('*') && cors.credentials !== true ? '*' : origin;
  return missing('access-control-allow-origin', expected, received);
}

export const allowMethods: Check = {
  id: 'cors-allow-methods',
  title: "A preflight allows the route's method",
  family: 'cors',
  apiTypes,
  severity: 'error',
  why: 'Browsers refuse the call with that method.',
  fix: 'Add the method to Access-Control-Allow-Methods of this path.',
  source: corsGuide,
  after: ['answered', 'cors-preflight-status', 'cors-allow-origin'],
  judge: ofAllowedOrigin((observed, cors) => {
    const method = requestHeader(observed.exchange, 'access-control-request-method') ?? '';
    const allowed = listOf(observed, 'access-control-allow-methods');
    if (allowed.includes(method.toLowerCase())) return pass;
    if (allowed.includes('*') && cors.credentials !== true) return pass;
    return missing('access-control-allow-methods', method, observed.header('access-control-allow-methods'));
  }),
};

export const allowHeaders: Check = {
  id: 'cors-allow-headers',
  title: 'A preflight allows the promised request headers',
  family: 'cors',
  apiTypes,
  severity: 'error',
  why: 'Browsers refuse calls with that header: without Content-Type no JSON can be sent.',
  fix: 'Add the header to Access-Control-Allow-Headers of this path.',
  source: corsGuide,
  after: ['answered', 'cors-preflight-status', 'cors-allow-origin'],
  judge: ofAllowedOrigin((observed, cors) => {
    if (cors.headers.length === 0) return null;
    const allowed = listOf(observed, 'access-control-allow-headers');
    const any = allowed.includes('*') && cors.credentials !== true;
    const lacking = cors.headers.filter((name) => {
      const wanted = name.toLowerCase();
      // The wildcard never stands for Authorization.
      return !allowed.includes(wanted) && !(any && wanted !== 'authorization');
    });
    if (lacking.length === 0) return pass;
    return missing(
      'access-control-allow-headers',
      lacking.join(', '),
      observed.header('access-control-allow-headers'),
    );
  }),
};

export const maxAge: Check = {
  id: 'cors-max-age',
  title: 'A preflight may be kept as long as promised',
  family: 'cors',
  apiTypes,
  severity: 'warning',
  why: 'Browsers ask again before each call where the answer may not be kept.',
  fix: 'Answer Access-Control-Max-Age with the promised number of seconds.',
  source: corsGuide,
  after: ['answered', 'cors-preflight-status', 'cors-allow-origin'],
  judge: ofAllowedOrigin((observed, cors) => {
    if (cors.maxAgeSeconds === undefined) return null;
    const received = observed.header('access-control-max-age');
    if (Number(received ?? 'none') === cors.maxAgeSeconds) return pass;
    return missing('access-control-max-age', String(cors.maxAgeSeconds), received);
  }),
};

export const deniedOrigin: Check = {
  id: 'cors-denied-origin',
  title: 'No other origin is allowed, by the preflight or by the answer',
  family: 'cors',
  apiTypes,
  severity: 'error',
  why: 'An API that allows every origin lets any page call it in the name of its visitor.',
  fix: 'Compare the Origin with a list before echoing it; name the origins in the CORS configuration.',
  source: corsGuide,
  after: ['answered'],
  judge(observed, { cors }) {
    const { exchange, lines, status } = observed;
    const asked = exchange.purpose === 'preflight' || exchange.purpose === 'denied-cors';
    if (!asked || cors === null) return null;
    const origin = requestHeader(exchange, 'origin') ?? '';
    if (originAllowed(cors, origin)) return null;
    const received = lines('access-control-allow-origin')[0] ?? null;
    // Browsers read no headers of a preflight that failed.
    const failed = exchange.purpose === 'preflight' && (status < 200 || status > 299);
    if (failed || (received !== '*' && received !== origin)) return pass;
    return fail(`the origin ${origin}, which the contract doesn't name, is allowed with "${received}"`, {
      pointer: 'access-control-allow-origin',
      expected: cors.origins.join(', '),
      received,
    });
  },
};

export const credentials: Check = {
  id: 'cors-credentials',
  title: 'Credentials are allowed as promised, and never with a wildcard',
  family: 'cors',
  apiTypes,
  severity: 'error',
  why: 'Browsers drop an answer to a call with credentials unless both headers fit.',
  fix: 'Answer Access-Control-Allow-Credentials: true together with the origin itself, not with *.',
  source: 'https://fetch.spec.whatwg.org/#http-access-control-allow-credentials',
  after: ['answered', 'cors-preflight-status', 'cors-allow-origin', 'cors-on-response'],
  judge(observed, { cors }) {
    const { exchange, lines, header } = observed;
    if (cors === null || requestHeader(exchange, 'origin') === null) return null;
    const origins = lines('access-control-allow-origin');
    const allowed = header('access-control-allow-credentials');
    if (origins.length === 0) return null;
    if (allowed === 'true' && origins.includes('*')) {
      return fail('access-control-allow-credentials is true while access-control-allow-origin is *', {
        pointer: 'access-control-allow-origin',
        expected: requestHeader(exchange, 'origin') ?? '',
        received: '*',
      });
    }
    if (cors.credentials !== true) return allowed === null ? null : pass;
    if (!originAllowed(cors, requestHeader(exchange, 'origin') ?? '')) {
      return skip('this origin may not call');
    }
    return allowed === 'true' ? pass : missing('access-control-allow-credentials', 'true', allowed);
  },
};

/** Values of a list header, in lower case. */
function listOf({ lines }: Observed, name: string): string[] {
  return lines(name).flatMap((line) => line.split(',').map((value) => value.trim().toLowerCase()));
}

/** A header that lacks what it was to hold. */
export function missing(name: string, expected: string, received: string | null): Failure {
  const found = received === null ? 'there is no such header' : `received "${received}"`;
  return fail(`${name}: expected ${expected}, ${found}`, {
    pointer: name,
    expected,
    received: received ?? 'no header',
  });
}
