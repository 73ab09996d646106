/** Notices that somebody sets the machine's clock: k6 tells the moments of requests by it. */
export interface ClockWatch {
  look(): void;
  steppedMs(): number;
}

export interface ClockSource {
  /** Milliseconds since the epoch, as the system's clock says. */
  wall(): number;
  /** Milliseconds that only go forward. */
  monotonic(): number;
}

const systemClocks: ClockSource = { wall: Date.now, monotonic: () => performance.now() };

/** Time servers turn clocks slower or faster by half a millisecond a second at the most; what is more in one look is a step. */
const leastStepMs = 20;
/** Between the two readings the process may have to wait for a CPU. */
const attempts = 5;

export function createClockWatch({ wall, monotonic }: ClockSource = systemClocks): ClockWatch {
  const offset = () => {
    let best = { between: Number.POSITIVE_INFINITY, offset: 0 };
    for (let attempt = 0; attempt < attempts && best.between > 1; attempt++) {
      const before = monotonic();
      const now = wall();
      const between = monotonic() - before;
      if (between < best.between) best = { between, offset: now - before };
    }
    return best;
  };
  let last = offset().offset;
  let stepped = 0;
  return {
    look() {
      const { offset: now, between } = offset();
      const step = Math.abs(now - last);
      if (step >= leastStepMs + between) stepped += step;
      last = now;
    },
    steppedMs: () => Math.round(stepped),
  };
}
