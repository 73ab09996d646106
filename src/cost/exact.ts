/**
 * A rational number: money in US dollars, or an amount of something, without rounding. Prices such as 0.0000166667 a
 * GB-second, of milliseconds and megabytes, have no exact double, and sums of roundings depend on their order.
 * The denominator is positive, and the fraction is in lowest terms.
 */
export interface Exact {
  readonly n: bigint;
  readonly d: bigint;
}

const decimalForm = /^-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE]([+-]?\d{1,3}))?$/;

export const zero: Exact = { n: 0n, d: 1n };

/** Whether a text is a decimal that `exact` reads: `3.50`, `0.0000166667`, `1e6`. */
export function isDecimal(text: string): boolean {
  return decimalForm.test(text);
}

/** Reads a decimal, or a number as JavaScript writes it: `3.50`, `1e6`, `-0.1`. Throws a RangeError for anything else. */
export function exact(value: string | number | bigint): Exact {
  if (typeof value === 'bigint') return { n: value, d: 1n };
  const text = String(value).trim();
  const [, power = '0'] = decimalForm.exec(text) ?? refuse(text);
  const [digits = ''] = text.split(/[eE]/);
  const [whole = '', fraction = ''] = digits.split('.');
  const n = BigInt(`${whole === '' || whole === '-' ? `${whole}0` : whole}${fraction}`.replace('-', ''));
  const signed = digits.startsWith('-') ? -n : n;
  const places = fraction.length - Number(power);
  return places >= 0 ? reduced(signed, 10n ** BigInt(places)) : { n: signed * 10n ** BigInt(-places), d: 1n };
}

function refuse(text: string): never {
  throw new RangeError(`"${text}" is no decimal number.`);
}

export function plus(...terms: readonly Exact[]): Exact {
  return terms.reduce((sum, one) => reduced(sum.n * one.d + one.n * sum.d, sum.d * one.d), zero);
}

export function minus(a: Exact, b: Exact): Exact {
  return reduced(a.n * b.d - b.n * a.d, a.d * b.d);
}

export function times(...factors: readonly Exact[]): Exact {
  return factors.reduce((product, one) => reduced(product.n * one.n, product.d * one.d), { n: 1n, d: 1n });
}

/** Throws a RangeError where `b` is zero. */
export function over(a: Exact, b: Exact): Exact {
  return reduced(a.n * b.d, a.d * b.n);
}

/** Below zero where `a` is less than `b`, as for `Array.sort`. */
export function compare(a: Exact, b: Exact): -1 | 0 | 1 {
  const left = a.n * b.d;
  const right = b.n * a.d;
  return left < right ? -1 : left > right ? 1 : 0;
}

export const least = (a: Exact, b: Exact): Exact => (compare(a, b) <= 0 ? a : b);

export const most = (a: Exact, b: Exact): Exact => (compare(a, b) >= 0 ? a : b);

/** The least whole number that isn't smaller. */
export function ceiling({ n, d }: Exact): bigint {
  const whole = n / d;
  return whole * d < n ? whole + 1n : whole;
}

/** With this many decimals, halves away from zero: `fixed(exact('0.005'), 2)` is `0.01`. */
export function fixed({ n, d }: Exact, places: number): string {
  const scale = 10n ** BigInt(places);
  const size = n < 0n ? -n : n;
  const rounded = (2n * size * scale + d) / (2n * d);
  const digits = rounded.toString().padStart(places + 1, '0');
  const sign = n < 0n && rounded > 0n ? '-' : '';
  return places === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -places)}.${digits.slice(-places)}`;
}

/** The nearest double of the amount rounded to 12 decimals: for JSON and plots, never for further sums. */
export function toNumber(value: Exact): number {
  return Number(fixed(value, 12));
}

function reduced(n: bigint, d: bigint): Exact {
  if (d === 0n) throw new RangeError('Division by zero.');
  const divisor = commonDivisor(n < 0n ? -n : n, d < 0n ? -d : d);
  const sign = d < 0n ? -1n : 1n;
  return { n: (sign * n) / divisor, d: (sign * d) / divisor };
}

function commonDivisor(a: bigint, b: bigint): bigint {
  let [larger, smaller] = [a, b];
  while (smaller > 0n) [larger, smaller] = [smaller, larger % smaller];
  return larger === 0n ? 1n : larger;
}
