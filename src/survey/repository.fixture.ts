import type { Repository } from './repository.ts';

/** Files that exist only in a test. */
export function repositoryOf(files: { readonly [file: string]: string }, name = 'shop'): Repository {
  const depth = (file: string) => file.split('/').length;
  return {
    name,
    files: Object.keys(files).sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1)),
    text: (file) => files[file] ?? null,
  };
}
