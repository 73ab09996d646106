import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { contractFiles } from './contract-files.ts';
import { loadContracts } from './load-contracts.ts';
import type { Project } from './load-project.ts';

/** What a local gateway serves where nobody names templates. */
export interface LocalStacks {
  /** Absolute path; each of its folders is a stack. */
  readonly folder: string;
  /** They came with the package: the project has no `stacks/`. */
  readonly bundled: boolean;
}

const ours = fileURLToPath(new URL('../..', import.meta.url));

export function localStacks(root: string): LocalStacks {
  const folder = path.join(root, 'stacks');
  return existsSync(folder)
    ? { folder, bundled: false }
    : { folder: path.join(ours, 'stacks'), bundled: true };
}

/** This project's own checkout: its config names stacks that nobody else has deployed. */
export function isOwnCheckout(root: string): boolean {
  return path.resolve(root) === path.resolve(ours);
}

/** The project with the contracts that are for its local stacks: those that came with the package come with theirs. */
export async function withLocalContracts(project: Project): Promise<Project> {
  if (!localStacks(project.root).bundled) return project;
  const files = contractFiles(ours, undefined);
  return { ...project, contractFiles: files, contracts: await loadContracts(files, ours) };
}
