import { UsageError } from '../errors/usage-error.ts';

const space = ['the disk is full', 'Free some space, or remove old folders under runs/.'] as const;
const permission = [
  'there is no permission to write there',
  'Make the folder writable for you, or work in a copy that is.',
] as const;
const inTheWay = ['something else of that name is in the way', 'Move it away.'] as const;

const causes: { readonly [code: string]: readonly [message: string, next: string] } = {
  ENOSPC: space,
  EDQUOT: space,
  EACCES: permission,
  EPERM: permission,
  EROFS: permission,
  ENOTDIR: inTheWay,
  EEXIST: inTheWay,
  EISDIR: inTheWay,
};

/** A failed write as what a person can do about it; a cause that nobody can foresee stays what it is. */
export function writeFailure(error: unknown, file: string): unknown {
  const cause = causes[codeOf(error) ?? ''];
  return cause === undefined
    ? error
    : new UsageError(`${file} can't be written: ${cause[0]}.`, cause[1], { cause: error });
}

/** The system's code of a failure: `ENOENT`. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
