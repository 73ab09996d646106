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
/** The stream is alone at first, so that its first entry is there. */
const alone = 10;

/** What is sent among the stream's requests: varied ones, then again some of them, and between these the others. */
export function probesOf({ varied, repeat, floor }: StudyRequests): number[] {
  const rounds = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, round) =>
      varied.flatMap((list) => list[from + round] ?? []),
    ).flat();
  const most = Math.max(0, ...varied.map((list) => list.length));
  const others = Array.from({ length: Math.max(times.repeat, times.floor) }, (_, round) => [
    ...(round < times.repeat ? repeat : []),
    ...(round < times.floor ? [floor] : []),
  ]).flat();
  return merged([...rounds(0, most), ...rounds(0, times.again)], others);
}

/**
 * Who may refresh the entry is asked behind the stream, as it ends the entry's time. Two requests for the entry follow each
 * time: the first may still be answered from the old one while the new answer is on its way.
 */
export function refreshesOf({ refresh, keep }: StudyRequests): number[] {
  return [
    keep,
    ...Array.from({ length: times.refresh }, () => refresh)
      .flat()
      .flatMap((each) => [each, keep, keep]),
  ];
}

/** The fewest requests of a stream that has room for so many probes. */
export function leastStretch(probes: number): number {
  return alone + 2 * probes;
}

/**
 * The stream with the probes spread over it: whatever disturbs the target or the way to it for a while meets all kinds of
 * requests alike.
 */
export function stretchOf(stream: number, probes: readonly number[], length: number): number[] {
  return [
    ...Array(alone).fill(stream),
    ...merged(Array(Math.max(0, length - alone - probes.length)).fill(stream), probes),
  ];
}

/** Both lists in their order, the elements of the one spread evenly among those of the other. */
function merged(some: readonly number[], others: readonly number[]): number[] {
  return [
    ...some.map((value, index) => ({ value, at: (index + 0.5) / some.length })),
    ...others.map((value, index) => ({ value, at: (index + 0.5) / others.length })),
  ]
    .toSorted((a, b) => a.at - b.at)
    .map(({ value }) => value);
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
