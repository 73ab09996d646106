import { cachingLines } from './caching-words.ts';
import type { CachingDocument } from './documents.ts';
import { printable } from './printable.ts';

const widest = 14;

/** Route by route what was found, and the verdict. */
export function formatCaching({ routes, verdict, reasons }: CachingDocument): string {
  return [
    ...routes.flatMap((route) => [
      printable(`${route.target}  ${route.route}`),
      ...cachingLines(route).map(([name, text]) => `  ${printable(name).padEnd(widest)}${printable(text)}`),
      '',
    ]),
    verdict,
    ...reasons.map((reason) => `  ${printable(reason)}`),
  ].join('\n');
}
