/** Milliseconds to three significant digits, as fine as a microsecond: `0.412`, `24.1`, `310`, `12,400`. */
export function ms(value: number): string {
  if (value === 0) return '0';
  const whole = Math.floor(Math.log10(Math.abs(value))) + 1;
  const places = Math.min(3, Math.max(0, 3 - whole));
  return grouped(value.toFixed(places));
}

/** A bound as it was written: `300`, `0.5`, `1,500`. */
export function bound(value: number): string {
  return grouped(String(value));
}

/** `1,234,567`. */
export function count(value: number): string {
  return grouped(String(value));
}

/** A share from 0 to 1 as `0 %`, `0.33 %`, `12 %`: something is never shown as nothing, nor nearly all as all. */
export function share(value: number): string {
  const percent = value * 100;
  if (percent === 0 || percent === 100) return `${percent} %`;
  if (percent < 0.01) return '<0.01 %';
  if (percent > 99.9) return '>99.9 %';
  if (percent < 1) return `${Number(percent.toFixed(2))} %`;
  return `${Number(percent.toFixed(percent < 10 || percent > 99 ? 1 : 0))} %`;
}

/** An estimate without false exactness: two significant digits. */
export function about(value: number): string {
  const scale = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return count(Math.ceil(value / scale) * scale);
}

/** `1 request`, `2 requests`. */
export function plural(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}
