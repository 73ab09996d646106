/** Raised by the response reader when an answer is a web page, a redirect or the like. */
export class NotAws extends Error {
  override readonly name = 'NotAws';
  readonly status: number;
  /** Where the answer sends on to. */
  readonly location: string | null;

  constructor(status: number, location: string | null = null) {
    super(location === null ? 'the answer is a web page' : 'the answer is a redirect');
    this.status = status;
    this.location = location;
  }
}

/** Whether the caller may not do this, so that what it would tell has to stay unknown. */
export function isDenied(error: unknown): boolean {
  return /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError|ForbiddenException)$/.test(
    nameOf(error),
  );
}

/** Whether the caller's session has ended, also where that is what lies under another failure. */
export function isExpired(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  return (
    /^(ExpiredToken|ExpiredTokenException|RequestExpired)$/.test(error.name) ||
    /security token included in the request is expired/i.test(error.message) ||
    hasNoLogin(error) ||
    isExpired(error.cause)
  );
}

/** A login on this machine (SSO, `aws login`) has ended, or was never made. */
export function hasNoLogin(error: Error): boolean {
  return (
    /^(CredentialsProviderError|TokenProviderError|ProviderError)$/.test(error.name) &&
    /token.*(expired|is invalid)|session.*expired|sso session|aws (sso )?login/i.test(error.message)
  );
}

export function isNotFound(error: unknown): boolean {
  return nameOf(error) === 'NotFoundException';
}

/** An emulator that doesn't know an operation answers 501, or one of these names. */
export function isNotImplemented(error: unknown): boolean {
  return (
    statusOf(error) === 501 ||
    /^(NotImplemented(Exception)?|UnknownOperation(Exception)?|InvalidAction)$/.test(nameOf(error))
  );
}

/** What the SDK can't parse it reports as a syntax error, or as an error without a name of AWS's own. */
export function isNoAwsAnswer(error: unknown): boolean {
  return (
    error instanceof NotAws ||
    error instanceof SyntaxError ||
    /parse error|Deserialization error/i.test(messageOf(error)) ||
    /^(Unknown|UnknownError)$/.test(nameOf(error)) ||
    messageOf(error) === 'Unknown'
  );
}

export function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

export function statusOf(error: unknown): number | null {
  if (error instanceof NotAws) return error.status;
  if (!(error instanceof Error) || !('$metadata' in error)) return null;
  const metadata = error.$metadata;
  return typeof metadata === 'object' && metadata !== null && 'httpStatusCode' in metadata
    ? Number(metadata.httpStatusCode)
    : null;
}
