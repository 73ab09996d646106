/**
 * Signature Version 4 for execute-api, with whatever digests it is given (in k6 those of k6/crypto): as the AWS SDK's
 * signer writes it, from which src/credential/sign.ts lets Node sign the same requests.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
 */

export interface Digests {
  sha256(data: string | ArrayBuffer, encoding: 'hex'): string;
  hmac(
    algorithm: 'sha256',
    key: string | ArrayBuffer,
    data: string,
    encoding: 'hex' | 'binary',
  ): string | ArrayBuffer;
}

export interface AwsCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface Signable {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | ArrayBuffer | null;
}

/** Everything of a request's signature that neither the time nor the credentials change. */
export interface Prepared {
  readonly region: string;
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** Name and value of the headers that are signed whoever signs, in order. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly payloadHash: string;
}

export function prepareSigning(
  { method, url, headers, body }: Signable,
  region: string,
  digests: Digests,
): Prepared {
  const [, scheme = '', authority = '', path = '', query = ''] =
    /^(\w+):\/\/([^/?#]*)([^?#]*)\??([^#]*)/.exec(url) ?? [];
  const defaultPort = scheme === 'https' ? /:443$/ : /:80$/;
  const type = headers['content-type'];
  return {
    region,
    method,
    path: canonicalPath(path === '' ? '/' : path),
    query: canonicalQuery(query),
    headers: [
      ...(type === undefined ? [] : [['content-type', type.trim().replace(/\s+/g, ' ')] as const]),
      ['host', headers.host ?? authority.toLowerCase().replace(defaultPort, '')],
    ],
    payloadHash: digests.sha256(body ?? '', 'hex'),
  };
}

/** The headers that make a signed request of it. */
export function sign(
  prepared: Prepared,
  credentials: AwsCredentials,
  { digests, nowMs }: { readonly digests: Digests; readonly nowMs: number },
): { [name: string]: string } {
  const { sessionToken } = credentials;
  const time = new Date(nowMs).toISOString().replace(/[-:]|\.\d+/g, '');
  const scope = `${time.slice(0, 8)}/${prepared.region}/execute-api/aws4_request`;
  const own: [string, string][] = [
    ['x-amz-date', time],
    ...(sessionToken === undefined
      ? []
      : [['x-amz-security-token', sessionToken] satisfies [string, string]]),
  ];
  const headers = [...prepared.headers, ...own];
  const names = headers.map(([name]) => name).join(';');
  const canonical = [
    prepared.method,
    prepared.path,
    prepared.query,
    ...headers.map(([name, value]) => `${name}:${value}`),
    '',
    names,
    prepared.payloadHash,
  ].join('\n');
  const toSign = ['AWS4-HMAC-SHA256', time, scope, digests.sha256(canonical, 'hex')].join('\n');
  const signature = digests.hmac('sha256', signingKey(credentials, scope, digests), toSign, 'hex');
  return {
    ...Object.fromEntries(own),
    authorization: `AWS4-HMAC-SHA256 Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${names}, Signature=${String(signature)}`,
  };
}

/** A key is good for a day and a region. */
let latestKey: { readonly of: string; readonly key: string | ArrayBuffer } | null = null;

function signingKey(
  { secretAccessKey }: AwsCredentials,
  scope: string,
  { hmac }: Digests,
): string | ArrayBuffer {
  const of = `${secretAccessKey} ${scope}`;
  if (latestKey?.of === of) return latestKey.key;
  const key = scope
    .split('/')
    .reduce<string | ArrayBuffer>(
      (key, part) => hmac('sha256', key, part, 'binary'),
      `AWS4${secretAccessKey}`,
    );
  latestKey = { of, key };
  return key;
}

/** Encoded once more, as every service but S3 has it. */
function canonicalPath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '' || segment === '.') continue;
    if (segment === '..') segments.pop();
    else segments.push(segment);
  }
  const end = segments.length > 0 && path.endsWith('/') ? '/' : '';
  return percentEncoded(`/${segments.join('/')}${end}`).replaceAll('%2F', '/');
}

function canonicalQuery(query: string): string {
  const values = new Map<string, string[]>();
  for (const piece of query.split('&')) {
    if (piece === '') continue;
    const at = piece.indexOf('=');
    const name = percentEncoded(decoded(at === -1 ? piece : piece.slice(0, at)));
    const value = percentEncoded(decoded(at === -1 ? '' : piece.slice(at + 1)));
    values.set(name, [...(values.get(name) ?? []), `${name}=${value}`]);
  }
  return [...values.keys()]
    .sort()
    .map((name) => (values.get(name) ?? []).sort().join('&'))
    .join('&');
}

function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
