import type { QueryValue } from '../../src/contract/contract.ts';
import { encodeQuery } from '../../src/contract/example.ts';
import type { Target } from '../../src/discovery/target.ts';

/** What a request holds, in the words of Playwright's request context. */
export interface RequestOptions {
  /** Added to the path's query; a list becomes repeated keys. */
  readonly params?: { readonly [name: string]: QueryValue | readonly QueryValue[] };
  readonly headers?: { readonly [name: string]: string };
  /** A Buffer and a string go out as they stand (`headers` say their content type), anything else as JSON. */
  readonly data?: unknown;
  readonly form?: { readonly [name: string]: string | number | boolean };
  /** `false` leaves out what the contract's route asks for; so do headers of the same names. */
  readonly auth?: false;
  /** In milliseconds; default: the longest that the integration may take, and 2 s. */
  readonly timeout?: number;
}

/** The URL of a path at the target; one that stands there whole is left alone. */
export function urlOf(
  { invokeUrl }: Pick<Target, 'invokeUrl'>,
  path: string,
  params: RequestOptions['params'],
): string {
  const whole = /^https?:\/\//.test(path)
    ? path
    : `${invokeUrl}${path === '' || /^[/?]/.test(path) ? '' : '/'}${path}`;
  const query = encodeQuery(params);
  if (query === '') return whole;
  return `${whole}${whole.includes('?') ? '&' : '?'}${query}`;
}

export function bodyOf({ data, form }: RequestOptions): { bytes: Buffer | null; contentType: string | null } {
  if (form !== undefined) {
    const pairs = Object.entries(form).map(([name, value]) => [name, String(value)]);
    const text = new URLSearchParams(pairs).toString();
    return { bytes: Buffer.from(text), contentType: 'application/x-www-form-urlencoded' };
  }
  if (data === undefined) return { bytes: null, contentType: null };
  if (Buffer.isBuffer(data)) return { bytes: data, contentType: 'application/octet-stream' };
  if (typeof data === 'string') return { bytes: Buffer.from(data), contentType: 'text/plain' };
  return { bytes: Buffer.from(JSON.stringify(data)), contentType: 'application/json' };
}
