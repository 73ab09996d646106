/**
 * Reads an IAM pattern: `*` is any number of characters, slashes too, `?` is one (IAM User Guide, "Resource").
 * Not by a regular expression: with several `*`, a caller's path could keep one busy for minutes.
 */
export function wildcard(pattern: string): (text: string) => boolean {
  if (!/[*?]/.test(pattern)) return (text) => text === pattern;
  return (text) => matches(pattern, text);
}

/** Only the last `*` has to be tried again, since whatever an earlier one took is as good as any. */
function matches(pattern: string, text: string): boolean {
  let [at, from] = [0, 0];
  let star = -1;
  let starFrom = 0;
  while (from < text.length) {
    const sign = pattern[at];
    if (sign === '*') {
      star = at;
      starFrom = from;
      at += 1;
    } else if (sign === '?' || (sign !== undefined && sign === text[from])) {
      at += 1;
      from += 1;
    } else if (star >= 0) {
      at = star + 1;
      starFrom += 1;
      from = starFrom;
    } else return false;
  }
  while (pattern[at] === '*') at += 1;
  return at === pattern.length;
}

/** A value or a list of values, as IAM lets one write nearly everything; `null` where neither is text. */
export function textsOf(value: unknown): readonly string[] | null {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.map((one) =>
    typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean' ? String(one) : null,
  );
  return texts.every((text) => text !== null) ? texts : null;
}
