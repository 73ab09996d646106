import os from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { MachineBusy } from '../run/machine.ts';

const everyMs = 2000;

/**
 * How busy the machine is from now on. It is the whole machine's share and not k6's, since who takes the CPUs away makes
 * no difference to a generator that has to wait for one.
 */
export function watchMachine(): { stop(): MachineBusy | null } {
  const first = times();
  let last = first;
  let most = 0;
  const blocked = monitorEventLoopDelay({ resolution: 20 });
  blocked.enable();
  const look = () => {
    const now = times();
    most = Math.max(most, shareBetween(last, now));
    last = now;
  };
  const ticking = setInterval(look, everyMs);
  ticking.unref();
  return {
    stop() {
      clearInterval(ticking);
      blocked.disable();
      const end = times();
      const mean = shareBetween(first, end);
      // Some containers and systems tell nothing, or zeros.
      if (end.all <= first.all) return null;
      return {
        mean: rounded(mean),
        most: rounded(Math.max(most, mean)),
        recorderBlockedMs: Math.max(0, Math.round(blocked.max / 1e6) - 20),
      };
    },
  };
}

interface Times {
  readonly idle: number;
  readonly all: number;
}

function times(): Times {
  const all = os.cpus().map(({ times: of }) => of);
  return {
    idle: all.reduce((sum, { idle }) => sum + idle, 0),
    all: all.reduce((sum, { user, nice, sys, idle, irq }) => sum + user + nice + sys + idle + irq, 0),
  };
}

function shareBetween(from: Times, to: Times): number {
  const all = to.all - from.all;
  return all <= 0 ? 0 : 1 - (to.idle - from.idle) / all;
}

function rounded(share: number): number {
  return Math.round(share * 1000) / 1000;
}
