import { count } from '../statistics/figures.ts';

/** US dollars to the cent, `1,234.50`; below ten cents to two digits that count, `0.0000035`. */
export function dollars(usd: number): string {
  const size = Math.abs(usd);
  if (size === 0) return '0.00';
  if (size < 0.1) return plain(Number(usd.toPrecision(2)));
  const [whole = '0', cents = '00'] = size.toFixed(2).split('.');
  return `${usd < 0 ? '−' : ''}${count(Number(whole))}.${cents}`;
}

/** A small number without an exponent. */
function plain(usd: number): string {
  const digits = Math.abs(usd).toFixed(12).replace(/0+$/, '');
  const [whole = '0', fraction = ''] = digits.split('.');
  return `${usd < 0 ? '−' : ''}${whole}.${fraction.padEnd(2, '0')}`;
}

/** Calls as people say them: `25 million`, `12,000`; `about 412 million` where three digits don't tell all. */
export function calls(requests: number): string {
  const [size, word] = scales.find(([least]) => requests >= least) ?? [1, ''];
  if (size === 1) return count(requests);
  const short = Number((requests / size).toPrecision(3));
  return `${short * size === requests ? '' : 'about '}${count(short)} ${word}`;
}

const scales = [
  [1e12, 'trillion'],
  [1e9, 'billion'],
  [1e6, 'million'],
] as const;

/** Bytes as people say them: `180 bytes`, `1.2 KB`, `3 MB`. */
export function bytes(size: number): string {
  if (size < 1024) return `${Math.round(size)} bytes`;
  const [unit, name] = size < 2 ** 20 ? [2 ** 10, 'KB'] : [2 ** 20, 'MB'];
  return `${Number((size / Number(unit)).toPrecision(3))} ${name}`;
}
