import { isSecretHeader } from '../transport/secret-header-names.ts';

export { isSecretHeader };

export const redacted = '[redacted]';

/** The headers as files and messages may show them. */
export function redactHeaders(headers: { readonly [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, isSecretHeader(name) ? redacted : value]),
  );
}

/** Each secret, wherever it stands in the text. Empty ones are ignored. */
export function redactSecrets(text: string, secrets: readonly string[]): string {
  return secrets
    .filter((secret) => secret !== '')
    .toSorted((a, b) => b.length - a.length)
    .reduce((left, secret) => left.replaceAll(secret, redacted), text);
}

/** Credentials and account ids, by what they look like: nobody has to have told that they are secret. */
const telltales: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/(\barn:aws[\w-]*:[\w-]*:[\w-]*:)\d{12}(?=:)/g, '$1************'],
  [/(\bsqs\.[\w-]+\.amazonaws\.com\/)\d{12}(?=\/)/g, '$1************'],
  [/\b\d{12}(?=\.dkr\.ecr\.)/g, '************'],
  [/(\baccount(?:[ _-]?id)?\b\W{0,5})\d{12}\b/gi, '$1************'],
  // Signed URLs, as they stand and within another URL.
  [
    /(X-Amz-(?:Signature|Credential|Security-Token)(?:=|%3D))[^&\s"'<>\\]+?(?=%26|[&\s"'<>\\]|$)/gi,
    `$1${redacted}`,
  ],
  [/(\bCredential=)[^\s,"']+/g, `$1${redacted}`],
  [/(\bSignature=)[0-9a-f]{32,}/g, `$1${redacted}`],
  [/\b(?:AKIA|ASIA)[A-Z0-9]{16}\b/g, redacted],
  // Its first two parts are JSON objects: {" is eyJ in base64.
  [/\beyJ[\w-]{5,}\.eyJ[\w-]{5,}\.[\w-]*/g, redacted],
  [/(\bBearer\s+)(?!\$|\[)[\w.~+/-]{12,}=*/gi, `$1${redacted}`],
];

/** Accounts, signed URLs and tokens in a text that came from outside. */
export function redactMessage(text: string): string {
  return telltales.reduce((left, [pattern, instead]) => left.replace(pattern, instead), text);
}

/** The same in every text of a document. */
export function redactDocument<T>(value: T): T {
  if (typeof value === 'string') return redactMessage(value) as T;
  if (Array.isArray(value)) return value.map(redactDocument) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, redactDocument(one)])) as T;
}

/** What a secret looks like in answers that hold it: as it is, in a URL, within JSON, and in base64. */
export function formsOf(secret: string): string[] {
  const plain = [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ a: secret }).toString().slice(2),
    JSON.stringify(secret).slice(1, -1),
  ];
  return [...new Set([...plain, ...(secret.length < shortestInBase64 ? [] : inBase64(secret))])];
}

/** Less of it would be found where it isn't. */
const shortestInBase64 = 8;

/** Where the secret begins within three bytes decides what becomes of it; the characters that it shares are left out. */
function inBase64(secret: string): string[] {
  return [0, 1, 2].flatMap((before) => {
    const bytes = Buffer.concat([Buffer.alloc(before), Buffer.from(secret, 'utf8')]);
    const whole = bytes.toString('base64').replace(/=+$/, '');
    const from = before === 0 ? 0 : before + 1;
    const own = whole.slice(from, Math.floor((bytes.length * 8) / 6));
    return [own, own.replaceAll('+', '-').replaceAll('/', '_'), encodeURIComponent(own)];
  });
}
