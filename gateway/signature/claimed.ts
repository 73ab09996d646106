import { type Call, headerOf } from '../call.ts';
import { decodePercent } from '../query.ts';

/** What a caller says about its signature. */
export interface Claimed {
  readonly place: 'header' | 'query';
  readonly accessKeyId: string;
  readonly region: string;
  readonly service: string;
  /** Lower case. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  readonly signedAtMs: number;
  /** How long a presigned URL holds; `null` for a signature in the header. */
  readonly validMs: number | null;
}

const algorithm = 'AWS4-HMAC-SHA256';
/** Longest that a presigned URL may hold: a week (IAM User Guide, "Create a signed AWS API request"). */
const longestSeconds = 7 * 24 * 60 * 60;

/** The signature in a request's `Authorization` header or query; `null`: there is none. */
export function claimedSignature(call: Call): Claimed | { readonly malformed: string } | null {
  const authorization = headerOf(call.headers, 'authorization');
  if (authorization?.startsWith(algorithm)) {
    const parts = partsOf(authorization.slice(algorithm.length));
    return read('header', (name) => parts.get(name), headerOf(call.headers, 'x-amz-date'));
  }
  if (!call.query.includes('X-Amz-Signature=')) return null;
  const query = new Map(
    call.query.split('&').map((part) => {
      const [name = '', value = ''] = part.split('=');
      return [decodePercent(name), decodePercent(value)];
    }),
  );
  const presigned = read('query', (name) => query.get(`X-Amz-${name}`), query.get('X-Amz-Date'));
  if ('malformed' in presigned) return presigned;
  const seconds = Number(query.get('X-Amz-Expires') ?? Number.NaN);
  if (!(seconds > 0 && seconds <= longestSeconds))
    return { malformed: `X-Amz-Expires must be between 1 and ${longestSeconds} seconds.` };
  return { ...presigned, validMs: seconds * 1000 };
}

function partsOf(text: string): Map<string, string> {
  return new Map(
    text.split(',').map((part) => {
      const equals = part.indexOf('=');
      return [part.slice(0, equals).trim(), part.slice(equals + 1).trim()];
    }),
  );
}

function read(
  place: Claimed['place'],
  part: (name: 'Credential' | 'SignedHeaders' | 'Signature') => string | undefined,
  date: string | undefined,
): Claimed | { readonly malformed: string } {
  const [credential, signedHeaders, signature] = [
    part('Credential'),
    part('SignedHeaders'),
    part('Signature'),
  ];
  for (const [name, value] of Object.entries({
    Credential: credential,
    Signature: signature,
    SignedHeaders: signedHeaders,
  }))
    if (value === undefined) return { malformed: `Authorization header requires '${name}' parameter.` };
  const signedAtMs = instant(date ?? '');
  if (Number.isNaN(signedAtMs))
    return {
      malformed: "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
    };
  const [accessKeyId = '', , region = '', service = '', end] = (credential ?? '').split('/');
  if (end !== 'aws4_request') return { malformed: 'Credential must have 5 parts and end in aws4_request.' };
  return {
    place,
    accessKeyId,
    region,
    service,
    signedHeaders: (signedHeaders ?? '').toLowerCase().split(';'),
    signature: signature ?? '',
    signedAtMs,
    validMs: null,
  };
}

/** `20260710T191904Z`. */
function instant(text: string): number {
  return Date.parse(text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}
