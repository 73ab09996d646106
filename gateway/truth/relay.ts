import type { Call } from '../call.ts';
import type { Invocation } from '../function/invocation.ts';

/** Lets a backend work on a call, and takes down how long it took where the call is observed. */
export function relay<Result extends object>(
  { observation, record }: Call,
  work: () => Promise<Result>,
): Promise<Result> {
  const watched = (): Promise<Result> => (observation === null ? work() : observation.relay(work));
  return record === null ? watched() : record.relay(watched);
}

/** As `relay`, for the function of an integration. */
export function relayInvocation(call: Call, work: () => Promise<Invocation>): Promise<Invocation> {
  const { observation, record } = call;
  if (observation === null && record === null) return work();
  return relay(call, async () => {
    const invocation = await work();
    observation?.invoked(invocation);
    record?.invoked(invocation);
    return invocation;
  });
}
