import type { Target } from '../src/discovery/target.ts';
import { proxiesBetween, trustsFiles } from '../src/generator/generator-way.ts';
import type { Plan } from '../src/plan/plan.ts';
import { withReach, withTransport } from '../src/plan/with-transport.ts';
import type { Context } from './command.ts';

/**
 * The plan with how k6 gets to its targets, and what is worth knowing of the way said.
 * @throws UsageError for a way that k6 can't go.
 */
export async function reached<P extends Plan>(
  plan: P,
  targets: readonly Target[],
  { out, env }: Pick<Context, 'out' | 'env'>,
): Promise<P> {
  const whole = await withReach(withTransport(plan, targets), { note: (line) => out.warn(`note: ${line}`) });
  for (const { shown, variable } of proxiesBetween(whole, env)) {
    out.warn(
      `note: the load goes through the proxy ${shown} (${variable}): what is measured holds its time and its connections. NO_PROXY takes targets out.`,
    );
  }
  if (!trustsFiles && whole.targets.some(({ transport }) => transport?.ca !== undefined)) {
    out.warn('note: k6 trusts what this system trusts, and no file: add the authority to the system.');
  }
  return whole;
}
