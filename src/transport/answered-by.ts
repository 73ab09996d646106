/** Each of AWS's answers holds one of them; what stands before AWS and answers by itself sends none. */
export const idsOfAws = [
  'x-amzn-requestid',
  'apigw-requestid',
  'x-amz-apigw-id',
  'x-amz-cf-id',
  'x-amzn-trace-id',
] as const;

/**
 * An HTML page that no part of AWS made. Behind a proxy it is the proxy's own (a login page, "blocked by policy"), and nothing that it says
 * is about the API.
 */
export function isForeignPage({
  mediaType,
  header,
}: {
  readonly mediaType: string | null;
  header(name: string): string | null;
}): boolean {
  return mediaType === 'text/html' && idsOfAws.every((name) => header(name) === null);
}
