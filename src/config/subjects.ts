import type { Contract } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { TargetSource } from './define-config.ts';
import type { Project } from './load-project.ts';

/** A target and the contract that it is held against. */
export interface Subject {
  readonly target: Target;
  readonly contract: Contract;
  /** The contract was made of what is deployed, for want of a person's own: it promises nothing of answers. */
  readonly derived?: true;
}

export interface PairingWishes {
  /** Name of the contract for every target (`--contract`). */
  readonly contract?: string;
  /** The config's own words of targets, by their names, which may name contracts. */
  readonly sources?: { readonly [target: string]: TargetSource };
  /** Targets without a contract are all right, even if all are; default: one at least has to have one. */
  readonly unpaired?: 'allowed';
}

export interface Pairing {
  readonly subjects: readonly Subject[];
  /** Targets that no contract is for. */
  readonly unpaired: readonly Target[];
}

/**
 * Which contract each target is held against: the one that was asked for; else the one that the environment's
 * target names; else the one named as the stack is; else the longest name that the stack's starts with,
 * followed by `-`; for a target without a stack, the one named as that target is, else the project's only one. A contract for the other API type is none.
 * @throws UsageError for the name of a contract that isn't there, and where no target has a contract.
 */
export function pairContracts(
  targets: readonly Target[],
  project: Pick<Project, 'contracts'>,
  wishes: PairingWishes = {},
): Pairing {
  const subjects: Subject[] = [];
  const unpaired: Target[] = [];
  for (const target of targets) {
    const contract = contractFor(target, project.contracts, wishes);
    if (contract === null) unpaired.push(target);
    else subjects.push({ target, contract });
  }
  if (wishes.contract !== undefined) named(wishes.contract, project.contracts, '--contract');
  if (subjects.length === 0 && unpaired.length > 0 && wishes.unpaired !== 'allowed')
    throw nothingPairs(unpaired, project.contracts, wishes);
  return { subjects, unpaired };
}

function contractFor(
  target: Target,
  contracts: readonly Contract[],
  { contract: wished, sources = {} }: PairingWishes,
): Contract | null {
  const name = wished ?? sources[target.target]?.contract;
  if (name !== undefined) {
    const contract = named(name, contracts, wished === undefined ? 'The config' : '--contract');
    return suits(contract, target) ? contract : null;
  }
  const suitable = contracts.filter((contract) => suits(contract, target));
  if (target.stackName !== null) return namedLike(target.stackName, suitable);
  // A Terraform state has no stack, and its APIs have names all the same.
  const like = namedLike(target.target.replace(/:(rest|http)(@.*)?$/, ''), suitable);
  return like ?? (contracts.length === 1 ? (suitable[0] ?? null) : null);
}

function suits({ apiTypes }: Contract, target: Target): boolean {
  return apiTypes === undefined || apiTypes.includes(target.apiType);
}

function namedLike(stackName: string, contracts: readonly Contract[]): Contract | null {
  const [longest] = contracts
    .filter(({ name }) => stackName === name || stackName.startsWith(`${name}-`))
    .sort((a, b) => b.name.length - a.name.length);
  return longest ?? null;
}

function named(name: string, contracts: readonly Contract[], who: string): Contract {
  const contract = contracts.find((each) => each.name === name);
  if (contract !== undefined) return contract;
  const names = contracts.map((each) => each.name);
  throw new UsageError(`${who} names the contract "${name}", and there is no such contract.`, [
    ...didYouMean(name, names),
    thereAre(names),
  ]);
}

function nothingPairs(
  unpaired: readonly Target[],
  contracts: readonly Contract[],
  wishes: PairingWishes,
): UsageError {
  const targets = unpaired.map(({ target }) => target).join(', ');
  const names = contracts.map(({ name }) => name);
  const [only] = names;
  if (wishes.contract !== undefined) {
    return new UsageError(
      `The contract "${wishes.contract}" is not for the API type of ${targets}.`,
      thereAre(names),
    );
  }
  const from = unpaired.find(({ stackName }) => stackName !== null)?.stackName;
  return new UsageError(`No contract is for ${targets}.`, [
    thereAre(names),
    only === undefined
      ? `Write one, or have it begun: npx gatewright import ${from == null ? 'openapi.yaml' : `--stack ${from}`}`
      : `Say which to hold it against: --contract ${only}`,
  ]);
}

function thereAre(names: readonly string[]): string {
  return names.length === 0 ? 'This project has no contracts.' : `Contracts: ${names.join(', ')}.`;
}
