import { randomFillSync } from 'node:crypto';

const pool = Buffer.allocUnsafe(4096);
let used = pool.length;

/** Random bytes as text; they are fetched many at a time. */
function random(bytes: number, encoding: 'hex' | 'base64url'): string {
  if (used + bytes > pool.length) {
    randomFillSync(pool);
    used = 0;
  }
  used += bytes;
  return pool.toString(encoding, used - bytes, used);
}

/** An id in the form of `x-amz-apigw-id` and `apigw-requestid`: 11 random bytes in base64, which ends in `=`. */
export function extendedRequestId(): string {
  return `${random(11, 'base64url')}=`;
}

/**
 * The X-Ray header of a call. A caller's own is kept; `Root` alone gets a `Parent`, and without
 * `Root` all of it is new (AWS X-Ray documentation, "Tracing header").
 */
export function traceHeader(sent: string | undefined, epochMs: number): string {
  if (sent?.includes('Root=')) {
    if (sent.includes('Parent=')) return sent;
    return `${sent};Parent=${random(8, 'hex')};Sampled=0`;
  }
  const seconds = Math.floor(epochMs / 1000).toString(16);
  return `Root=1-${seconds}-${random(12, 'hex')}`;
}

/** The X-Ray header that a function's answer brings: with a parent, the decision on sampling and a lineage (recorded from AWS). */
export function functionTrace(trace: string): string {
  const parent = trace.includes('Parent=') ? '' : `;Parent=${random(8, 'hex')}`;
  const sampled = trace.includes('Sampled=') ? '' : ';Sampled=0';
  const lineage = /lineage=/i.test(trace) ? '' : `;Lineage=1:${random(4, 'hex')}:0`;
  return `${trace}${parent}${sampled}${lineage}`;
}
