import type { CorsPromise } from '../contract/contract.ts';

/** An origin that no contract names. `.example` never resolves (RFC 2606). */
export const strangeOrigin = 'https://gatewright-denied.example';

/** Whether the promise covers that origin: named, `*`, or a pattern such as `https://*.example.com`. */
export function originAllowed({ origins }: Pick<CorsPromise, 'origins'>, origin: string): boolean {
  return origins.some((allowed) => {
    if (allowed === '*' || allowed === origin) return true;
    const [start, end, ...more] = allowed.split('*');
    if (start === undefined || end === undefined || more.length > 0) return false;
    return origin.length > start.length + end.length && origin.startsWith(start) && origin.endsWith(end);
  });
}

/**
 * One origin of each kind that the promise names, to ask from: any, a pattern, a single one. More of a kind
 * would ask the same again.
 */
export function originsToTry({ origins }: Pick<CorsPromise, 'origins'>): string[] {
  const kindOf = (origin: string) => (origin === '*' ? 'any' : origin.includes('*') ? 'pattern' : 'single');
  const firsts = origins.filter(
    (origin, index) => origins.findIndex((each) => kindOf(each) === kindOf(origin)) === index,
  );
  return firsts.map((origin) => {
    if (origin === '*') return 'https://gatewright.example';
    return origin.endsWith('*')
      ? origin.replace('*', 'gatewright.example')
      : origin.replace('*', 'gatewright');
  });
}
