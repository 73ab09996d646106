/** Request headers whose values nobody but the API may see. */
const names = ['authorization', 'proxy-authorization', 'cookie', 'x-api-key', 'x-amz-security-token'];

export function isSecretHeader(name: string): boolean {
  return names.includes(name.toLowerCase());
}
