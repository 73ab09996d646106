import { apiTypes } from '../../contract/contract.ts';
import { mediaTypeOf, type Observed } from '../answer.ts';
import { type Check, fail, type Outcome, pass } from '../check.ts';
import type { Promised } from '../promise.ts';

export const status: Check = {
  id: 'status',
  title: 'The status is the promised one',
  family: 'response',
  apiTypes,
  severity: 'error',
  why: 'Clients decide by the status what to do with an answer.',
  fix: 'Compare the function with the contract: one of the two is wrong.',
  source: 'https://www.rfc-editor.org/rfc/rfc9110#section-15',
  after: ['answered', 'envelope'],
  judge({ status: received }, { expectation }) {
    if (expectation === null) return null;
    if (received === expectation.status) return pass;
    return fail(`expected status ${expectation.status}, received ${received}`, {
      expected: String(expectation.status),
      received: String(received),
    });
  },
};

export const headers: Check = {
  id: 'headers',
  title: 'The promised headers are there',
  family: 'response',
  apiTypes,
  severity: 'error',
  why: 'Caching, paging and downloads hang on headers that no body test sees.',
  fix: 'Let the function return the header; behind a non-proxy integration, map it in the method and integration response.',
  source:
    'https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html',
  after: ['answered', 'status'],
  judge(observed, { expectation }) {
    const promised = Object.entries(expectation?.headers ?? {}).filter(
      ([name]) => name.toLowerCase() !== 'set-cookie',
    );
    if (promised.length === 0) return null;
    const broken = promised.filter(([name, value]) => !carries(observed, name, value));
    const [first] = broken;
    if (first === undefined) return pass;
    const sentences = broken.map(
      ([name, value]) => `${name}: expected "${value}", received ${quoted(observed.header(name))}`,
    );
    return fail(sentences.join('; '), {
      pointer: first[0],
      expected: first[1],
      received: observed.header(first[0]) ?? 'no header',
    });
  },
};

function carries({ header, lines }: Observed, name: string, value: string): boolean {
  return header(name) === value || lines(name).includes(value);
}

export const contentType: Check = {
  id: 'content-type',
  title: 'The content type is the promised one',
  family: 'response',
  apiTypes,
  severity: 'error',
  why: 'Clients choose by it how to read the body, and browsers refuse some bodies with the wrong one.',
  fix: 'Return a content-type header from the function, or promise the one that it returns.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-payload-encodings.html',
  after: ['answered', 'envelope', 'status', 'gateway-error', 'base64-body'],
  judge(observed, promised) {
    const expected = promisedContentType(observed, promised);
    if (expected === null) return null;
    return judgeContentType(observed, expected);
  },
};

/** `null` where nothing is promised: no example, or no body to give a type to. */
function promisedContentType({ body, exchange }: Observed, { expectation, route }: Promised): string | null {
  if (expectation === null || route === null) return null;
  if (expectation.contentType !== undefined) return expectation.contentType;
  if (body.length === 0 || exchange.request.method === 'HEAD') return null;
  const own = Object.hasOwn(route.responses, String(expectation.status));
  return own ? (route.contentType ?? 'application/json') : null;
}

/** Parameters such as the charset count only where they are promised. */
function judgeContentType({ header, gatewayError }: Observed, expected: string): Outcome {
  const received = header('content-type');
  if (gatewayError !== null && mediaTypeOf(received ?? '') !== mediaTypeOf(expected)) {
    return pass;
  }
  const same = expected.includes(';')
    ? received?.replaceAll(' ', '').toLowerCase() === expected.replaceAll(' ', '').toLowerCase()
    : received !== null && mediaTypeOf(received) === mediaTypeOf(expected);
  if (same) return pass;
  return fail(`content-type: expected "${expected}", received ${quoted(received)}`, {
    pointer: 'content-type',
    expected,
    received: received ?? 'no header',
  });
}

function quoted(value: string | null): string {
  return value === null ? 'no such header' : `"${value}"`;
}
