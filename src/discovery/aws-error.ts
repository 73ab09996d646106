/** Raised by the response reader when an answer is a web page or the like. */
export class NotAws extends Error {
  override readonly name = 'NotAws';
  readonly status: number;

  constructor(status: number) {
    super('the answer is a web page');
    this.status = status;
  }
}

/** Whether the caller may not do this, so that what it would tell has to stay unknown. */
export function isDenied(error: unknown): boolean {
  return /^(AccessDenied|AccessDeniedException|UnauthorizedOperation|AuthorizationError|ForbiddenException)$/.test(
    nameOf(error),
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
