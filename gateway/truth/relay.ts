import type { Call } from '../call.ts';
import type { Invocation } from '../function/invocation.ts';

/** Lets a backend work on a call, and takes down how long it took where the call is observed. */
export function relay<Result extends object>(
  { observation }: Call,
  work: () => Promise<Result>,
): Promise<Result> {
  return observation === null ? work() : observation.relay(work);
}

/** As `relay`, for the function of an integration. */
export function relayInvocation({ observation }: Call, work: () => Promise<Invocation>): Promise<Invocation> {
  if (observation === null) return work();
  return observation.relay(async () => {
    const invocation = await work();
    observation.invoked(invocation);
    return invocation;
  });
}
