import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Contract } from '../src/contract/contract.ts';
import { startReading } from '../src/deployment/read-deployments.ts';
import { awsFor } from '../src/discovery/place.ts';
import type { Target } from '../src/discovery/target.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { importDeployed, merged } from '../src/openapi/import-deployed.ts';
import type { Imported } from '../src/openapi/imported.ts';
import { writeContract } from '../src/openapi/write-contract.ts';
import { writeFailure } from '../src/run/write-failure.ts';
import { isUnchanged } from '../src/survey/unchanged-since.ts';
import type { Context } from './command.ts';
import type { ResolvedTargets } from './targets.ts';

/** A target without a contract, and what was made of its deployment. */
export interface Derived {
  readonly target: Target;
  /** Name of what it belongs to, which the contract gets where it is saved. */
  readonly stack: string;
  readonly imported: Imported;
  /** Nothing is known of the deployment: the contract is what a person has begun to write. */
  readonly begun: boolean;
}

interface Underived {
  readonly target: Target;
  /** One that promises nothing yet. */
  readonly contract?: Contract;
}

/** Contracts of what is deployed; a target of which nothing is known is left out, and a line says so. */
export async function derive(
  underived: readonly Underived[],
  { places, project }: ResolvedTargets,
  context: Context,
): Promise<Derived[]> {
  const reading = startReading(
    underived.map(({ target }) => target),
    awsFor(places, context.env),
  );
  const derived: Derived[] = [];
  for (const { target, contract } of underived) {
    const stack = contract?.name ?? target.stackName ?? target.target.replace(/:.*$/, '');
    const found = await reading.of(target);
    const made =
      found === null
        ? 'nothing is known of what is deployed there'
        : attempt(() => importDeployed(found, target.target));
    const imported = typeof made === 'string' && contract !== undefined ? asItIs(contract) : made;
    if (typeof imported === 'string') {
      context.out.warn(
        `${target.target} is left out: no contract is for it, and ${imported.replace(/\.$/, '')}.`,
      );
    } else {
      derived.push({
        target,
        stack,
        imported: renamed(imported, target.target, project.contracts),
        begun: imported !== made,
      });
    }
  }
  return derived;
}

function asItIs(contract: Contract): Imported {
  return { contract, remarks: new Map(), named: new Map(), notes: [] };
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
export async function saveAll(
  derived: readonly Derived[],
  { project }: ResolvedTargets,
): Promise<Map<string, string>> {
  const saved = new Map<string, string>();
  for (const stack of new Set(derived.flatMap((one) => (one.begun ? [] : one.stack)))) {
    const own = derived.filter((one) => one.stack === stack);
    const types = new Map(own.map((one) => [one.target.apiType, one.imported]));
    const whole = merged(
      [...types.values()].map((one) => ({ ...one, contract: { ...one.contract, name: stack } })),
    );
    if (whole === null) continue;
    const file = path.join('contracts', `${stack.replace(/[^\w.-]+/g, '-')}.ts`);
    const at = path.join(project.root, file);
    if (existsSync(at) && !isUnchanged(readFileSync(at, 'utf8'))) {
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
