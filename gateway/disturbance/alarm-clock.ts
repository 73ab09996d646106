import { Worker } from 'node:worker_threads';

/** Waits to a fraction of a millisecond, any number of waits at a time. */
export interface AlarmClock {
  /** Resolves no sooner than after `ms`; at once where there is nothing to wait for, or the clock is closed. */
  wait(ms: number): Promise<void>;
  close(): Promise<void>;
}

interface Sleeper {
  readonly untilMs: number;
  readonly wake: () => void;
}

/** A clock on a thread of its own, which sleeps between deadlines: the event loop stays free. */
export function createAlarmClock(): AlarmClock {
  const memory = new SharedArrayBuffer(24);
  const changes = new Int32Array(memory, 0, 1);
  const deadline = new Float64Array(memory, 8, 2);
  deadline.set([Number.POSITIVE_INFINITY, 0]);
  // Without the flags of the main thread: a loader would take longer to start than the clock itself.
  const worker = new Worker(new URL('./alarm.mjs', import.meta.url), { workerData: memory, execArgv: [] });
  /** The next one to wake is the last one. */
  const sleepers: Sleeper[] = [];
  let closed = false;
  const setDeadline = (next: number): void => {
    deadline[0] = next;
    Atomics.add(changes, 0, 1);
    Atomics.notify(changes, 0);
  };
  const arm = (): void => setDeadline(sleepers.at(-1)?.untilMs ?? Number.POSITIVE_INFINITY);
  // A thread asleep would keep the process from ending.
  const end = (): void => setDeadline(Number.NaN);
  process.once('exit', end);
  /** How long the thread takes to wake this one, of late; it is asked to begin so much sooner. */
  let leadMs = 0;
  let ringing = false;
  const ring = (): void => {
    const nowMs = monotonicMs();
    for (let last = sleepers.at(-1); last !== undefined && last.untilMs <= nowMs; last = sleepers.at(-1)) {
      sleepers.pop();
      last.wake();
    }
    const nextMs = sleepers.at(-1)?.untilMs ?? Number.POSITIVE_INFINITY;
    // Not worth another sleep: until then the event loop goes round.
    ringing = nextMs - nowMs <= leadMs;
    if (ringing) setImmediate(ring);
    else if (!closed) arm();
    if (sleepers.length === 0) worker.unref();
  };
  worker.on('message', () => {
    const lateMs = monotonicMs() - ((deadline[0] ?? 0) - (deadline[1] ?? 0));
    if (lateMs >= 0) leadMs += (Math.min(lateMs, mostLeadMs) - leadMs) / 16;
    deadline[1] = leadMs;
    if (!ringing) ring();
  });
  // Not before it has its listener, which would hold the process again.
  worker.unref();
  return {
    wait(ms) {
      if (!(ms > 0) || closed) return Promise.resolve();
      return new Promise((wake) => {
        // Who waits holds the process; a clock alone doesn't.
        if (sleepers.length === 0) worker.ref();
        const sleeper = { untilMs: monotonicMs() + ms, wake };
        const at = placeOf(sleepers, sleeper.untilMs);
        sleepers.splice(at, 0, sleeper);
        if (at === sleepers.length - 1 && !ringing) arm();
      });
    },
    async close() {
      closed = true;
      for (const { wake } of sleepers.splice(0)) wake();
      end();
      process.off('exit', end);
      await worker.terminate();
    },
  };
}

/** A longer wait is for a machine that is busy, which being early would make busier. */
const mostLeadMs = 0.25;

/** Where a deadline belongs among falling ones. */
function placeOf(sleepers: readonly Sleeper[], untilMs: number): number {
  let [low, high] = [0, sleepers.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((sleepers[middle]?.untilMs ?? 0) > untilMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

function monotonicMs(): number {
  const [seconds, nanoseconds] = process.hrtime();
  return seconds * 1e3 + nanoseconds / 1e6;
}
