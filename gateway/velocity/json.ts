import { doubleOf, JavaDouble } from './double.ts';

/** Whole numbers of so many digits may not fit into JavaScript's, and fractions may print otherwise than Java's. */
const special = /\d{16}|\d\.\d|\d[eE]/;
const token = /("(?:[^"\\]|\\.)*")|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const marked = /^\0-?\d[\d.eE+-]*$/;

/**
 * Reads JSON; whole numbers that JavaScript would round come as bigint, doubles that Java prints otherwise as
 * JavaDouble. Throws SyntaxError.
 */
export function parseJson(text: string): unknown {
  if (!special.test(text)) return JSON.parse(text) as unknown;
  const source = text.replace(token, (whole: string, quoted: string | undefined) =>
    quoted === undefined && /^-?\d{16,}$|[.eE]/.test(whole) ? `"\\u0000${whole}"` : whole,
  );
  return JSON.parse(source, (_, value: unknown) =>
    typeof value === 'string' && marked.test(value) ? numberOfToken(value.slice(1)) : value,
  ) as unknown;
}

function numberOfToken(token: string): unknown {
  return /[.eE]/.test(token) ? doubleOf(Number(token)) : BigInt(token);
}

/** What `parseJson` read with JavaScript's numbers only, as filters of JSONPath compare them. */
export function withPlainNumbers(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof JavaDouble) return value.value;
  if (Array.isArray(value)) return value.map(withPlainNumbers);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withPlainNumbers(one)]));
}

/** The JSON text of what `parseJson` read, without blanks. */
export function jsonText(value: unknown): string {
  if (typeof value === 'bigint' || value instanceof JavaDouble) return String(value);
  if (Array.isArray(value)) return `[${Array.from(value, jsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, one]) => typeof one !== 'function' && one !== undefined);
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${jsonText(one)}`).join(',')}}`;
}
