/**
 * Text that came from outside, fit for a terminal: control characters, escape sequences among them, are shown
 * instead of obeyed, and so are the marks that turn the direction of writing. Tabs become spaces; line breaks
 * stay only where asked for.
 */
export function printable(text: string, { lines = false } = {}): string {
  return text
    .replaceAll('\r\n', '\n')
    .replaceAll('\t', '  ')
    .replace(unprintable, (character) => (lines && character === '\n' ? '\n' : visible(character)));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const unprintable = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

function visible(character: string): string {
  if (character === '\n') return '\\n';
  if (character === '\r') return '\\r';
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** At most this many characters, with `… (N more)` where something was left out; never half a character. */
export function shortened(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const kept = text.slice(0, limit).replace(/[\ud800-\udbff]$/, '');
  return `${kept}… (${text.length - kept.length} more characters)`;
}

/** At most this many characters, its middle left out: names differ at their ends as often as at their beginnings. */
export function middleOut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const head = Math.ceil((limit - 1) / 2);
  const tail = limit - 1 - head;
  return `${text.slice(0, head).replace(/[\ud800-\udbff]$/, '')}…${text.slice(text.length - tail).replace(/^[\udc00-\udfff]/, '')}`;
}

/** A URL without the user name and password that it may carry. */
export function withoutCredentials(url: string): string {
  return url.replace(/^([a-z][a-z0-9+.-]*:\/\/)[^/?#]*@/i, '$1');
}

/** With a capital letter, where it begins with a plain word (and not with a header name, a path or a code). */
export function capitalised(text: string): string {
  return /^[a-z]+\s/.test(text) ? `${text.charAt(0).toUpperCase()}${text.slice(1)}` : text;
}
