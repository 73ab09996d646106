import type { Target } from './target.ts';

/**
 * Where the same stack name was found in several regions or accounts, targets get the region into their names, or the account's last
 * digits, or both, behind the stack's: `my-api.eu-west-1:rest`, `my-api.4321:rest@prod`. All others keep theirs.
 * A target that was found twice, by its URL, is left out the second time. Places in the list are kept.
 */
export function tellPlacesApart<T extends { readonly target: Target }>(found: readonly T[]): T[] {
  const distinct = found.filter(
    ({ target }, index) =>
      found.findIndex(
        (other) => other.target.invokeUrl === target.invokeUrl && sameStack(other.target, target),
      ) === index,
  );
  const named = distinct.map((one) => ({
    ...one,
    target: { ...one.target, target: nameOf(one.target, distinct) },
  }));
  return named.map((one, index) => {
    const before = named.slice(0, index).filter(({ target }) => target.target === one.target.target);
    return before.length === 0
      ? one
      : { ...one, target: { ...one.target, target: again(one.target, before) } };
  });
}

/** A name that was given already: of another stage of the stack, or of what nothing tells apart. */
function again(target: Target, before: readonly { readonly target: Target }[]): string {
  const otherStage = target.stage !== null && before.every((one) => one.target.stage !== target.stage);
  return otherStage && !target.target.includes('@')
    ? `${target.target}@${target.stage}`
    : behindStack(target, String(before.length + 1));
}

function nameOf(target: Target, all: readonly { readonly target: Target }[]): string {
  if (target.stackName === null) return target.target;
  const alike = all.map((one) => one.target).filter((other) => sameStack(other, target));
  const here = alike.filter(({ region }) => region === target.region);
  const regions = new Set(alike.map(({ region }) => region)).size;
  const accounts = new Set(here.map(({ account }) => account)).size;
  const told = [
    ...(regions > 1 && target.region !== null ? [target.region] : []),
    ...(accounts > 1 && target.account !== undefined ? [target.account.replace(/\D/g, '')] : []),
  ];
  return told.length === 0 ? target.target : behindStack(target, told.join('.'));
}

const sameStack = (one: Target, other: Target) => one.stackName === other.stackName;

/** A stack's name holds no dot, and neither do regions and logical ids. */
function behindStack({ target, stackName }: Target, told: string): string {
  const stack = stackName !== null && target.startsWith(stackName) ? stackName : target.replace(/:.*$/, '');
  return `${stack}.${told}${target.slice(stack.length)}`;
}
