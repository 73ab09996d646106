/**
 * A row of CSV inside a longer run of bytes: from `start` to before `end`, without its line end. `quoted` says that a
 * quote is somewhere in it, so that commas may not be separators.
 */
export type OnRow = (bytes: Buffer, start: number, end: number, quoted: boolean) => void;

export interface RowReader {
  write(chunk: Buffer): void;
  /** Hands over a last row that has no line end. */
  end(): void;
}

const newline = 10;
const quote = 34;

/**
 * Cuts a stream of bytes into rows (RFC 4180), wherever the chunks are cut: inside a row, a quoted field or a character.
 * Rows are handed over as places, because a text for each of a request's thirteen rows would cost more than reading them.
 */
export function createRowReader(onRow: OnRow): RowReader {
  let rest: Buffer = Buffer.alloc(0);
  return {
    write(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      rest = bytes.subarray(handOver(bytes, onRow));
    },
    end() {
      const last = rest;
      rest = Buffer.alloc(0);
      if (last.length > 0) onRow(last, 0, last.length, last.includes(quote));
    },
  };
}

/** Hands over every whole row and returns where the first unfinished one starts. */
function handOver(bytes: Buffer, onRow: OnRow): number {
  let start = 0;
  let quoted = false;
  let inside = false;
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === quote) {
      quoted = true;
      inside = !inside;
    } else if (byte === newline && !inside) {
      if (at > start) onRow(bytes, start, at, quoted);
      start = at + 1;
      quoted = false;
    }
  }
  return start;
}

/** The fields of a row, quotes taken off and doubled quotes made single. */
export function fieldsOf(bytes: Buffer, start: number, end: number, quoted: boolean): string[] {
  const row = bytes.toString('utf8', start, end);
  if (!quoted) return row.split(',');
  const fields: string[] = [];
  for (let at = 0; at <= row.length; ) {
    const inQuotes = row.charCodeAt(at) === quote;
    const fieldEnd = inQuotes ? closingQuote(row, at) + 1 : row.indexOf(',', at);
    const stop = fieldEnd === -1 ? row.length : fieldEnd;
    fields.push(inQuotes ? row.slice(at + 1, stop - 1).replaceAll('""', '"') : row.slice(at, stop));
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
