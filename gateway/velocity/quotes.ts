const opensText = /#@?\{?[A-Za-z_]\w*\}?[ \t]*\(|\$!?\{?[A-Za-z_][\w.-]*\(|\)\.[A-Za-z_]\w*\(/y;

/**
 * Velocity doubles a quote inside a text in quotes, `"say ""hi"""` and `'it''s'`; the grammar at hand knows `\"` instead.
 * Only texts of directives and of arguments are touched: elsewhere quotes are what the template writes.
 */
export function withEscapedQuotes(source: string): string {
  if (!source.includes('""') && !source.includes("''")) return source;
  let written = '';
  let depth = 0;
  for (let at = 0; at < source.length; ) {
    const rest = depth > 0 ? insideParentheses(source, at) : opening(source, at);
    written += rest.text;
    depth += rest.depth;
    at += rest.read;
  }
  return written;
}

interface Read {
  readonly text: string;
  /** Characters of the source. */
  readonly read: number;
  /** By how much parentheses nest deeper. */
  readonly depth: number;
}

function opening(source: string, at: number): Read {
  opensText.lastIndex = at;
  const text = opensText.exec(source)?.[0] ?? source.charAt(at);
  return { text, read: text.length, depth: text.length > 1 ? 1 : 0 };
}

function insideParentheses(source: string, at: number): Read {
  const sign = source.charAt(at);
  if (sign === '(') return { text: sign, read: 1, depth: 1 };
  if (sign === ')') {
    // `$a.b("x").c("y")`: the chain goes on with the next arguments.
    opensText.lastIndex = at;
    const chained = opensText.exec(source)?.[0];
    return chained === undefined
      ? { text: sign, read: 1, depth: -1 }
      : { text: chained, read: chained.length, depth: 0 };
  }
  const quoted = /"(?:[^"\\]|\\.|"")*"|'(?:[^']|'')*'/sy;
  quoted.lastIndex = at;
  const whole = quoted.exec(source)?.[0];
  if (whole === undefined) return { text: sign, read: 1, depth: 0 };
  if (whole.startsWith("'")) return { text: withOneQuote(whole), read: whole.length, depth: 0 };
  if (whole === '""') return { text: whole, read: whole.length, depth: 0 };
  const text = `"${whole.slice(1, -1).replaceAll('""', '\\"')}"`;
  return { text, read: whole.length, depth: 0 };
}

/** `'it''s'` as a text in double quotes, where nothing in it would be evaluated there. */
function withOneQuote(whole: string): string {
  const text = whole.slice(1, -1);
  return text.includes("''") && !/[$#"\\]/.test(text) ? `"${text.replaceAll("''", "'")}"` : whole;
}
