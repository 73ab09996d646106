/** How a generated request departs from what its route promises to take. */
export type BrokenRule =
  | 'malformed'
  | 'empty'
  | 'content-type'
  | 'type'
  | 'null'
  | 'missing'
  | 'extra'
  | 'choice'
  | 'format'
  | 'pattern'
  | 'length'
  | 'range'
  | 'items';

export type BrokenPart = 'body' | 'path' | 'query' | 'headers';

/** What is wrong with one request; everything else about it is sound. */
export interface Broken {
  readonly part: BrokenPart;
  readonly rule: BrokenRule;
  /** JSON pointer into the body, or the parameter's name. */
  readonly place: string;
}

/** In words, as a title says it: `a body with null at /name`. */
export function brokenInWords({ part, rule, place }: Broken): string {
  if (part === 'body') return `a body ${bodyWords[rule]}${atPlace(place, rule)}`;
  const name = `${part === 'headers' ? 'the header' : part === 'path' ? 'the path parameter' : 'the query parameter'} ${place}`;
  return `${name} ${parameterWords[rule] ?? bodyWords[rule]}`;
}

function atPlace(place: string, rule: BrokenRule): string {
  return place === '' || rule === 'malformed' || rule === 'content-type' ? '' : ` at ${place}`;
}

const bodyWords: Record<BrokenRule, string> = {
  malformed: 'that is not JSON',
  empty: 'that is missing',
  'content-type': 'that is text and says so',
  type: 'of another type',
  null: 'with null',
  missing: 'that lacks something',
  extra: 'with something unknown',
  choice: 'with none of the choices',
  format: 'of another format',
  pattern: 'that breaks the pattern',
  length: 'of another length',
  range: 'out of range',
  items: 'with a wrong list',
};

const parameterWords: Partial<Record<BrokenRule, string>> = {
  missing: 'missing',
  choice: 'as none of the choices',
};
