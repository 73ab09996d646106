import { readFile } from 'node:fs/promises';
import { UsageError } from '../errors/usage-error.ts';
import { readVolume, type Volume } from './volume.ts';

/**
 * Reads a traffic profile: months with their requests, as JSON (`[12e6, 15e6]`, `[{ "month": "2026-01", "requests": 12000000 }]`
 * or `{ "months": [ … ] }`) or as CSV with a column `requests` and, if wanted, `month`.
 * @throws UsageError where the file isn't there or holds something else
 */
export async function readTrafficProfile(file: string): Promise<Volume> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(
      `"${file}" is no number of requests a month, and there is no such file.`,
      'Write a whole number, a range, or a file: --monthly-requests 25e6, 1e6..1e9, traffic.json',
      { cause: error },
    );
  });
  return profileOf(text, file);
}

/** As `readTrafficProfile`, of the file's text. */
export function profileOf(text: string, file: string): Volume {
  const trimmed = text.replace(/^\ufeff/, '').trim();
  const rows = /^[[{]/.test(trimmed) ? jsonMonths(trimmed, file) : csvMonths(trimmed, file);
  if (rows.length === 0) throw new UsageError(`${file} holds no month.`, example);
  if (rows.length > mostMonths) {
    throw new UsageError(`${file} holds ${rows.length} months; ${mostMonths} are the most.`, example);
  }
  const months = rows.map(({ name, requests }, index) => ({
    name: name ?? `month ${index + 1}`,
    requests: requestsOf(requests, `${file}, month ${index + 1}`),
  }));
  return { kind: 'profile', months };
}

interface Row {
  readonly name: string | null;
  readonly requests: unknown;
}

const mostMonths = 120;

const example =
  'It is JSON, [{ "month": "2026-01", "requests": 12000000 }], or CSV with the columns month,requests.';

function jsonMonths(text: string, file: string): Row[] {
  const parsed = parse(text, file);
  const list = Array.isArray(parsed) ? parsed : (parsed as { months?: unknown }).months;
  if (!Array.isArray(list)) throw new UsageError(`${file} holds no list of months.`, example);
  return list.map((one: unknown) => {
    if (typeof one !== 'object' || one === null) return { name: null, requests: one };
    const { month, name, requests } = one as { month?: unknown; name?: unknown; requests?: unknown };
    const called = month ?? name;
    return { name: called === undefined ? null : String(called), requests };
  });
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file} is not JSON: ${(error as Error).message}.`, example, { cause: error });
  }
}

function csvMonths(text: string, file: string): Row[] {
  const [head = '', ...lines] = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const columns = cellsOf(head).map((name) => name.toLowerCase());
  const requests = columns.indexOf('requests');
  const month = columns.indexOf('month');
  if (requests === -1) throw new UsageError(`${file} has no column "requests".`, example);
  return lines.map((line) => {
    const cells = cellsOf(line);
    return { name: month === -1 ? null : (cells[month] ?? null), requests: cells[requests] };
  });
}

const cellsOf = (line: string) => line.split(/[,;\t]/).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));

function requestsOf(value: unknown, where: string): number {
  if (value === 0 || value === '0') return 0;
  if (typeof value === 'number' || typeof value === 'string') {
    try {
      const volume = readVolume(String(value));
      if (volume.kind === 'number') return volume.requests;
    } catch (error) {
      if (!(error instanceof UsageError)) throw error;
    }
  }
  throw new UsageError(
    `${where}: ${value === undefined ? 'requests is missing' : `${JSON.stringify(value)} is no number of requests`}.`,
    example,
  );
}
