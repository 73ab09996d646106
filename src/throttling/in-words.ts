import type { KnownLimit } from '../plan/throttling-plan.ts';
import type { Estimate } from '../statistics/estimate.ts';
import { count } from '../statistics/figures.ts';

/** A rate or a burst to three or four significant digits: `4.98`, `102`, `1,250`. */
export function figure(value: number): string {
  const digits = value >= 1000 ? 4 : 3;
  return count(Number(value.toPrecision(digits)));
}

/** `50.1 (49.8–50.4)`, or the value alone where the interval is no wider than its digits. */
export function within({ value, low, high }: Estimate): string {
  const interval = range({ low, high });
  return interval === null ? figure(value) : `${figure(value)} (${interval})`;
}

/** `49.8–50.4`; `null` where it is no wider than four digits. */
export function range({ low, high }: Pick<Estimate, 'low' | 'high'>): string | null {
  const [least, most] = [low, high].map((end) => count(Number(end.toPrecision(4))));
  return least === most ? null : `${least}–${most}`;
}

/** `the usage plan "basic"`, `GET /users`, `the stage "prod"`, `the account`. */
export function limitInWords({ of, name }: KnownLimit): string {
  if (of === 'account') return 'the account';
  if (of === 'route') return `the route ${name}`;
  return `the ${of} "${name}"`;
}

/** With what it is set to. */
export function settingInWords(limit: KnownLimit): string {
  return `${limitInWords(limit)} (${figure(limit.ratePerSecond)} a second, burst ${count(limit.burst)})`;
}
