import type { Contract } from './contract.ts';

/** Whether a contract only lists routes so far: nothing in it could be held against an API. */
export function promisesNothing({ routes, cors, version, checks }: Contract): boolean {
  return (
    [cors, version, checks].every((promise) => promise === undefined) &&
    Object.values(routes).every(
      ({ examples, responses, auth, cors: own, request, cache, throttle, checks: set }) =>
        Object.keys(examples).length === 0 &&
        Object.values(responses).every((schema) => schema === true) &&
        [auth, own, request, cache, throttle, set].every((promise) => promise === undefined),
    )
  );
}
