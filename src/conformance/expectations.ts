import type { ApiType } from '../contract/contract.ts';

/** What kind of trouble a gateway's own error tells of; diagnosis goes by it. */
export type OwnErrorKind =
  | 'route-missing'
  | 'forbidden'
  | 'access-denied'
  | 'signature'
  | 'unauthorized'
  | 'authorizer-broken'
  | 'parameters-refused'
  | 'body-refused'
  | 'media-type-refused'
  | 'too-large'
  | 'throttled'
  | 'quota-exceeded'
  | 'integration-failed'
  | 'integration-timeout'
  | 'integration-unreachable'
  | 'other';

/** An error that the gateway makes itself, without the integration. */
export interface OwnError {
  readonly kind: OwnErrorKind;
  readonly status: number;
  /** What its body says, or how it begins. */
  readonly message: string;
  /** REST API: value of `x-amzn-ErrorType`. */
  readonly errorType?: string;
  says(message: string | null): boolean;
}

/** What tells REST and HTTP APIs apart on the wire. */
export interface Expectations {
  readonly name: string;
  readonly requestIdHeaders: readonly string[];
  readonly errorTypeHeader: string | null;
  /** The answer to a path or method that no route has. */
  readonly unknownRoute: { readonly status: number; readonly message: string };
  /** Who answers a preflight, for sentences. */
  readonly preflightBy: string;
  /** Who adds CORS headers to an ordinary answer, for sentences. */
  readonly corsBy: string;
  readonly logs: string;
  readonly ownErrors: readonly OwnError[];
}

const says = (expected: string) => (message: string | null) =>
  message !== null && message.toLowerCase() === expected.toLowerCase();
const begins = (expected: string) => (message: string | null) =>
  message?.toLowerCase().startsWith(expected.toLowerCase()) ?? false;

const contains = (expected: string) => (message: string | null) =>
  message?.toLowerCase().includes(expected.toLowerCase()) ?? false;

const exactly = (kind: OwnErrorKind, status: number, message: string, errorType?: string): OwnError => ({
  kind,
  status,
  message,
  says: says(message),
  ...(errorType === undefined ? {} : { errorType }),
});
const starting = (kind: OwnErrorKind, status: number, message: string, errorType?: string): OwnError => ({
  ...exactly(kind, status, message, errorType),
  says: begins(message),
});

/**
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html and
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html
 * Bodies are compared parsed and without regard to case: the gateway's own white space and capitals vary.
 */
export const expectations = {
  rest: {
    name: 'REST API',
    requestIdHeaders: ['x-amzn-requestid', 'x-amz-apigw-id'],
    errorTypeHeader: 'x-amzn-errortype',
    unknownRoute: { status: 403, message: 'Missing Authentication Token' },
    preflightBy: 'an OPTIONS method on the resource, usually a MOCK integration with the headers as literals',
    corsBy: 'the function itself (on a proxy integration the gateway adds nothing)',
    logs: "the function's log group and the stage's execution log",
    ownErrors: [
      exactly('route-missing', 403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'),
      exactly('forbidden', 403, 'Forbidden', 'ForbiddenException'),
      starting('access-denied', 403, 'User is not authorized to access', 'AccessDeniedException'),
      starting('access-denied', 403, 'User: ', 'AccessDeniedException'),
      starting('signature', 403, 'Authorization header requires', 'IncompleteSignatureException'),
      starting('signature', 403, 'The security token', 'UnrecognizedClientException'),
      starting('signature', 403, 'The request signature', 'InvalidSignatureException'),
      starting('signature', 403, 'Signature expired', 'InvalidSignatureException'),
      starting('signature', 403, 'Signature not yet current', 'InvalidSignatureException'),
      starting('signature', 403, 'Credential should be scoped to', 'InvalidSignatureException'),
      {
        ...exactly('signature', 403, 'not a valid key=value pair', 'IncompleteSignatureException'),
        says: contains('not a valid key=value pair'),
      },
      exactly('unauthorized', 401, 'Unauthorized', 'UnauthorizedException'),
      exactly('unauthorized', 401, 'The incoming token has expired', 'UnauthorizedException'),
      starting('parameters-refused', 400, 'Missing required request parameters', 'BadRequestException'),
      exactly('body-refused', 400, 'Invalid request body', 'BadRequestException'),
      starting('body-refused', 400, 'Could not parse request body into json', 'BadRequestException'),
      exactly('media-type-refused', 415, 'Unsupported Media Type', 'BadRequestException'),
      exactly('throttled', 429, 'Too Many Requests', 'TooManyRequestsException'),
      exactly('quota-exceeded', 429, 'Limit Exceeded', 'LimitExceededException'),
      starting('too-large', 413, 'HTTP content length exceeded'),
      exactly('too-large', 413, 'Request Too Long', 'RequestTooLargeException'),
      {
        ...exactly('authorizer-broken', 500, 'null', 'AuthorizerConfigurationException'),
        says: (message) => message === null,
      },
      exactly('integration-timeout', 504, 'Endpoint request timed out'),
      exactly('integration-unreachable', 504, 'Network error communicating with endpoint'),
      exactly('integration-failed', 502, 'Internal server error', 'InternalServerErrorException'),
      exactly('integration-failed', 500, 'Internal server error', 'InternalServerErrorException'),
    ],
  },
  http: {
    name: 'HTTP API',
    requestIdHeaders: ['apigw-requestid'],
    errorTypeHeader: null,
    unknownRoute: { status: 404, message: 'Not Found' },
    preflightBy: "the API's CORS configuration, or an OPTIONS route",
    corsBy: "the API's CORS configuration, or the function where there is none",
    logs: "the function's log group and the stage's access log ($context.integrationErrorMessage)",
    ownErrors: [
      exactly('route-missing', 404, 'Not Found'),
      exactly('forbidden', 403, 'Forbidden'),
      exactly('unauthorized', 401, 'Unauthorized'),
      exactly('throttled', 429, 'Too Many Requests'),
      exactly('too-large', 413, 'Request Entity Too Large'),
      exactly('integration-timeout', 503, 'Service Unavailable'),
      exactly('integration-timeout', 504, 'Gateway Timeout'),
      exactly('integration-failed', 500, 'Internal Server Error'),
    ],
  },
} as const satisfies Record<ApiType, Expectations> as Record<ApiType, Expectations>;
