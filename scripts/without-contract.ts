import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pairContracts, type Subject } from '../src/config/subjects.ts';
import { whyUntried } from '../src/conformance/probes/without-contract.ts';
import { routesOf } from '../src/contract/route.ts';
import { startReading } from '../src/deployment/read-deployments.ts';
import type { Target } from '../src/discovery/target.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { importDeployed, merged } from '../src/openapi/import-deployed.ts';
import type { Imported } from '../src/openapi/imported.ts';
import { writeContract } from '../src/openapi/write-contract.ts';
import type { SmokeDocument } from '../src/report/documents.ts';
import { writeFailure } from '../src/run/write-failure.ts';
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
 * What the gate is to test: targets with their contracts, and those without one with a contract that is derived, in
 * memory, from what is deployed.
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
  const { subjects, unpaired } = pairContracts(targets, project, { sources, unpaired: 'allowed' });
  if (unpaired.length === 0) return { subjects, withoutContract: [] };
  const derived = await derive(unpaired, resolved, context);
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
        ...(file === undefined ? {} : { savedAs: file }),
      };
    }),
  };
}

interface Derived {
  readonly target: Target;
  /** Name of what it belongs to, which the contract gets where it is saved. */
  readonly stack: string;
  readonly imported: Imported;
}

async function derive(
  unpaired: readonly Target[],
  { place, project }: ResolvedTargets,
  context: Context,
): Promise<Derived[]> {
  const reading = startReading(unpaired, { ...place, env: context.env });
  const derived: Derived[] = [];
  for (const target of unpaired) {
    const stack = target.stackName ?? target.target.replace(/:.*$/, '');
    const found = await reading.of(target);
    const imported =
      found === null
        ? 'nothing is known of what is deployed there'
        : attempt(() => importDeployed(found, target.target));
    if (typeof imported === 'string') {
      context.out.warn(
        `${target.target} is left out: no contract is for it, and ${imported.replace(/\.$/, '')}.`,
      );
    } else derived.push({ target, stack, imported: renamed(imported, target.target, project.contracts) });
  }
  return derived;
}

function attempt(work: () => Imported): Imported | string {
  try {
    return work();
  } catch (error) {
    if (error instanceof UsageError) return error.message;
    throw error;
  }
}

/** A derived contract is known by its target, which no person's contract is named like. */
function renamed(imported: Imported, target: string, taken: readonly { readonly name: string }[]): Imported {
  const free = taken.some(({ name }) => name === target) ? `${target} as deployed` : target;
  return { ...imported, contract: { ...imported.contract, name: free } };
}

/** One file a stack, whatever types its APIs are of. */
async function saveAll(
  derived: readonly Derived[],
  { project }: ResolvedTargets,
): Promise<Map<string, string>> {
  const saved = new Map<string, string>();
  for (const stack of new Set(derived.map((one) => one.stack))) {
    const own = derived.filter((one) => one.stack === stack);
    const types = new Map(own.map((one) => [one.target.apiType, one.imported]));
    const whole = merged(
      [...types.values()].map((one) => ({ ...one, contract: { ...one.contract, name: stack } })),
    );
    if (whole === null) continue;
    const file = path.join('contracts', `${stack.replace(/[^\w.-]+/g, '-')}.ts`);
    const at = path.join(project.root, file);
    if (existsSync(at)) {
      throw new UsageError(`${file} is there already, so that the contract of ${stack} can't be saved.`, [
        'Replace it with: npx gatewright import --force, or move it away.',
      ]);
    }
    try {
      await mkdir(path.dirname(at), { recursive: true });
      await writeFile(at, writeContract(whole, `what is deployed as ${stack}`));
    } catch (error) {
      throw writeFailure(error, at);
    }
    saved.set(stack, file);
  }
  return saved;
}
