import { distance } from 'fastest-levenshtein';

/** `Did you mean X?` for the known name nearest to `wanted`, or nothing where none is near. */
export function didYouMean(wanted: string, known: Iterable<string>): string[] {
  const reach = Math.max(2, Math.floor(wanted.length / 3));
  const ranked = [...known]
    .map((name) => ({ name, far: distance(wanted.toLowerCase(), name.toLowerCase()) }))
    .filter(({ far }) => far <= reach)
    .sort((a, b) => a.far - b.far);
  return ranked[0] === undefined ? [] : [`Did you mean ${ranked[0].name}?`];
}
