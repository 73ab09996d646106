import type { MappedParameters } from './request-mapping.ts';

type StageVariables = Readonly<Record<string, string>>;

/** Reads a backend's URI: the URL for the variables of a stage and the mapped parameters of a request. */
export function compileBackendUri(
  uri: string,
): (variables: StageVariables, mapped: Pick<MappedParameters, 'path' | 'query'>) => string {
  const pieces = uri.split(/(\$\{stageVariables\.[^}]+\}|\{[^{}]+\})/);
  return (variables, { path, query }) => {
    const url = pieces
      .map((piece, index) => (index % 2 === 0 ? piece : placed(piece, variables, path)))
      .join('');
    return withQuery(escapeIllegal(url), query);
  };
}

/** An undefined stage variable leaves nothing; a parameter that nothing is mapped to stays as it is written. */
function placed(piece: string, variables: StageVariables, path: MappedParameters['path']): string {
  if (piece.startsWith('$')) return variables[piece.slice('${stageVariables.'.length, -1)] ?? '';
  return path[piece.slice(1, -1)] ?? piece;
}

function withQuery(url: string, query: MappedParameters['query']): string {
  if (query.length === 0) return url;
  const text = query
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
  const mark = url.indexOf('?');
  if (mark < 0) return `${url}?${text}`;
  return mark === url.length - 1 ? `${url}${text}` : `${url}&${text}`;
}

/** Path parameters come percent-encoded; what a query or a header brought may hold what no URL can (RFC 3986, section 2). */
function escapeIllegal(url: string): string {
  return url.replace(/[^\u0021-\u007e]|["<>\\^`{|}#]/gu, encodeURIComponent);
}
