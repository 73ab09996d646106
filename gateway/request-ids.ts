import { randomUUID } from 'node:crypto';

function randomHex(): string {
  return randomUUID().replaceAll('-', '');
}

/** An id in the form of `x-amz-apigw-id` and `apigw-requestid`: 11 random bytes in base64, which ends in `=`. */
export function extendedRequestId(): string {
  return Buffer.from(randomHex().slice(0, 22), 'hex').toString('base64url').concat('=');
}

/**
 * The X-Ray header of a call. A caller's own is kept; `Root` alone gets a `Parent`, and without
 * `Root` all of it is new (AWS X-Ray documentation, "Tracing header").
 */
export function traceHeader(sent: string | undefined, epochMs: number): string {
  if (sent?.includes('Root=')) {
    if (sent.includes('Parent=')) return sent;
    return `${sent};Parent=${randomHex().slice(0, 16)};Sampled=0`;
  }
  const seconds = Math.floor(epochMs / 1000).toString(16);
  return `Root=1-${seconds}-${randomHex().slice(0, 24)}`;
}
