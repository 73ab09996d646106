import { pairContracts, type Subject } from '../src/config/subjects.ts';
import { whyUntried } from '../src/conformance/probes/without-contract.ts';
import { promisesNothing } from '../src/contract/promises-nothing.ts';
import { routesOf } from '../src/contract/route.ts';
import type { SmokeDocument } from '../src/report/documents.ts';
import type { Context } from './command.ts';
import { type ResolvedTargets, resolveSubjects } from './targets.ts';

type WithoutContract = NonNullable<SmokeDocument['withoutContract']>[number];

export interface GatedSubjects {
  readonly subjects: readonly Subject[];
  readonly withoutContract: readonly WithoutContract[];
}

interface Wishes {
  readonly contract: string | undefined;
  /** Write derived contracts to contracts/. */
  readonly save: boolean;
}

/**
 * What the gate is to test: targets with their contracts, and those without one, or with one that only lists routes so far, with
 * a contract that is derived, in memory, from what is deployed.
 * @throws UsageError where nothing is left to test.
 */
export async function gatedSubjects(
  resolved: ResolvedTargets,
  { contract, save }: Wishes,
  context: Context,
): Promise<GatedSubjects> {
  if (contract !== undefined)
    return { subjects: resolveSubjects(resolved, contract, context), withoutContract: [] };
  const { targets, project, sources } = resolved;
  const { subjects: paired, unpaired } = pairContracts(targets, project, { sources, unpaired: 'allowed' });
  const subjects = paired.filter((one) => !promisesNothing(one.contract));
  const begun = paired.filter((one) => promisesNothing(one.contract));
  if (unpaired.length + begun.length === 0) return { subjects, withoutContract: [] };
  // Reading definitions takes libraries that most runs don't need.
  const { derive, saveAll } = await import('./derived-contracts.ts');
  const derived = await derive([...unpaired.map((target) => ({ target })), ...begun], resolved, context);
  if (subjects.length + derived.length === 0)
    return { subjects: resolveSubjects(resolved, contract, context), withoutContract: [] };
  const saved = save ? await saveAll(derived, resolved) : new Map<string, string>();
  return {
    subjects: [
      ...subjects,
      ...derived.map(({ target, imported }) => ({
        target,
        contract: imported.contract,
        derived: true as const,
      })),
    ],
    withoutContract: derived.map(({ target, stack, imported }) => {
      const routes = routesOf(imported.contract, target.apiType);
      const file = saved.get(stack);
      return {
        target: target.target,
        routes: routes.length,
        untried: routes.filter((route) => whyUntried(route) !== null).length,
        ...(begun.some((one) => one.target === target) ? { begun: stack } : {}),
        ...(file === undefined ? {} : { savedAs: file }),
      };
    }),
  };
}
