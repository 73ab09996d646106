import { distance } from 'fastest-levenshtein';

/** The names close enough to `wanted` to be what was meant, nearest first, three at most. */
export function nearest(wanted: string, known: readonly string[]): string[] {
  const reach = Math.max(2, Math.floor(wanted.length / 3));
  return known
    .map((name) => ({ name, far: distance(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(
      ({ name, far }) =>
        far <= reach || (wanted.length > 2 && name.toLowerCase().includes(wanted.toLowerCase())),
    )
    .sort((a, b) => a.far - b.far)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** `Did you mean "a" or "b"?`, or nothing where no name is near. */
export function didYouMean(wanted: string, known: readonly string[]): string[] {
  const names = nearest(wanted, known);
  return names.length === 0 ? [] : [`Did you mean ${names.map((name) => `"${name}"`).join(' or ')}?`];
}
