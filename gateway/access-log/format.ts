/** A value that is JSON already, quotes included: it is logged as it is. */
export interface JsonText {
  readonly json: string;
}

/** Reads a variable's value off what is logged; `undefined`: it has none, which a log shows as `-`. */
export type Variable<Logged> = (logged: Logged) => string | JsonText | undefined;

const reference = /\$context((?:\.[A-Za-z0-9_]+|\['[^']+'\])+)/;

/** The one value that is logged with its quotes: formats write it without any. */
const quoted = 'error.messageString';

/**
 * Reads the format of an access log, once: JSON, XML, CSV or whatever else with `$context` variables in it
 * (AWS documentation, "Set up CloudWatch logging for REST APIs in API Gateway").
 */
export function compileFormat<Logged>(
  format: string,
  variable: (name: string) => Variable<Logged>,
): (logged: Logged) => string {
  const pieces = format.trimEnd().split(reference);
  const parts = pieces.map((piece, index): ((logged: Logged) => string | undefined) => {
    if (index % 2 === 0) return () => piece;
    const name = piece.slice(1).replace(/\['([^']+)'\]/g, '.$1');
    const value = variable(name);
    return (logged) => {
      const found = value(logged);
      if (typeof found === 'object') return found.json;
      return name === quoted ? found : escaped(found);
    };
  });
  return (logged) => parts.map((part) => part(logged) ?? '-').join('');
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what would end a line, or a text in it
const unsafe = /[\u0000-\u001f\u007f"\\\u2028\u2029]/;

/** What a caller sends must neither begin a line nor end a text of JSON. */
function escaped(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (!unsafe.test(value)) return value;
  return JSON.stringify(value)
    .slice(1, -1)
    .replace(/[\u007f\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
}
