/** A place that a selection expression reads: `$request.header.x-id` → `request`, `header`, `x-id`. */
export interface Selection {
  readonly root: 'request' | 'response' | 'context' | 'stageVariables';
  /** `header`, `querystring`, `path` or `body`; empty for context and stage variables. */
  readonly place: string;
  /** May be empty: `$request.path`, `$request.body`. */
  readonly name: string;
}

/** A text with what is read at some of its places. */
export type SelectionExpression = readonly (string | Selection)[];

const places: Readonly<Record<Selection['root'], readonly string[]>> = {
  request: ['header', 'querystring', 'path', 'body'],
  response: ['header', 'body'],
  context: [],
  stageVariables: [],
};

const steps = String.raw`(?:\.\.?[A-Za-z0-9_-]+|\[[^\]\s]*\])+`;
const variable = new RegExp(
  String.raw`\$\{([^}]*)\}|\$((?:request|response|context|stageVariables)${steps})`,
);

/**
 * Reads `$request.header.name`, `${request.path.name}/static` and the like (AWS documentation, "Transform API
 * requests and responses for HTTP APIs in API Gateway").
 * @returns the part that can't be read, where there is one.
 */
export function readSelectionExpression(
  text: string,
  roots: readonly Selection['root'][],
): SelectionExpression | { readonly unreadable: string } {
  const pieces: (string | Selection)[] = [];
  let rest = text;
  for (let match = variable.exec(rest); match !== null; match = variable.exec(rest)) {
    const [whole, braced, bare] = match;
    const selection = readSelection(braced ?? bare ?? '');
    if (selection === null || !roots.includes(selection.root)) return { unreadable: whole };
    if (match.index > 0) pieces.push(rest.slice(0, match.index));
    pieces.push(selection);
    rest = rest.slice(match.index + whole.length);
  }
  const stray = /\$(?:\{|request|response|context|stageVariables)\S*/.exec(rest)?.[0];
  if (stray !== undefined) return { unreadable: stray };
  if (rest !== '') pieces.push(rest);
  return pieces;
}

function readSelection(path: string): Selection | null {
  const [root = '', ...rest] = path.split('.');
  if (!isRoot(root)) return null;
  if (places[root].length === 0) {
    const name = rest.join('.');
    return /^\w+(?:\.[\w-]+)*$/.test(name) ? { root, place: '', name } : null;
  }
  const [place = '', ...names] = rest;
  const name = names.join('.');
  const bracketed = /^body(?<path>\[.+)$/.exec(place)?.groups?.path;
  if (bracketed !== undefined) return { root, place: 'body', name: [bracketed, ...names].join('.') };
  if (!places[root].includes(place)) return null;
  const mayBeWhole = place === 'path' || place === 'body';
  if (name === '' && !(mayBeWhole && names.length === 0)) return null;
  // Neither recursive descent nor filters.
  return place === 'body' && /\.\.|^\.|\?\(/.test(name) ? null : { root, place, name };
}

const isRoot = (name: string): name is Selection['root'] => Object.hasOwn(places, name);
