/** Markup that is safe to put into a page as it stands: only `html` and `trusted` make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export type Content = Markup | string | number | null | readonly Content[];

/**
 * A template whose values are escaped, for text and for quoted attributes alike, unless they are markup
 * themselves. Lists are joined, `null` is nothing.
 */
export function html(strings: TemplateStringsArray, ...values: readonly Content[]): Markup {
  const text = strings.map(
    (string, index) => string + (index < values.length ? render(values[index] ?? null) : ''),
  );
  return new Markup(text.join(''));
}

/** Markup from a renderer that was given nothing but numbers. */
export function trusted(text: string): Markup {
  return new Markup(text);
}

function render(value: Content): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'string') return escaped(value);
  return typeof value === 'number' ? String(value) : value.map(render).join('');
}

const entities: { readonly [character: string]: string } = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Characters that HTML doesn't allow are replaced as a browser would. */
function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string).replace(forbidden, '\ufffd');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/** Markup of as many items as fit into the bytes, and how many were left out. */
export function asManyAsFit<Item>(
  items: readonly Item[],
  bytes: number,
  draw: (item: Item) => Markup,
): { readonly drawn: readonly Markup[]; readonly left: number } {
  const drawn: Markup[] = [];
  let used = 0;
  for (const item of items) {
    const markup = draw(item);
    used += Buffer.byteLength(markup.text);
    if (used > bytes) break;
    drawn.push(markup);
  }
  return { drawn, left: items.length - drawn.length };
}
