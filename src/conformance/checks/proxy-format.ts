import { type ApiType, apiTypes } from '../../contract/contract.ts';
import type { Json } from '../../contract/json.ts';
import { isRecord, type Observed } from '../answer.ts';
import { type Check, fail, pass, shown, skip } from '../check.ts';
import { firstDifference } from '../difference.ts';
import { expectations } from '../expectations.ts';
import type { Promised } from '../promise.ts';
import { firstSchemaError } from '../schema.ts';

const outputFormat =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html';

export const gatewayError: Check = {
  id: 'gateway-error',
  title: "A function's error is not the gateway's own",
  family: 'proxy-format',
  apiTypes,
  severity: 'error',
  why: 'The promised status can come from the gateway although the function was never asked.',
  fix: 'Deploy the route, or promise the body that the gateway sends.',
  source:
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html',
  after: ['answered', 'envelope', 'status'],
  judge({ gatewayError: error, json, text }, promised) {
    const { expectation, route } = promised;
    if (expectation === null) return null;
    if (error === null) return pass;
    const received = json.ok ? shown(json.value) : shown(text);
    const details = { expected: "the function's answer", received };
    if (expectation.body !== undefined || expectation.text !== undefined) {
      return promisesThis(promised, json.ok ? json.value : undefined, text)
        ? pass
        : fail(`the gateway answered ${received} itself; the function was not asked`, details);
    }
    if (error.kind === 'route-missing' && route?.auth === undefined) {
      // A REST API says the same to an unsigned call of a method with IAM, which may be what is meant.
      return fail(`status ${error.status} comes from the gateway, which has no such route`, {
        ...details,
        severity: 'warning',
      });
    }
    const schema = route?.responses[expectation.status];
    if (schema === undefined || (json.ok && firstSchemaError(schema, json.value) === null)) return pass;
    return fail(`the gateway answered ${received} itself, which its schema doesn't allow`, details);
  },
};

function promisesThis({ expectation }: Promised, value: Json | undefined, text: string): boolean {
  if (expectation?.text !== undefined) return text === expectation.text;
  return expectation?.body !== undefined && firstDifference(expectation.body, value) === null;
}

const envelopeKeys = ['headers', 'multiValueHeaders', 'body', 'isBase64Encoded', 'cookies'];

export const envelope: Check = {
  id: 'envelope',
  title: 'The result arrives as HTTP, not as its envelope',
  family: 'proxy-format',
  apiTypes,
  severity: 'error',
  why: 'Clients get statusCode and body as text inside a 200, so that every error looks like a success.',
  fix: 'Use the AWS_PROXY integration type (with payload format 2.0 on an HTTP API), and return the object itself rather than its text.',
  source: outputFormat,
  after: ['answered'],
  judge({ json }, promised) {
    if (!json.ok || !isRecord(json.value)) return promised.expectation === null ? null : pass;
    const { value } = json;
    const keys = Object.keys(value);
    const leaked =
      /^[1-5]\d\d$/.test(String(value.statusCode)) && keys.some((key) => envelopeKeys.includes(key));
    if (!leaked || mentions(promised, 'statusCode')) return promised.expectation === null ? null : pass;
    return fail(`the body is a proxy result with the keys ${keys.join(', ')}`, {
      pointer: '/statusCode',
      expected: "the function's body",
      received: shown(value),
    });
  },
};

/** Whether the contract itself names that key for this answer. */
export function mentions({ expectation, route }: Promised, key: string): boolean {
  const schema = expectation === null ? undefined : route?.responses[expectation.status];
  return JSON.stringify([expectation?.body ?? null, expectation?.text ?? null, schema ?? null]).includes(key);
}

export const requestId: Check = {
  id: 'request-id',
  title: "The gateway's request id is there",
  family: 'proxy-format',
  apiTypes,
  severity: 'error',
  why: 'Without it nobody finds a failed request in the logs again.',
  fix: 'Call the API at its execute-api or custom domain, and let proxies in between pass the header on.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-logging.html',
  after: ['answered'],
  warnsOnce: true,
  judge({ exchange, lines, gatewayError: error }) {
    const wanted = expectations[exchange.apiType].requestIdHeaders;
    const missing = wanted.filter((name) => lines(name).length === 0);
    if (missing.length === 0) return pass;
    // The edge refuses too large requests before they get an id.
    if (error?.kind === 'too-large') return skip('refused before the gateway gave it an id');
    const none = missing.length === wanted.length;
    const direct = none && isExecuteApi(exchange.request.url);
    const others = none ? idsOfAnotherType(exchange.apiType).filter((name) => lines(name).length > 0) : [];
    const instead = others.length === 0 ? '' : `, but ${others.join(' and ')}`;
    return fail(`there is no ${missing.join(' and no ')} header${instead}`, {
      severity: direct || others.length > 0 ? 'error' : 'warning',
      pointer: missing[0] ?? '',
      expected: wanted.join(', '),
      received: [...wanted.filter((name) => !missing.includes(name)), ...others].join(', ') || 'neither',
    });
  },
};

function idsOfAnotherType(apiType: ApiType): readonly string[] {
  return apiTypes.filter((each) => each !== apiType).flatMap((each) => expectations[each].requestIdHeaders);
}

/** Whether the URL leads to the gateway itself: a custom domain may have anything in front. */
export function isExecuteApi(url: string): boolean {
  return /^https:\/\/[^/]+\.execute-api\.[^/]+\.(amazonaws\.com(\.cn)?|api\.aws)(:\d+)?(\/|$)/.test(url);
}

/** Renamed on every HTTP proxy integration, without harm. */
const harmless = ['connection', 'content-length', 'date', 'server', 'x-amzn-requestid', 'x-amzn-trace-id'];

export const remappedHeaders: Check = {
  id: 'remapped-headers',
  title: 'No header comes back renamed',
  family: 'proxy-format',
  apiTypes: ['rest'] satisfies ApiType[],
  severity: 'warning',
  why: 'The gateway renames some headers to x-amzn-Remapped-…, so that clients never see the ones that were meant.',
  fix: 'Return the information under a header name that the gateway passes on.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-known-issues.html',
  after: ['answered'],
  judge({ headers, exchange }: Observed) {
    if (exchange.purpose !== 'example') return null;
    const renamed = headers
      .map(([name]) => /^x-amzn-remapped-(.+)$/i.exec(name)?.[1] ?? null)
      .filter((name) => name !== null);
    const [first] = renamed;
    if (first === undefined) return pass;
    const loss = renamed.some((name) => !harmless.includes(name.toLowerCase()));
    return fail(`renamed to x-amzn-Remapped-…: ${renamed.join(', ')}`, {
      severity: loss ? 'warning' : 'note',
      pointer: `x-amzn-Remapped-${first}`,
    });
  },
};
