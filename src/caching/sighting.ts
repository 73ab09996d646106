import type { CachingPlan, CachingPurpose } from '../plan/caching-plan.ts';
import type { Observation } from '../run/observation.ts';

/** One answer of a study: what it was asked for, and what was seen of it. Milliseconds. */
export interface Sighting {
  readonly purpose: CachingPurpose;
  /** Index into the plan's requests: the same number is the same request, byte for byte. */
  readonly request: number;
  readonly sentMs: number;
  /** When its last byte was there; an entry that it filled is as old as that. */
  readonly receivedMs: number;
  readonly serviceMs: number;
  readonly status: number;
  /** The status that the example promises. */
  readonly expected: boolean;
  readonly mark: string | null;
  readonly warned: boolean;
}

/** What was seen of one study, in the order in which it was sent; what got no answer is left out. */
export function sightingsOf(
  { requests, purposes }: Pick<CachingPlan, 'requests' | 'purposes'>,
  observations: readonly Observation[],
  study: number,
): Sighting[] {
  return observations
    .flatMap((observation): Sighting[] => {
      const { request, sentMs, serviceMs, status, mark, warned } = observation;
      const purpose = purposes[request];
      if (purpose?.study !== study || status === 0) return [];
      const expected = requests[request]?.expectStatus.includes(status) ?? false;
      return [
        {
          ...{ purpose, request, sentMs, serviceMs, status, expected, mark, warned },
          receivedMs: sentMs + serviceMs,
        },
      ];
    })
    .toSorted((a, b) => a.sentMs - b.sentMs);
}

/** For the stream's entry: the stream itself, and what keeps the entry alive behind it. */
export function isBase({ purpose: { does } }: Sighting): boolean {
  return does === 'stream' || does === 'keep';
}

/** On the studied route, and so part of its hit ratio. */
export function isOfRoute({ purpose }: Sighting): boolean {
  return purpose.does !== 'floor' && !(purpose.does === 'repeat' && purpose.what === 'method');
}
