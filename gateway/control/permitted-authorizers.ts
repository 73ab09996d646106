import type { FunctionReference } from '../model.ts';

/** Authorizers as a deployment froze them, with the permissions that their functions have by now: those hold at once. */
export function permittedAuthorizers<A extends { readonly id: string }>(
  frozen: readonly A[],
  now: readonly A[],
): A[] {
  return frozen.map((authorizer) => {
    const before = functionOf(authorizer);
    const by = functionOf(now.find(({ id }) => id === authorizer.id));
    return before !== null && by !== null && by.arn === before.arn
      ? { ...authorizer, function: by }
      : authorizer;
  });
}

/** `null` of an authorizer that runs none. */
function functionOf(authorizer: object | undefined): FunctionReference | null {
  if (authorizer === undefined || !('function' in authorizer)) return null;
  return authorizer.function as FunctionReference;
}
