import { UsageError } from '../errors/usage-error.ts';
import { compare, exact, isDecimal, toNumber } from './exact.ts';

/** Months to price: one, a range to look along, or months of their own. */
export type Volume =
  | { readonly kind: 'number'; readonly requests: number }
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'profile'; readonly months: readonly ProfileMonth[] };

/** One month of a traffic profile. */
export interface ProfileMonth {
  readonly name: string;
  readonly requests: number;
}

/** More than any account sends in a month, and still exact as a double. */
const mostRequests = 1e15;

/** Whether an option's value is meant as a number or a range; else it names a file. */
export function isVolume(text: string): boolean {
  return text.split('..').every((part) => isDecimal(plain(part).digits)) || !/[./\\]/.test(text);
}

/**
 * Reads a volume: `5000000`, `5e6`, `5M`, `5,000,000`, or a range `1e6..1e9`.
 * @throws UsageError for what is no whole number of calls above zero
 */
export function readVolume(text: string): Volume {
  const parts = text.split('..');
  if (parts.length > 2) throw notAVolume(text);
  const [from = '', to] = parts;
  if (to === undefined) return { kind: 'number', requests: requestsIn(from, text) };
  const range = { from: requestsIn(from, text), to: requestsIn(to, text) };
  if (range.from >= range.to) {
    throw new UsageError(`The range ${text} doesn't go up.`, 'Write the smaller volume first: 1e6..1e9');
  }
  return { kind: 'range', ...range };
}

function requestsIn(part: string, whole: string): number {
  const { digits, factor } = plain(part);
  if (!isDecimal(digits)) throw notAVolume(whole);
  const requests = toNumber(exact(digits)) * factor;
  if (!(requests >= 1) || !Number.isInteger(requests)) throw notAVolume(whole);
  if (compare(exact(requests), exact(mostRequests)) > 0) {
    throw new UsageError(`${whole} requests a month are more than gatewright reckons with (1e15).`);
  }
  return requests;
}

const factors: Readonly<Record<string, number>> = {
  k: 1e3,
  K: 1e3,
  m: 1e6,
  M: 1e6,
  b: 1e9,
  B: 1e9,
  g: 1e9,
  G: 1e9,
};

/** `5M` and `5,000,000` as digits and a factor; grouping only where it groups thousands. */
function plain(part: string): { readonly digits: string; readonly factor: number } {
  const [, number = '', unit = ''] = /^\s*(.*?)\s*([kKmMbBgG]?)\s*$/.exec(part) ?? [];
  const grouped = /^\d{1,3}(?:[,_ ]\d{3})+$/.test(number)
    ? number.replace(/[,_ ]/g, '')
    : number.replace(/(\d)_(?=\d)/g, '$1');
  return { digits: grouped, factor: factors[unit] ?? 1 };
}

function notAVolume(text: string): UsageError {
  return new UsageError(`"${text}" is no number of requests a month.`, [
    'Write a whole number, a range, or a file: --monthly-requests 25e6, 25M, 1e6..1e9, traffic.json',
  ]);
}

/** Volumes from one to the other, as even on a logarithmic scale as round numbers allow: 1, 2, 5, 10, … */
export function alongRange(from: number, to: number): number[] {
  const marks = Array.from({ length: 17 }, (_, power) =>
    [1, 2, 5].map((digit) => digit * 10 ** power),
  ).flat();
  const between = marks.filter((mark) => mark > from && mark < to);
  return [from, ...between, to];
}
