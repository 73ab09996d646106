import type { Phase } from '../plan/plan.ts';
import { roleOf } from '../plan/throttling-phases.ts';
import type { Observation } from '../run/observation.ts';
import { passed } from './answers.ts';

/** How long clients were refused after the load had fallen. */
export interface Recovery {
  /** The rest after a surge. */
  readonly phase: string;
  /** From the last request of the surge to the first that was accepted again; `null`: none was. */
  readonly acceptedAfterSeconds: number | null;
  /** To the first one after the last refusal; `null`: refusals went on to the end. */
  readonly undisturbedAfterSeconds: number | null;
  /** Time between the requests that looked: no figure is more exact. */
  readonly everySeconds: number;
}

/** One for each rest that follows refusals. */
export function recoveriesOf(observations: readonly Observation[], phases: readonly Phase[]): Recovery[] {
  return phases.flatMap((phase): Recovery[] => {
    if (roleOf(phase) !== 'rest') return [];
    const fromMs = phase.fromSecond * 1000;
    const toMs = fromMs + phase.seconds * 1000;
    const before = observations.findLast(({ intendedMs }) => intendedMs < fromMs);
    if (before === undefined || passed(before) !== false) return [];
    const probes = observations.filter(({ intendedMs }) => intendedMs >= fromMs && intendedMs < toMs);
    const since = (one: Observation | undefined) =>
      one === undefined ? null : Math.max(0, one.sentMs - before.sentMs) / 1000;
    const lastRefused = probes.findLastIndex((one) => passed(one) === false);
    return [
      {
        phase: phase.name,
        acceptedAfterSeconds: since(probes.find((one) => passed(one) === true)),
        undisturbedAfterSeconds: since(probes.slice(lastRefused + 1).find((one) => passed(one) === true)),
        everySeconds: 1 / phase.ratePerSecond,
      },
    ];
  });
}
