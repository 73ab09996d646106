import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Environment } from './define-config.ts';
import type { Project } from './load-project.ts';

export interface NamedEnvironment {
  readonly name: string;
  readonly environment: Environment;
}

/**
 * The environment of that name; without a name the only one, or `default`.
 * @throws UsageError where there is no such environment, or none at all.
 */
export function environmentOf(
  project: Pick<Project, 'configFile' | 'environments'>,
  name: string | null = null,
): NamedEnvironment {
  const names = Object.keys(project.environments);
  if (names.length === 0) throw withoutEnvironments(project, name);
  const wanted = name ?? (names.length === 1 ? names[0] : 'default');
  const environment = wanted === undefined ? undefined : project.environments[wanted];
  if (wanted !== undefined && environment !== undefined && names.includes(wanted)) {
    return { name: wanted, environment };
  }
  if (name !== null) {
    throw new UsageError(`There is no environment "${name}" in the config.`, [
      ...didYouMean(name, names),
      `It has: ${names.join(', ')}.`,
    ]);
  }
  throw new UsageError('The config has several environments, and none of them is named default.', [
    `Say which: ${names.map((each) => `--env ${each}`).join(', ')}.`,
  ]);
}

function withoutEnvironments(project: Pick<Project, 'configFile'>, name: string | null): UsageError {
  const examples = [
    '--stack my-api',
    '--url https://API_ID.execute-api.REGION.amazonaws.com/STAGE --api rest',
  ];
  const init = 'A config, of what is deployed from here: npx gatewright init';
  const next = [
    `Say what to test, for example ${examples[0]}`,
    `or ${examples[1]}`,
    ...(project.configFile === null ? [init] : []),
  ];
  if (name !== null) {
    const because =
      project.configFile === null ? 'this project has no gatewright.config.ts' : 'the config has none at all';
    return new UsageError(`There is no environment "${name}": ${because}.`, next);
  }
  return new UsageError(
    project.configFile === null
      ? 'There is nothing to test: no target is given, and this project has no gatewright.config.ts.'
      : 'There is nothing to test: no target is given, and the config has no environment.',
    next,
  );
}
