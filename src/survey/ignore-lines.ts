/** What runs leave behind, and no repository should hold. */
export const ignored = ['runs/', 'test-results/'] as const;

/**
 * The `.gitignore` with these lines, where none of its own says so already; `null`: it needs none.
 * @param others texts of the files further up that hold for this folder as well.
 */
export function withIgnored(
  text: string,
  lines: readonly string[],
  others: readonly string[] = [],
): { readonly text: string; readonly added: readonly string[] } | null {
  const known = new Set([text, ...others].flatMap((one) => one.split(/\r?\n/).map(plain)));
  const added = lines.filter((line) => !known.has(plain(line)));
  if (added.length === 0) return null;
  const newline = text.includes('\r\n') ? '\r\n' : '\n';
  const gap = text === '' || /\n$/.test(text) ? '' : newline;
  return { text: `${text}${gap}${added.join(newline)}${newline}`, added };
}

function plain(line: string): string {
  return line
    .trim()
    .replace(/^(\*\*\/|\/)+/, '')
    .replace(/\/(\*\*?)?$/, '');
}
