/** A query string as pairs in the order sent, form-decoded; `;` separates like `&` where an API type says so. */
export type QueryPair = readonly [name: string, value: string];

export function parseQuery(query: string, separator: RegExp | string): QueryPair[] {
  const pairs: QueryPair[] = [];
  for (const part of query.split(separator)) {
    if (part === '') continue;
    const equals = part.indexOf('=');
    if (equals < 0) pairs.push([decodeForm(part), '']);
    else pairs.push([decodeForm(part.slice(0, equals)), decodeForm(part.slice(equals + 1))]);
  }
  return pairs;
}

function decodeForm(text: string): string {
  return decodePercent(text.includes('+') ? text.replaceAll('+', ' ') : text);
}

/** Percent-decodes; a text that isn't valid is left as it is. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Pairs as a query string. */
export function printQuery(pairs: readonly QueryPair[]): string {
  return pairs.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`).join('&');
}
