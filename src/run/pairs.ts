/**
 * What the two targets of a comparison took, arrival by arrival: lists of one length, the first of the baseline, the second of
 * the candidate. In base64, as a million of them would be too slow to read as text.
 */
export interface RunPairs {
  /** Service time, whole microseconds, as unsigned 32-bit numbers, least significant byte first. */
  readonly serviceUs: readonly [string, string];
  /** A byte for each: see `pairState`. */
  readonly state: readonly [string, string];
}

/** How an arrival of a comparison ended. */
export const pairState = {
  /** Never sent, or still out at the end. */
  missing: 0,
  answered: 1,
  /** Answered with another status than expected, or not at all. */
  failed: 2,
  /** Answered as expected, after opening a connection. */
  fresh: 3,
  /** Answered as expected, by a function that had to start. */
  cold: 4,
} as const;

/** One target's arrivals. */
export interface ArrivalTimes {
  readonly serviceUs: Uint32Array;
  readonly state: Uint8Array;
}

export function encodePairs(targets: readonly [ArrivalTimes, ArrivalTimes]): RunPairs {
  const [baseline, candidate] = targets;
  return {
    serviceUs: [littleEndian(baseline.serviceUs), littleEndian(candidate.serviceUs)],
    state: [base64(baseline.state), base64(candidate.state)],
  };
}

/** @throws RangeError where the lists don't fit each other. */
export function decodePairs({ serviceUs, state }: RunPairs): readonly [ArrivalTimes, ArrivalTimes] {
  const decoded = [0, 1].map((target) => ({
    serviceUs: fromLittleEndian(serviceUs[target] ?? ''),
    state: new Uint8Array(Buffer.from(state[target] ?? '', 'base64')),
  })) as [ArrivalTimes, ArrivalTimes];
  const lengths = decoded.flatMap((one) => [one.serviceUs.length, one.state.length]);
  if (new Set(lengths).size > 1) throw new RangeError(`lists of ${lengths.join(', ')} entries are no pairs`);
  return decoded;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
}

function littleEndian(values: Uint32Array): string {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes.toString('base64');
}

function fromLittleEndian(text: string): Uint32Array {
  const bytes = Buffer.from(text, 'base64');
  return Uint32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) =>
    bytes.readUInt32LE(index * 4),
  );
}
