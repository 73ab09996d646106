import { configFileOf } from '../config/find-project-root.ts';
import { type AwsSetup, findAwsSetup } from './aws-setup.ts';
import { findCdk } from './cdk.ts';
import { findTemplates } from './cloudformation.ts';
import type { FoundDefinition } from './found.ts';
import { type Repository, repositoryAt } from './repository.ts';
import { findSam } from './sam.ts';
import { findServerless } from './serverless.ts';
import { findTerraform } from './terraform.ts';
import { findToolchain, type Toolchain } from './toolchain.ts';

/** What a project holds, as far as its files and this machine tell. */
export interface Survey {
  /** Absolute. */
  readonly root: string;
  readonly repository: Repository;
  readonly definitions: readonly FoundDefinition[];
  readonly toolchain: Toolchain;
  readonly aws: AwsSetup;
  /** Absolute; `null`: there is none yet. */
  readonly configFile: string | null;
}

/** Looks at everything, asks AWS nothing, changes nothing. */
export async function surveyProject(
  root: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Survey> {
  const repository = repositoryAt(root);
  return {
    root,
    repository,
    definitions: await findDefinitions(repository),
    toolchain: findToolchain(repository, root),
    aws: findAwsSetup(env),
    configFile: configFileOf(root),
  };
}

/** Every way of deploying that left something here. A template that one of them speaks for is not told again. */
export async function findDefinitions(repository: Repository): Promise<FoundDefinition[]> {
  const tools = [...findSam(repository), ...findCdk(repository), ...findServerless(repository)];
  const spokenFor = tools.flatMap(({ stacks }) => stacks.map(({ file }) => file));
  return [...tools, ...findTemplates(repository, spokenFor), ...(await findTerraform(repository))];
}
