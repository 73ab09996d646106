/** An IAM pattern: `*` is any number of characters, slashes too, `?` is one (IAM User Guide, "Resource"). */
export function wildcard(pattern: string, flags = ''): RegExp {
  const escaped = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${escaped}$`, `s${flags}`);
}

/** A value or a list of values, as IAM lets one write nearly everything; `null` where neither is text. */
export function textsOf(value: unknown): readonly string[] | null {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  const texts = list.map((one) =>
    typeof one === 'string' || typeof one === 'number' || typeof one === 'boolean' ? String(one) : null,
  );
  return texts.every((text) => text !== null) ? texts : null;
}
