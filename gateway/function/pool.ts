import { availableParallelism } from 'node:os';
import type { HandlerCall, HandlerProcess, Task } from './handler-process.ts';
import { failure, type Invocation } from './invocation.ts';

/** The processes of one function: as many as it has calls at a time, like Lambda's execution environments. */
export interface Pool {
  invoke(call: HandlerCall): Promise<Invocation>;
  /** Starts a first process, if there is none, before a call needs it. */
  warm(): void;
  close(): Promise<void>;
}

export interface PoolLimits {
  /** Most processes at a time; further calls wait, where Lambda would throttle at the account's concurrency. */
  readonly processes: number;
  /** A process that had no call for so long is ended. */
  readonly idleMs: number;
}

export const defaultLimits: PoolLimits = { processes: 100, idleMs: 60_000 };

/** A queue that stands still or would take longer than this gets more processes: quick handlers share few, slow ones spread out. */
const patienceMs = 10;
/** A handler that takes less is quick; where its calls stand still, it isn't the handler that they wait for. */
const quickMs = 1;
const quickPatienceMs = 50;
/** Starting an interpreter costs a core for some 50 ms, so more at once would only delay each other. */
const startsAtATime = Math.max(2, availableParallelism());

/** A handler that took less for so many calls gets several at a time, one after the other, for as long as `aheadMs`. */
const provenCalls = 50;
const aheadMs = 2;
const mostAhead = 16;
/** What a call took at least that those behind it were given back for. */
const givenBackMs = 5;

interface Waiting {
  readonly call: HandlerCall;
  readonly sinceMs: number;
  readonly resolve: (invocation: Invocation) => void;
}

interface PoolTask extends Task {
  readonly waiting: Waiting;
}

interface Idle {
  readonly worker: HandlerProcess;
  readonly since: number;
}

/** A call that waited for its process: the caller is told. */
const cold = (waiting: Waiting): Waiting => ({
  ...waiting,
  resolve: (invocation) => waiting.resolve({ ...invocation, cold: true }),
});

export function createPool(start: () => HandlerProcess, limits: PoolLimits): Pool {
  const workers = new Set<HandlerProcess>();
  // The last one used is the next one used, so that the rest become idle and can go.
  const idle: Idle[] = [];
  const queue: Waiting[] = [];
  let starting = 0;
  let closed = false;
  let growth: NodeJS.Timeout | undefined;
  /** Of recent calls; and when the last one ended. */
  let meanCallMs = 0;
  let lastEndMs = 0;
  let quickCalls = 0;

  const takeIdle = (): HandlerProcess | undefined => {
    for (let next = idle.pop(); next !== undefined; next = idle.pop()) {
      if (next.worker.alive) return next.worker;
      workers.delete(next.worker);
    }
    return undefined;
  };
  const took = (ms: number): void => {
    lastEndMs = performance.now();
    meanCallMs += (ms - meanCallMs) / 8;
    quickCalls = meanCallMs < quickMs ? quickCalls + 1 : 0;
  };
  /** Calls for one process: several only of a handler that is quick, and not while another process could take them. */
  const nextCalls = (): Waiting[] => {
    if (quickCalls < provenCalls) return queue.splice(0, 1);
    const most = Math.min(mostAhead, Math.max(1, Math.floor(aheadMs / Math.max(meanCallMs, 0.01))));
    return queue.splice(0, Math.min(most, Math.ceil(queue.length / (idle.length + 1))));
  };
  const taskOf = (waiting: Waiting): PoolTask => ({
    waiting,
    call: waiting.call,
    settle(invocation, ms) {
      took(ms);
      waiting.resolve(invocation);
    },
  });
  const takeBack = (tasks: readonly Task[]): void => {
    meanCallMs = Math.max(meanCallMs, givenBackMs);
    quickCalls = 0;
    queue.unshift(...tasks.map((task) => (task as PoolTask).waiting));
    dispatch();
  };
  const work = async (worker: HandlerProcess, first: readonly Waiting[]): Promise<void> => {
    for (let calls = first; calls.length > 0; calls = nextCalls()) {
      await worker.run(calls.map(taskOf), takeBack);
      if (!worker.alive) {
        workers.delete(worker);
        grow();
        return;
      }
    }
    idle.push({ worker, since: Date.now() });
  };
  const dispatch = (): void => {
    while (queue.length > 0) {
      const worker = takeIdle();
      if (worker === undefined) break;
      void work(worker, nextCalls());
    }
    grow();
  };
  const add = async (): Promise<void> => {
    let worker: HandlerProcess;
    try {
      worker = start();
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      queue.shift()?.resolve(failure('crash', 'Runtime.ExitError', `no process could be started: ${reason}`));
      return;
    }
    workers.add(worker);
    starting += 1;
    const problem = await worker.started;
    starting -= 1;
    const next = queue.shift();
    if (problem !== null) {
      workers.delete(worker);
      void worker.stop();
      next?.resolve({ ...problem, cold: true });
      grow();
    } else if (next === undefined) {
      idle.push({ worker, since: Date.now() });
    } else {
      await work(worker, [cold(next)]);
    }
  };
  /** How many more processes the queue is worth. */
  const wanted = (): number => {
    if (queue.length === 0) return 0;
    if (workers.size === 0) return 1;
    const nowMs = performance.now();
    // Calls of a quick handler stand still because processes start or the machine is busy: more would make it worse.
    const isQuick = lastEndMs > 0 && meanCallMs < quickMs;
    if (isQuick && starting > 0) return 0;
    const patience = isQuick ? quickPatienceMs : patienceMs;
    const impatient = queue.filter(({ sinceMs }) => nowMs - sinceMs >= patience).length;
    if (impatient === 0 || nowMs - lastEndMs >= patience) return impatient;
    return (queue.length * meanCallMs) / workers.size > patienceMs ? 1 : 0;
  };
  const grow = (): void => {
    const count = Math.min(wanted(), startsAtATime) - starting;
    const room = limits.processes - workers.size;
    for (let left = Math.min(count, room); left > 0 && !closed; left -= 1) void add();
    if (queue.length > 0 && growth === undefined && !closed) {
      growth = setTimeout(() => {
        // Answers that came in while the gateway itself was busy are read first: they are no reason to grow.
        setImmediate(() => {
          growth = undefined;
          grow();
        });
      }, patienceMs);
    }
  };
  const reap = setInterval(
    () => {
      const before = Date.now() - limits.idleMs;
      while (idle[0] !== undefined && idle[0].since <= before) {
        const worker = idle.shift()?.worker;
        if (worker === undefined) break;
        workers.delete(worker);
        void worker.stop();
      }
    },
    Math.max(limits.idleMs / 4, 10),
  );
  reap.unref();

  return {
    invoke(call) {
      if (closed) return Promise.resolve(failure('crash', 'Runtime.ExitError', 'the gateway is closed'));
      return new Promise((resolve) => {
        queue.push({ call, sinceMs: performance.now(), resolve });
        dispatch();
      });
    },
    warm() {
      if (workers.size === 0 && !closed) void add();
    },
    async close() {
      closed = true;
      clearInterval(reap);
      clearTimeout(growth);
      const gone = [...workers].map((worker) => worker.stop());
      for (const waiting of queue.splice(0)) {
        waiting.resolve(failure('crash', 'Runtime.ExitError', 'the gateway is closed'));
      }
      await Promise.all(gone);
    },
  };
}
