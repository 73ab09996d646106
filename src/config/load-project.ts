import type { Contract } from '../contract/contract.ts';
import { contractFiles } from './contract-files.ts';
import type { Environment } from './define-config.ts';
import { loadConfig } from './load-config.ts';
import { loadContracts } from './load-contracts.ts';

/** What a project says about itself: its config and its contracts, read and checked. */
export interface Project {
  /** Absolute path. */
  readonly root: string;
  /** Absolute path, or `null` where the project has none. */
  readonly configFile: string | null;
  /** Absolute paths of the files that were looked into for contracts. */
  readonly contractFiles: readonly string[];
  readonly contracts: readonly Contract[];
  readonly environments: { readonly [name: string]: Environment };
}

/** @throws UsageError with file, place and what to write, for any mistake in the config or a contract. */
export async function loadProject(root: string): Promise<Project> {
  const { file, config } = await loadConfig(root);
  const files = contractFiles(root, config.contracts);
  return {
    root,
    configFile: file,
    contractFiles: files,
    contracts: await loadContracts(files, root),
    environments: config.environments,
  };
}
