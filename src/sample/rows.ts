/**
 * A row of CSV inside a longer text: `text.slice(start, end)`, without its line end. `quoted` says that a quote
 * is somewhere in it, so that commas may not be separators.
 */
export type OnRow = (text: string, start: number, end: number, quoted: boolean) => void;

export interface RowReader {
  write(chunk: Buffer): void;
  /** Hands over a last row that has no line end. */
  end(): void;
}

const newline = 10;
const quote = 34;

/**
 * Cuts a stream of bytes into rows (RFC 4180), wherever the chunks are cut: inside a row, a quoted field or
 * a character. Bytes become characters one to one (`decodeField` makes text of them), and rows are handed over
 * as places in a text, because a slice for each of a request's thirteen rows would cost more than reading them.
 */
export function createRowReader(onRow: OnRow): RowReader {
  let rest = '';
  return {
    write(chunk) {
      const text = rest + chunk.toString('latin1');
      rest = text.slice(handOver(text, onRow));
    },
    end() {
      const last = rest;
      rest = '';
      if (last !== '') onRow(last, 0, last.length, last.includes('"'));
    },
  };
}

/** Hands over every whole row and returns where the first unfinished one starts. */
function handOver(text: string, onRow: OnRow): number {
  let start = 0;
  let nextQuote = text.indexOf('"');
  for (;;) {
    let end = text.indexOf('\n', start);
    if (end === -1) return start;
    const quoted = nextQuote !== -1 && nextQuote < end;
    if (quoted) {
      end = endOfQuotedRow(text, nextQuote);
      if (end === -1) return start;
      nextQuote = text.indexOf('"', end);
    }
    if (end > start) onRow(text, start, end, quoted);
    start = end + 1;
  }
}

/** The first line end outside quotes, from a row's first quote on; -1 where the row isn't whole yet. */
function endOfQuotedRow(text: string, firstQuote: number): number {
  let inside = false;
  for (let at = firstQuote; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) inside = !inside;
    else if (code === newline && !inside) return at;
  }
  return -1;
}

/** The fields of a row, quotes taken off and doubled quotes made single. */
export function fieldsOf(text: string, start: number, end: number, quoted: boolean): string[] {
  const row = text.slice(start, end);
  if (!quoted) return row.split(',').map(decodeField);
  const fields: string[] = [];
  for (let at = 0; at <= row.length; ) {
    const inQuotes = row.charCodeAt(at) === quote;
    const fieldEnd = inQuotes ? closingQuote(row, at) + 1 : row.indexOf(',', at);
    const stop = fieldEnd === -1 ? row.length : fieldEnd;
    const field = inQuotes ? row.slice(at + 1, stop - 1).replaceAll('""', '"') : row.slice(at, stop);
    fields.push(decodeField(field));
    at = stop + 1;
  }
  return fields;
}

/** Where a quoted field ends: at the first quote that isn't doubled. */
function closingQuote(row: string, opening: number): number {
  let at = row.indexOf('"', opening + 1);
  while (at !== -1 && row.charCodeAt(at + 1) === quote) at = row.indexOf('"', at + 2);
  return at === -1 ? row.length : at;
}

/** Characters that stand for bytes → the UTF-8 text that they are. */
function decodeField(field: string): string {
  if (!/[\x80-\xff]/.test(field)) return field;
  return Buffer.from(field, 'latin1').toString('utf8');
}
