import type { HeaderLine } from './call.ts';

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
// Control characters would let a value end its header (RFC 9110, section 5.5).
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is refused
const unsafe = /[\u0000-\u0008\u000a-\u001f\u007f]|[^\u0000-\u00ff]/;

/** Whether a header can be sent at all. */
export function isSendable([name, value]: HeaderLine): boolean {
  return token.test(name) && !unsafe.test(value);
}

/** Text of a header value that may be any JSON scalar; `null`: it is none. */
export function scalarText(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : null;
}

/** A status code given as a number or as digits; `null`: no code that a response can have. */
export function statusCodeOf(value: unknown): number | null {
  const code = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  if (typeof code !== 'number' || !Number.isInteger(code)) return null;
  return code >= 200 && code <= 599 ? code : null;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
