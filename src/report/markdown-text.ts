import { printable, shortened } from './printable.ts';

/** Longer texts are cut: a step summary has little room. */
const mostCharacters = 500;

export function list(items: readonly string[]): string {
  return items.map((item) => `- ${item}`).join('\n');
}

/**
 * Text that Markdown and HTML read nothing into: what they might becomes a character reference. Kept as they
 * are: hyphens within a word and colons before a space.
 */
export function text(value: string): string {
  return printable(shortened(value, mostCharacters)).replace(
    /((?<=[\p{L}\p{N}])-(?=[\p{L}\p{N}])|:(?= ))|[^\p{L}\p{N} .,;%–…→’()/"=×]/gu,
    (character, harmless: string | undefined) => harmless ?? `&#${character.codePointAt(0)};`,
  );
}

/** Code by its element: its content is escaped like any text, also within a table. */
export function code(value: string): string {
  return `<code>${text(value)}</code>`;
}

/** A fenced block whose fence is longer than any run of backticks within. */
export function block(value: string): string {
  const longest = Math.max(0, ...[...value.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}sh\n${printable(value, { lines: true })}\n${fence}`;
}
