/** The words of a command, as a shell would part them, or why nothing but a shell could. */
export type CommandWords =
  | { readonly words: readonly [program: string, ...rest: string[]] }
  | { readonly mistake: string };

/** One piece after another: white space, something in quotes, an escaped character, plain text. */
const piece = /[ \t]+|'([^']*)'|"((?:[^"\\$`]|\\["\\$`])*)"|\\([^\n])|[^\s'"\\$`|&;<>()*?[\]{}~#!\n]+/y;

/**
 * Parts a command line into program and arguments by the quoting rules of a POSIX shell, and leaves out everything else
 * that a shell does: no variables, pipes, redirections or patterns, so that a command means the same on every machine.
 */
export function commandWords(command: string): CommandWords {
  const words: string[] = [];
  let word: string | null = null;
  piece.lastIndex = 0;
  while (piece.lastIndex < command.length) {
    const at = piece.lastIndex;
    const found = piece.exec(command);
    if (found === null) return { mistake: mistakeAt(command, at) };
    const [whole, single, double, escaped] = found;
    if (/^\s/.test(whole)) {
      if (word !== null) words.push(word);
      word = null;
    } else {
      word = `${word ?? ''}${single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped ?? whole}`;
    }
  }
  if (word !== null) words.push(word);
  const [program, ...rest] = words;
  return program === undefined || program === ''
    ? { mistake: 'names no program' }
    : { words: [program, ...rest] };
}

function mistakeAt(command: string, at: number): string {
  const char = command[at] ?? '';
  if (char === '"' && /[$`]/.test(command.slice(at)))
    return 'holds a $ or a ` that only a shell would expand';
  if (char === '"' || char === "'") return `opens a quote (${char}) that never ends`;
  if (char === '\\') return 'ends with a backslash';
  return `holds ${char === '\n' ? 'a line break' : `a ${char}`}, which only a shell understands`;
}
