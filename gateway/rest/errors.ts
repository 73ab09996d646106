/** Something that goes wrong before or instead of an integration's answer. */
export interface Fault {
  /** Gateway response type that customises it; `null`: only DEFAULT_4XX or DEFAULT_5XX does. */
  readonly responseType: string | null;
  readonly status: number;
  /** `x-amzn-ErrorType`. */
  readonly errorType: string;
  readonly message: string | null;
  /** The body while no template replaces it. AWS puts a space after the colon in some of them. */
  readonly body: string;
  /** What a validator found, for `$context.error.validationErrorString`. */
  readonly validationError?: string;
}

type Print = (message: string | null) => string;
const tight: Print = (message) => `{"message":${JSON.stringify(message)}}`;
const spaced: Print = (message) => `{"message": ${JSON.stringify(message)}}`;
/** Denials by policies have a capital letter. */
const capital: Print = (message) => `{"Message":${JSON.stringify(message)}}`;

function fault(
  responseType: string | null,
  status: number,
  [errorType, message, print]: readonly [string, string | null, Print],
): Fault {
  return { responseType, status, errorType, message, body: print(message) };
}

const internal = ['InternalServerErrorException', 'Internal server error', spaced] as const;

/**
 * What REST APIs answer by themselves: status, body and error type as recorded from AWS
 * (types: AWS documentation, "Gateway response types").
 */
export const faults = {
  missingAuthenticationToken: fault('MISSING_AUTHENTICATION_TOKEN', 403, [
    'MissingAuthenticationTokenException',
    'Missing Authentication Token',
    tight,
  ]),
  apiKey: fault('INVALID_API_KEY', 403, ['ForbiddenException', 'Forbidden', tight]),
  unauthorized: fault('UNAUTHORIZED', 401, ['UnauthorizedException', 'Unauthorized', tight]),
  /** An authorizer that throws, answers nonsense or can't be asked. */
  authorizerConfiguration: fault('AUTHORIZER_CONFIGURATION_ERROR', 500, [
    'AuthorizerConfigurationException',
    null,
    tight,
  ]),
  denied: accessDenied('User is not authorized to access this resource'),
  /** The wording of 2025 and later; before, it ended after "deny". */
  explicitlyDenied: accessDenied(
    'User is not authorized to access this resource with an explicit deny in an identity-based policy',
  ),
  /** The type's documented status is 403, the recorded one 401. */
  tokenExpired: fault('EXPIRED_TOKEN', 401, [
    'UnauthorizedException',
    'The incoming token has expired',
    tight,
  ]),
  throttled: fault('THROTTLED', 429, ['TooManyRequestsException', 'Too Many Requests', tight]),
  quotaExceeded: fault('QUOTA_EXCEEDED', 429, ['LimitExceededException', 'Limit Exceeded', tight]),
  invalidBody: fault('BAD_REQUEST_BODY', 400, ['BadRequestException', 'Invalid request body', spaced]),
  unsupportedMediaType: fault('UNSUPPORTED_MEDIA_TYPE', 415, [
    'BadRequestException',
    'Unsupported Media Type',
    tight,
  ]),
  /** The request's body is mapped and begins like JSON, but isn't. */
  invalidJson: fault(null, 400, ['BadRequestException', 'Invalid JSON in request body', spaced]),
  requestTooLarge: fault('REQUEST_TOO_LARGE', 413, ['RequestTooLargeException', 'Request Too Long', tight]),
  /** The function threw or timed out: the documented status of the type is 504, the observed one 502. */
  failedFunction: fault('INTEGRATION_FAILURE', 502, internal),
  /** The function answered something that is no proxy response. */
  malformedProxyResponse: fault(null, 502, internal),
  integrationFailure: fault('INTEGRATION_FAILURE', 500, internal),
  configuration: fault('API_CONFIGURATION_ERROR', 500, internal),
  integrationTimeout: fault('INTEGRATION_TIMEOUT', 504, [
    'InternalServerErrorException',
    'Endpoint request timed out',
    spaced,
  ]),
  /** An HTTP backend that can't be reached. */
  networkError: fault('INTEGRATION_FAILURE', 504, [
    'InternalServerErrorException',
    'Network error communicating with endpoint',
    spaced,
  ]),
} as const satisfies Record<string, Fault>;

/** What a request answers that is told to fail; nobody sees the answer of a dropped one. */
export function orderedFault(failure: 'drop' | number): Fault {
  if (failure === 504) return faults.integrationTimeout;
  if (failure === 503) return fault(null, 503, ['ServiceUnavailableException', 'Service Unavailable', tight]);
  return { ...faults.malformedProxyResponse, status: failure === 'drop' ? 500 : failure };
}

/** A policy refuses the caller. */
export function accessDenied(message: string): Fault {
  return fault('ACCESS_DENIED', 403, ['AccessDeniedException', message, capital]);
}

/** A signature that doesn't hold. */
export function signatureRefused(errorType: string, message: string): Fault {
  return fault('INVALID_SIGNATURE', 403, [errorType, message, tight]);
}

/** @param names bare names, in the order in which AWS lists them. */
export function missingParameters(names: readonly string[]): Fault {
  const message = `Missing required request parameters: [${names.join(', ')}]`;
  return fault('BAD_REQUEST_PARAMETERS', 400, ['BadRequestException', message, spaced]);
}

/**
 * AWS takes any `Authorization` header on a path without a method for a request to sign and can't read it. Only
 * DEFAULT_4XX customises the answer (observed in access logs).
 */
export function incompleteSignature(authorizationSha256: string): Fault {
  const message = `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${authorizationSha256}'.`;
  return fault(null, 403, ['IncompleteSignatureException', message, tight]);
}

/** A function that refuses what a custom integration sends it: its payload has to be JSON. */
export function unreadablePayload(reason: string): Fault {
  const message = `Could not parse request body into json: ${reason}`;
  return fault(null, 400, ['BadRequestException', message, spaced]);
}

/** Thrown where a request is refused while it is being mapped. */
export class RequestFault extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(fault.message ?? fault.errorType);
    this.fault = fault;
  }
}

/** Answers outside gateway responses: they can't be customised and carry no CORS headers. */
export const bareAnswers = {
  forbidden: { status: 403, errorType: 'ForbiddenException', body: '{"message":"Forbidden"}' },
  bodyTooLarge: { status: 413, text: 'HTTP content length exceeded 10485760 bytes.' },
} as const;
