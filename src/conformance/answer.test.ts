import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { ApiType } from '../contract/contract.ts';
import { observe } from './answer.ts';
import { type Told, tell } from './exchange.fixture.ts';
import type { HeaderLines } from './exchange.ts';
import type { OwnErrorKind } from './expectations.ts';

const kindOf = (told: Told) => observe(tell(told).exchange).gatewayError?.kind ?? null;

/** Body → status → kind, as REST APIs have been seen to answer. */
const rest: readonly [body: unknown, status: number, kind: OwnErrorKind, errorType?: string][] = [
  [{ message: 'Missing Authentication Token' }, 403, 'route-missing', 'MissingAuthenticationTokenException'],
  [{ message: 'Forbidden' }, 403, 'forbidden', 'ForbiddenException'],
  [
    { Message: 'User is not authorized to access this resource with an explicit deny' },
    403,
    'access-denied',
    'AccessDeniedException',
  ],
  [
    {
      Message:
        'User is not authorized to access this resource with an explicit deny in an identity-based policy',
    },
    403,
    'access-denied',
  ],
  [
    {
      Message:
        'User: anonymous is not authorized to perform: execute-api:Invoke on resource: arn:aws:execute-api:eu-west-1:********1234:abc/dev/GET/',
    },
    403,
    'access-denied',
  ],
  [
    {
      message: "'abc' not a valid key=value pair (missing equal-sign) in Authorization header: 'Bearer abc'.",
    },
    403,
    'signature',
    'IncompleteSignatureException',
  ],
  [{ message: 'The security token included in the request is invalid.' }, 403, 'signature'],
  [{ message: 'Signature expired: 20260101T000000Z is now earlier than 20260102T000000Z' }, 403, 'signature'],
  [{ message: 'Unauthorized' }, 401, 'unauthorized', 'UnauthorizedException'],
  [{ message: 'The incoming token has expired' }, 401, 'unauthorized'],
  [{ message: null }, 500, 'authorizer-broken', 'AuthorizerConfigurationException'],
  [
    { message: 'Missing required request parameters: [a, b]' },
    400,
    'parameters-refused',
    'BadRequestException',
  ],
  [{ message: 'Invalid request body' }, 400, 'body-refused', 'BadRequestException'],
  [{ message: 'Could not parse request body into json: Unexpected character' }, 400, 'body-refused'],
  [{ message: 'Unsupported Media Type' }, 415, 'media-type-refused', 'BadRequestException'],
  ['HTTP content length exceeded 10485760 bytes.', 413, 'too-large'],
  [{ message: 'Request Too Long' }, 413, 'too-large'],
  [{ message: 'Too Many Requests' }, 429, 'throttled', 'TooManyRequestsException'],
  [{ message: 'Limit Exceeded' }, 429, 'quota-exceeded', 'LimitExceededException'],
  ['{"message": "Internal server error"}', 502, 'integration-failed', 'InternalServerErrorException'],
  ['{"message": "Internal server error"}', 500, 'integration-failed'],
  ['{"message": "Endpoint request timed out"}', 504, 'integration-timeout', 'InternalServerErrorException'],
  ['{"message": "Network error communicating with endpoint"}', 504, 'integration-unreachable'],
];

const http: readonly [body: unknown, status: number, kind: OwnErrorKind][] = [
  [{ message: 'Not Found' }, 404, 'route-missing'],
  [{ message: 'Forbidden' }, 403, 'forbidden'],
  [{ message: 'Unauthorized' }, 401, 'unauthorized'],
  [{ message: 'Too Many Requests' }, 429, 'throttled'],
  [{ message: 'Request Entity Too Large' }, 413, 'too-large'],
  [{ message: 'Internal Server Error' }, 500, 'integration-failed'],
  [{ message: 'Service Unavailable' }, 503, 'integration-timeout'],
  [{ message: 'Gateway Timeout' }, 504, 'integration-timeout'],
];

describe("the gateway's own errors", () => {
  for (const [body, status, kind, errorType] of rest) {
    it(`REST: ${status} ${JSON.stringify(body)} is ${kind}`, () => {
      assert.equal(kindOf({ status, body }), kind);
      if (errorType === undefined) return;
      const headers = { 'x-amzn-ErrorType': errorType };
      assert.equal(kindOf({ status, body, headers }), kind);
      // A gateway response may have any body and status; the type stays.
      if (errorType === 'BadRequestException' || errorType === 'InternalServerErrorException') return;
      assert.equal(kindOf({ status: 404, body: { oops: true }, headers }), kind);
    });
  }
  for (const [body, status, kind] of http) {
    it(`HTTP: ${status} ${JSON.stringify(body)} is ${kind}`, () => {
      assert.equal(kindOf({ apiType: 'http', status, body }), kind);
    });
  }
});

describe("a function's errors", () => {
  it('are not taken for it when they say more, or something else', () => {
    for (const apiType of ['rest', 'http'] as const) {
      for (const [body, status] of [
        [{ message: 'Not Found', id: 3 }, 404],
        [{ error: 'Not Found' }, 404],
        [{ message: 'Not Found' }, 403],
        [{ message: { text: 'Not Found' } }, 404],
        [['Not Found'], 404],
        ['', 500],
        [null, 500],
        [{ message: 'Forbidden' }, 200],
      ] as const) {
        assert.equal(kindOf({ apiType, status, body }), null, `${status} ${JSON.stringify(body)}`);
      }
    }
  });

  it('in the same words are told apart by the trace id that a REST API adds to what an integration answered', () => {
    const traced = { 'x-amzn-trace-id': 'Root=1-5e66d96f-7491f09xmpl79d18acf3d050' };
    const forbidden = { status: 403, body: { message: 'Forbidden' } };
    assert.equal(kindOf({ ...forbidden, headers: traced }), null);
    const typed = { ...traced, 'x-amzn-ErrorType': 'ForbiddenException' };
    assert.equal(kindOf({ ...forbidden, headers: typed }), 'forbidden');
    const failed = { status: 502, body: { message: 'Internal server error' } };
    assert.equal(kindOf({ ...failed, headers: traced }), 'integration-failed');
  });
});

describe('whatever is answered', () => {
  const names = ['content-type', 'x-amzn-errortype', 'X-Amzn-ErrorType', 'x-amzn-trace-id', 'Set-Cookie'];
  const lines: fc.Arbitrary<HeaderLines> = fc.array(
    fc.tuple(fc.constantFrom(...names), fc.oneof(fc.string(), fc.constant('ForbiddenException:http://x'))),
    { maxLength: 6 },
  );
  const bodies = fc.oneof(
    fc.json(),
    fc.string(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('latin1')),
    fc.record({
      message: fc.oneof(fc.constant(null), fc.constantFrom('Forbidden', 'Not Found', 'x'), fc.integer()),
    }),
  );

  it('is read without an error, and only a failure is an error of the gateway', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<ApiType>('rest', 'http'),
        fc.integer({ min: 0, max: 999 }),
        lines,
        bodies,
        (apiType, status, headers, body) => {
          const { exchange } = tell({ apiType, status, body });
          const answer = { ...exchange.answer, headers } as typeof exchange.answer;
          const observed = observe({ ...exchange, answer });
          if (observed.gatewayError !== null) assert.ok(status >= 400);
          assert.equal(observed.header('X-AMZN-ERRORTYPE'), observed.header('x-amzn-errortype'));
          assert.equal(observed.json.ok ? JSON.stringify(observed.json.value) !== undefined : true, true);
        },
      ),
      { seed: 7, numRuns: 500 },
    );
  });
});
