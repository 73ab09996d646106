/** Whole numbers of so many digits may not fit into JavaScript's. */
const long = /\d{16}/;
const token = /("(?:[^"\\]|\\.)*")|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
const marked = /^\0-?\d+$/;

/** Reads JSON; whole numbers that JavaScript would round come as bigint. Throws SyntaxError. */
export function parseJson(text: string): unknown {
  if (!long.test(text)) return JSON.parse(text) as unknown;
  const source = text.replace(token, (whole: string, quoted: string | undefined) =>
    quoted === undefined && /^-?\d{16,}$/.test(whole) ? `"\\u0000${whole}"` : whole,
  );
  return JSON.parse(source, (_, value: unknown) =>
    typeof value === 'string' && marked.test(value) ? BigInt(value.slice(1)) : value,
  ) as unknown;
}

/** The JSON text of what `parseJson` read, without blanks. */
export function jsonText(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  if (Array.isArray(value)) return `[${Array.from(value, jsonText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, one]) => typeof one !== 'function' && one !== undefined);
  return `{${entries.map(([key, one]) => `${JSON.stringify(key)}:${jsonText(one)}`).join(',')}}`;
}
