import { randomUUID } from 'node:crypto';

function randomHex(): string {
  return randomUUID().replaceAll('-', '');
}

/** An id in the form of `x-amz-apigw-id` and `apigw-requestid`: 15 characters of base64 and `=`. */
export function extendedRequestId(): string {
  return Buffer.from(randomHex(), 'hex').toString('base64').slice(0, 15).replace(/[+/]/g, '-').concat('=');
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
