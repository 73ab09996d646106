import path from 'node:path';
import { findProjectRoot } from '../src/config/find-project-root.ts';
import { loadDotenv } from '../src/config/load-dotenv.ts';
import { loadProject, type Project } from '../src/config/load-project.ts';
import { withLocalContracts } from '../src/config/local-stacks.ts';
import { type DeployedTargets, resolveDeployed, type TargetWishes } from '../src/config/resolve-targets.ts';
import { pairContracts, type Subject } from '../src/config/subjects.ts';
import { discover, type OnNote } from '../src/discovery/discover.ts';
import { emulatorNotes } from '../src/discovery/emulator.ts';
import { readTargetsFile } from '../src/discovery/targets-file.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import { type Missing, missingLines } from '../src/permission/missing-permission.ts';
import type { Transport } from '../src/transport/transport.ts';
import type { Context, everyVerb, OptionSpecs, Values } from './command.ts';
import { startOwnGateway } from './local-gateway.ts';
import { transportOptions, typedTransport } from './transport-options.ts';

/** Options of every verb that needs targets. */
export const targetOptions = {
  stack: { type: 'string', multiple: true, value: 'NAME', about: 'a deployed stack' },
  url: { type: 'string', value: 'URL', about: 'an invoke URL, with --api; needs no credentials' },
  api: {
    type: 'string',
    value: 'TYPE',
    about: 'API type of --url, or of the URLs in a file that tells none: rest or http',
  },
  targets: { type: 'string', value: 'FILE', about: 'targets that discover wrote' },
  'outputs-file': {
    type: 'string',
    value: 'FILE',
    about: 'outputs of cdk deploy --outputs-file, sam list endpoints --output json; - reads standard input',
  },
  'terraform-output': {
    type: 'string',
    value: 'FILE',
    about: 'terraform output -json, or a state: terraform show -json; OpenTofu alike',
  },
  local: {
    type: 'boolean',
    about: 'a local gateway of its own, with everything in stacks/ (else the stacks that come along)',
  },
  region: { type: 'string', value: 'REGION', about: 'AWS region of --stack' },
  profile: { type: 'string', value: 'NAME', about: 'profile of the AWS configuration files' },
  'role-arn': { type: 'string', value: 'ARN', about: 'role to assume before AWS is asked' },
  ...transportOptions,
} as const satisfies OptionSpecs;

/** The option that says which contract, for verbs that hold targets against one. */
export const contractOption = {
  contract: { type: 'string', value: 'NAME', about: 'the contract to hold the targets against' },
} as const satisfies OptionSpecs;

type TargetValues = Values<typeof targetOptions> & Values<typeof everyVerb>;

export interface ResolvedTargets extends DeployedTargets {
  readonly project: Project;
  /** A local gateway of this command's own serves them. */
  readonly own: boolean;
  /** Permissions that would have told more of which targets there are. */
  readonly missing: readonly Missing[];
}

/**
 * The targets that a command line names: exactly one way of naming them, else the environment variables, else the environment.
 * `latency` is what a local gateway of this command's own adds.
 * @throws UsageError where there is none, or more than one.
 */
export async function resolveTargets(
  values: TargetValues,
  context: Context,
  latency: readonly string[] = [],
): Promise<ResolvedTargets> {
  const root = findProjectRoot(context.cwd);
  refuseTwoWays(values);
  if (!values.local) loadDotenv(root, context.env);
  const project = await loadProject(root);
  const transport = typedTransport(values, context);
  if (values.local) return localTargets(project, { environment: null, latency, transport }, context);
  const { env, out } = context;
  const missing: Missing[] = [];
  const note = notingOnce(context, missing);
  const found = await resolveDeployed({ ...(await wishesIn(values, context)), transport }, project, {
    env,
    onNote: note,
    onStart: (stacks) => out.progress(`discover: ${stacks.join(', ')}`),
  });
  if ('local' in found)
    return localTargets(project, { environment: found.local, latency, transport }, context);
  for (const line of emulatorNotes(found.targets)) note(line);
  for (const line of missingLines(missing)) note(line);
  return { ...found, project, own: false, missing };
}

/** Several stacks may give cause for the same note. Missing permissions are said together. */
function notingOnce({ out }: Context, missing: Missing[]): OnNote {
  const said = new Set<string>();
  return (note, lacks) => {
    if (lacks !== undefined) {
      missing.push(lacks);
      return;
    }
    if (!said.has(note)) out.warn(`note: ${note}`);
    said.add(note);
  };
}

/** Two names of one option: what a file is, its shape tells. */
const fileWays = ['outputs-file', 'terraform-output'] as const;

function refuseTwoWays(values: TargetValues): void {
  const ways = ([...fileWays, 'stack', 'url', 'targets', 'local'] as const).filter(
    (way) => values[way] !== undefined,
  );
  if (ways.length > 1) {
    throw new UsageError(
      `Targets are named in ${ways.length} ways at once: ${ways.map((way) => `--${way}`).join(' and ')}.`,
      'Keep one of them.',
    );
  }
  if (values.api !== undefined && [...fileWays, 'url' as const].every((way) => values[way] === undefined)) {
    throw new UsageError(
      '--api says the type of a --url, or of the URLs in a file, and there is none.',
      'Write --url URL --api rest.',
    );
  }
}

async function wishesIn(values: TargetValues, { cwd }: Context): Promise<TargetWishes> {
  const { env: environment, stack: stacks, url, api, region, profile, 'role-arn': role } = values;
  const wishes = { environment, stacks, url, api, region, profile, role };
  const way = fileWays.find((one) => values[one] !== undefined);
  const named = way === undefined ? undefined : values[way];
  if (way !== undefined && named !== undefined) {
    const file = named === '-' ? named : path.resolve(cwd, named);
    return { ...wishes, outputs: { file, option: `--${way}` } };
  }
  if (values.targets === undefined) return wishes;
  const targets = await readTargetsFile(path.resolve(cwd, values.targets));
  return { ...wishes, known: { targets, option: '--targets' } };
}

/** Targets with the contract that each is held against; those without one are said and left out. */
export function resolveSubjects(
  { project, targets, sources }: ResolvedTargets,
  contract: string | undefined,
  context: Context,
): readonly Subject[] {
  const { subjects, unpaired } = pairContracts(targets, project, {
    ...(contract === undefined ? {} : { contract }),
    sources,
  });
  for (const { target } of unpaired) context.out.warn(`${target} is left out: no contract is for it.`);
  return subjects;
}

interface Serving {
  readonly environment: string | null;
  readonly latency: readonly string[];
  readonly transport: Transport | undefined;
}

/** A local gateway of this command's own belongs to no account, and no place of the config's holds there. */
async function localTargets(
  given: Project,
  { environment, latency, transport }: Serving,
  context: Context,
): Promise<ResolvedTargets> {
  const way = transport === undefined ? {} : { transport };
  const project = await withLocalContracts(given);
  const { stacks } = await startOwnGateway(project.root, context, latency);
  const served = stacks.filter(({ apis }) => apis.length > 0).map(({ name }) => ({ stack: name, ...way }));
  context.out.progress(`discover: ${served.map(({ stack }) => stack).join(', ')}`);
  const onNote = (note: string) => context.out.warn(`note: ${note}`);
  const found = await discover({ stacks: served, env: context.env, onNote });
  const targets = found.map((target) => ({ ...target, ...way }));
  return {
    project,
    targets,
    places: {},
    sources: {},
    protect: false,
    environment,
    own: true,
    limits: {},
    missing: [],
  };
}
