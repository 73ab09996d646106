import type { Subject } from '../src/config/subjects.ts';
import type { Exchange, PlannedExchange } from '../src/conformance/exchange.ts';
import { type PlanningOptions, planSmaller } from '../src/conformance/plan-exchanges.ts';

/** A request that breaks the contract is made smaller this often at most. */
const mostRounds = 4;

/**
 * Looks for smaller requests that show what some broken requests of the run showed: round after round, until the
 * smallest are found. Returns the exchanges that it made beside.
 */
export async function performSmaller(
  subjects: readonly Subject[],
  made: readonly Exchange[],
  how: {
    readonly planning: PlanningOptions;
    readonly send: (planned: readonly PlannedExchange[]) => Promise<readonly Exchange[]>;
  },
): Promise<Exchange[]> {
  const beside: Exchange[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const known = [...made, ...beside];
    const planned = subjects.flatMap((subject) => planSmaller({ subject, made: known }, how.planning));
    if (planned.length === 0) break;
    beside.push(...(await how.send(planned)));
  }
  return beside;
}
