import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import type { AwsOptions } from '../aws/aws-options.ts';
import { openGatewayClients } from '../aws/gateway-clients.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Signing } from './secret-header.ts';

/** Keys of an AWS caller. */
export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** What a signature covers. */
export interface Signable {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer | null;
}

/**
 * The caller's own credentials, found as the AWS SDK finds them (environment, profile, SSO, container, instance), or those of the role
 * that it assumes.
 * @throws UsageError where it finds none.
 */
export async function callerCredentials(
  aws: AwsOptions,
  place: string,
): Promise<AwsCredentials & { readonly expiration?: Date }> {
  // Whose region doesn't matter: only its credentials are asked for.
  const { rest } = await openGatewayClients({ ...aws, region: aws.region ?? 'us-east-1' });
  try {
    const { accessKeyId, secretAccessKey, sessionToken, expiration } = await rest.client.config.credentials();
    return {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      ...(expiration === undefined ? {} : { expiration }),
    };
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    throw new UsageError(
      `${place} is called with an AWS signature, and there are no AWS credentials to sign with.`,
      'Log in (aws sso login), or set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
      { cause },
    );
  }
}

/**
 * Region of a signature: the target's, else that of the AWS settings.
 * @throws UsageError where neither is known.
 */
export function signingRegion({ region }: Signing, url: string, aws: AwsOptions): string {
  const known = region ?? aws.region ?? (aws.env.AWS_REGION || aws.env.AWS_DEFAULT_REGION);
  if (known) return known;
  const { hostname, origin } = new URL(url);
  if (/^(127\.|localhost$|\[::1\]$)/.test(hostname)) return 'us-east-1';
  throw new UsageError(
    `The region that requests to ${origin} are to be signed for is not known.`,
    'Set AWS_REGION to the region of the API.',
  );
}

export interface SigningOptions {
  readonly region: string;
  readonly credentials: AwsCredentials;
}

/** The headers of the request with those of its signature. */
export async function signed(
  { method, url, headers, body }: Signable,
  { region, credentials }: SigningOptions,
): Promise<{ [name: string]: string }> {
  const { SignatureV4 } = await import('@smithy/signature-v4');
  const signer = new SignatureV4({
    service: 'execute-api',
    region,
    credentials,
    sha256: Sha256,
    applyChecksum: false,
  });
  const { protocol, hostname, host, origin } = new URL(url);
  const [path = '/', query = ''] = url.slice(origin.length).split(/\?(.*)/s);
  const request = await signer.sign({
    method,
    protocol,
    hostname,
    path: path === '' ? '/' : path,
    query: queryOf(query),
    // What proxies on the way may change is left out of it.
    headers: {
      // Whatever host the connection goes to, this is the one that is read.
      host: headers.host ?? host,
      ...(headers['content-type'] === undefined ? {} : { 'content-type': headers['content-type'] }),
    },
    ...(body === null ? {} : { body }),
  });
  const { host: _, ...others } = request.headers;
  return { ...headers, ...others };
}

/** The signer encodes them again. */
function queryOf(query: string): Record<string, string | string[]> {
  // Names such as `valueOf` are parameters like any other.
  const read: Record<string, string[]> = Object.create(null);
  for (const piece of query.split('&').filter((each) => each !== '')) {
    const [name = '', value = ''] = piece.split(/=(.*)/s).map(decoded);
    read[name] = [...(read[name] ?? []), value];
  }
  return read;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Node's SHA-256 in the shape that AWS's signer asks for. */
class Sha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    if (secret === undefined) this.#hash = createHash('sha256');
    else this.#hash = createHmac('sha256', typeof secret === 'string' ? secret : bytesOf(secret));
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === 'string' ? data : bytesOf(data));
  }

  digest(): Promise<Uint8Array> {
    return Promise.resolve(new Uint8Array(this.#hash.digest()));
  }

  reset(): void {}
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): Uint8Array {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
    : new Uint8Array(data);
}
