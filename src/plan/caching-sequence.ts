/** The requests of one study, by index into the plan's requests, grouped by what they are for. */
export interface StudyRequests {
  readonly stream: number;
  readonly keep: number;
  /** Varied requests, a list for each parameter. */
  readonly varied: readonly (readonly number[])[];
  readonly refresh: readonly number[];
  readonly repeat: readonly number[];
  readonly floor: number;
}

/** How often each of these is sent. */
const times = { again: 3, refresh: 4, repeat: 5, floor: 12 } as const;

/**
 * What follows the steady stream, in the order that answers depend on. Between any two requests of a kind stands one for
 * the stream's entry, so that it is there to be mixed up with; a varied request comes again when its first answer is back.
 */
export function probeSequence({ keep, varied, refresh, repeat, floor }: StudyRequests): number[] {
  const rounds = (lists: readonly (readonly number[])[], from: number, to: number) =>
    Array.from({ length: to - from }, (_, round) => lists.flatMap((list) => list[from + round] ?? [])).flat();
  const most = Math.max(0, ...varied.map((list) => list.length));
  const repeated = (requests: readonly number[], count: number) =>
    Array.from({ length: count }, () => requests).flat();
  return [
    ...between(rounds(varied, 0, most), keep, 2),
    ...between(rounds(varied, 0, times.again), keep, 3),
    ...between(repeated(repeat, times.repeat), keep, 1),
    ...between(repeated([floor], times.floor), keep, 3),
    // Two for the entry: the first may still be answered from the old one while the new answer is on its way.
    ...repeated(refresh, times.refresh).flatMap((each) => [each, keep, keep]),
  ];
}

/** The entry's request before every `every` others. */
function between(requests: readonly number[], keep: number, every: number): number[] {
  return requests.flatMap((each, index) => (index % every === 0 ? [keep, each] : [each]));
}

/** Sequences of one target in turns, each filled up with its last stretch's request until all are equally long. */
export function inTurns(
  sequences: readonly { readonly order: readonly number[]; readonly fill: number }[],
  arrivals: number,
): number[] {
  return Array.from({ length: arrivals }, (_, arrival) => {
    const sequence = sequences[arrival % sequences.length];
    return sequence?.order[Math.floor(arrival / sequences.length)] ?? sequence?.fill ?? 0;
  });
}
