/** What one request met at the throttle. */
export interface Attempt {
  /** When it was sent, milliseconds on any clock. */
  readonly atMs: number;
  /** It took a token, whatever became of it behind the throttle. */
  readonly accepted: boolean;
  /** It was held up on its way, so that `atMs` is a guess at when it was decided; left out: no. */
  readonly heldUp?: boolean;
}

/** Many attempts in order of time, as arrays that can be gone through thousands of times. */
export interface Attempts {
  readonly atMs: Float64Array;
  /** 1 or 0. */
  readonly accepted: Uint8Array;
  /** 1 or 0. */
  readonly heldUp: Uint8Array;
}

export function inOrderOfTime(attempts: readonly Attempt[]): Attempts {
  const sorted = attempts.toSorted((a, b) => a.atMs - b.atMs);
  return {
    atMs: Float64Array.from(sorted, ({ atMs }) => atMs),
    accepted: Uint8Array.from(sorted, ({ accepted }) => (accepted ? 1 : 0)),
    heldUp: Uint8Array.from(sorted, ({ heldUp }) => (heldUp === true ? 1 : 0)),
  };
}

/**
 * Accepted requests a second where refusals follow one another closely: about the rate of a limit, or less where what it
 * regains is lost again. `null` without such stretches.
 */
export function acceptedWhileRefusing({ atMs, accepted }: Attempts): number | null {
  const stretches: { readonly ms: number; readonly taken: number }[] = [];
  let before: number | null = null;
  let taken = 0;
  for (const [index, took] of accepted.entries()) {
    const now = atMs[index] as number;
    if (took === 1) {
      taken++;
      continue;
    }
    if (before !== null) stretches.push({ ms: now - before, taken });
    before = now;
    taken = 0;
  }
  const typical = stretches.map(({ ms }) => ms).sort((a, b) => a - b)[Math.floor(stretches.length / 2)] ?? 0;
  const close = stretches.filter(({ ms }) => ms <= 20 * typical);
  const ms = close.reduce((sum, stretch) => sum + stretch.ms, 0);
  const all = close.reduce((sum, stretch) => sum + stretch.taken, 0);
  return ms === 0 || all === 0 ? null : (1000 * all) / ms;
}
