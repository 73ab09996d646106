/** Request headers whose values nobody but the API may see. */
const secretNames = ['authorization', 'proxy-authorization', 'cookie', 'x-api-key', 'x-amz-security-token'];

export const redacted = '[redacted]';

export function isSecretHeader(name: string): boolean {
  return secretNames.includes(name.toLowerCase());
}

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

/** The account in ARNs, and the signature and token of a signed URL. */
export function redactMessage(text: string): string {
  return text
    .replace(/(\barn:aws[\w-]*:[\w-]*:[\w-]*:)\d{12}(?=:)/g, '$1************')
    .replace(/(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"']+/gi, `$1${redacted}`);
}
