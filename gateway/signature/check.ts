import { createHash } from 'node:crypto';
import { type Call, type HeaderLine, headerOf } from '../call.ts';
import { decodePercent } from '../query.ts';
import { type Claimed, claimedSignature } from './claimed.ts';
import type { TestCredentials } from './credentials.ts';
import { Sha256 } from './sha256.ts';

export type Signature =
  | { readonly kind: 'signed'; readonly accessKeyId: string }
  | { readonly kind: 'unsigned' }
  | { readonly kind: 'refused'; readonly errorType: string; readonly message: string };

/** When and where a signed call arrived. */
export interface Arrival {
  readonly nowMs: number;
  readonly region: string;
}

export type SignatureCheck = (call: Call, arrival: Arrival) => Promise<Signature>;

/** How far a caller's clock may be off (AWS documentation, "Signature Version 4"). */
const toleranceMs = 5 * 60 * 1000;

/** Checks Signature Version 4, in the header or the query, by signing the request again with AWS's own signer. */
export function createSignatureCheck(credentials: readonly TestCredentials[]): SignatureCheck {
  return async (call, { nowMs, region }) => {
    const claimed = claimedSignature(call);
    if (claimed === null) return { kind: 'unsigned' };
    if ('malformed' in claimed) return refused('IncompleteSignatureException', claimed.malformed);
    const pair = credentials.find(({ accessKeyId }) => accessKeyId === claimed.accessKeyId);
    if (pair === undefined)
      return refused('UnrecognizedClientException', 'The security token included in the request is invalid.');
    if (claimed.service !== 'execute-api')
      return refused(invalid, "Credential should be scoped to correct service: 'execute-api'.");
    if (claimed.region !== region) return refused(invalid, 'Credential should be scoped to a valid region.');
    const late = lateness(claimed, nowMs);
    if (late !== null) return refused(invalid, late);
    // A caller signs the path that it sends; behind a proxy of its own, the one that AWS would see.
    for (const path of new Set([call.sentPath, call.path]))
      if ((await sign({ call, path, claimed, pair })) === claimed.signature)
        return { kind: 'signed', accessKeyId: pair.accessKeyId };
    return refused(invalid, mismatch);
  };
}

const invalid = 'InvalidSignatureException';
const mismatch =
  'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';

function refused(errorType: string, message: string): Signature {
  return { kind: 'refused', errorType, message };
}

function lateness({ signedAtMs, validMs }: Claimed, nowMs: number): string | null {
  const stamp = (ms: number): string => new Date(ms).toISOString().replace(/[-:]|\.\d+/g, '');
  const minutes = toleranceMs / 60_000;
  if (nowMs > signedAtMs + (validMs ?? toleranceMs))
    return `Signature expired: ${stamp(signedAtMs)} is now earlier than ${stamp(nowMs - toleranceMs)} (${stamp(nowMs)} - ${minutes} min.)`;
  if (signedAtMs > nowMs + toleranceMs)
    return `Signature not yet current: ${stamp(signedAtMs)} is still later than ${stamp(nowMs + toleranceMs)} (${stamp(nowMs)} + ${minutes} min.)`;
  return null;
}

interface Signing {
  readonly call: Call;
  readonly path: string;
  readonly claimed: Claimed;
  readonly pair: TestCredentials;
}

/** The signature that the request should have; `null` where it can't be right, whatever the key. */
async function sign({ call, path, claimed, pair }: Signing): Promise<string | null> {
  const { region, service, signedHeaders, signedAtMs, place } = claimed;
  const hash = headerOf(call.headers, 'x-amz-content-sha256');
  if (hash !== undefined && hash !== 'UNSIGNED-PAYLOAD' && hash !== sha256(call.body)) return null;
  // Loaded by the first signature: most APIs never see one, and the signer takes a while to load.
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const signer = new SignatureV4({
    service,
    region,
    credentials: pair,
    sha256: Sha256,
    applyChecksum: false,
  });
  const request = {
    method: call.method,
    protocol: 'https:',
    hostname: headerOf(call.headers, 'host') ?? '',
    path,
    query: queryOf(call.query),
    headers: headersNamed(signedHeaders, call.headers),
    body: call.body,
  };
  const options = { signingDate: new Date(signedAtMs), signableHeaders: new Set(signedHeaders) };
  if (place === 'header') {
    const signed = await signer.sign(request, options);
    return /Signature=([0-9a-f]+)/.exec(signed.headers.authorization ?? '')?.[1] ?? null;
  }
  const signed = await signer.presign(request, {
    ...options,
    expiresIn: (claimed.validMs ?? 0) / 1000,
    unhoistableHeaders: new Set(signedHeaders),
  });
  return String(signed.query?.['X-Amz-Signature'] ?? '');
}

function sha256(body: Buffer): string {
  return createHash('sha256').update(body).digest('hex');
}

/** What the signer adds itself to a presigned URL. */
const ownQuery = /^X-Amz-(?:Algorithm|Credential|Date|Expires|SignedHeaders|Signature)$/;

function queryOf(query: string): Record<string, string[]> {
  const bag: Record<string, string[]> = {};
  for (const part of query.split('&')) {
    if (part === '') continue;
    const [name = '', ...value] = part.split('=').map(decodePercent);
    if (ownQuery.test(name)) continue;
    bag[name] = [...(bag[name] ?? []), value.join('=')];
  }
  return bag;
}

function headersNamed(names: readonly string[], headers: readonly HeaderLine[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => [
      name,
      headers
        .filter(([sent]) => sent.toLowerCase() === name)
        .map(([, value]) => value)
        .join(','),
    ]),
  );
}
