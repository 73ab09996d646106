import path from 'node:path';
import type { TargetSource } from '../src/config/define-config.ts';
import { environmentOf } from '../src/config/environment.ts';
import { findProjectRoot } from '../src/config/find-project-root.ts';
import { loadDotenv } from '../src/config/load-dotenv.ts';
import { loadProject, type Project } from '../src/config/load-project.ts';
import { isProtecting, protectsSource } from '../src/config/protection.ts';
import { readSettings } from '../src/config/settings.ts';
import { pairContracts, type Subject } from '../src/config/subjects.ts';
import { type ApiType, apiTypes } from '../src/contract/contract.ts';
import { discover } from '../src/discovery/discover.ts';
import type { Target } from '../src/discovery/target.ts';
import { targetFromUrl } from '../src/discovery/target-from-url.ts';
import { readTargetsFile } from '../src/discovery/targets-file.ts';
import { UsageError } from '../src/errors/usage-error.ts';
import type { Context, everyVerb, OptionSpecs, Values } from './command.ts';
import { startOwnGateway } from './local-gateway.ts';

/** Options of every verb that needs targets. */
export const targetOptions = {
  stack: { type: 'string', multiple: true, value: 'NAME', about: 'a deployed stack' },
  url: { type: 'string', value: 'URL', about: 'an invoke URL, with --api; needs no credentials' },
  api: { type: 'string', value: 'TYPE', about: 'API type of --url: rest or http' },
  targets: { type: 'string', value: 'FILE', about: 'targets that discover wrote' },
  local: { type: 'boolean', about: 'a local gateway of its own, with everything in stacks/' },
  region: { type: 'string', value: 'REGION', about: 'AWS region of --stack' },
  profile: { type: 'string', value: 'NAME', about: 'profile of the AWS configuration files' },
} as const satisfies OptionSpecs;

/** The option that says which contract, for verbs that hold targets against one. */
export const contractOption = {
  contract: { type: 'string', value: 'NAME', about: 'the contract to hold the targets against' },
} as const satisfies OptionSpecs;

type TargetValues = Values<typeof targetOptions> & Values<typeof everyVerb>;

export interface ResolvedTargets {
  readonly project: Project;
  readonly targets: readonly Target[];
  /** The environment's own list, where the targets came from it. */
  readonly sources: readonly TargetSource[];
  /** Only requests without an effect may be sent. */
  readonly protect: boolean;
  /** The environment that was chosen by name, or that the targets came from. */
  readonly environment: string | null;
  /** A local gateway of this command's own serves them. */
  readonly own: boolean;
  /** The region and profile that they were looked for with, where somebody said which. */
  readonly place: Place;
}

interface Place {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
}

/**
 * The targets that a command line names: exactly one way of naming them, else the environment's.
 * `latency` is what a local gateway of this command's own adds.
 * @throws UsageError where there is none, or more than one.
 */
export async function resolveTargets(
  values: TargetValues,
  context: Context,
  latency: readonly string[] = [],
): Promise<ResolvedTargets> {
  const root = findProjectRoot(context.cwd);
  const ways = (['stack', 'url', 'targets', 'local'] as const).filter((way) => values[way] !== undefined);
  if (ways.length > 1) {
    throw new UsageError(
      `Targets are named in ${ways.length} ways at once: ${ways.map((way) => `--${way}`).join(' and ')}.`,
      'Keep one of them.',
    );
  }
  if (values.api !== undefined && values.url === undefined) {
    throw new UsageError('--api says the type of a --url, and there is none.', 'Write --url URL --api rest.');
  }
  if (!values.local) loadDotenv(root, context.env);
  const project = await loadProject(root);
  const plain = {
    project,
    sources: [],
    protect: isProtected(project, values, context),
    environment: values.env ?? readSettings(context.env).environment,
    own: false,
    place: { region: values.region, profile: values.profile },
  };
  if (values.url !== undefined)
    return { ...plain, targets: [targetFromUrl(values.url, apiTypeOf(values.api))] };
  if (values.targets !== undefined) {
    return { ...plain, targets: await readTargetsFile(path.resolve(context.cwd, values.targets)) };
  }
  if (values.local) {
    return { ...plain, protect: false, own: true, targets: await localTargets(root, context, latency) };
  }
  if (values.stack !== undefined) {
    const stacks = [...new Set(values.stack)].map((stack) => ({ stack }));
    return { ...plain, targets: await discoverStacks(stacks, values, context) };
  }
  return environmentTargets(project, values, context);
}

/** What a protected environment names stays protected, in whatever way it is named; so does all of one that is chosen. */
function isProtected({ environments }: Project, values: TargetValues, { env }: Context): boolean {
  const chosen = values.env ?? readSettings(env).environment;
  const named = (source: TargetSource) =>
    'stack' in source
      ? (values.stack ?? []).includes(source.stack)
      : source.url.replace(/\/+$/, '') === values.url?.replace(/\/+$/, '');
  return Object.entries(environments).some(
    ([name, environment]) =>
      'targets' in environment &&
      ((name === chosen && isProtecting(environment)) ||
        environment.targets.some((source) => named(source) && protectsSource(environment, source))),
  );
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

async function environmentTargets(
  project: Project,
  values: TargetValues,
  context: Context,
): Promise<ResolvedTargets> {
  const wanted = values.env ?? readSettings(context.env).environment;
  const { name, environment } = environmentOf(project, wanted);
  if ('local' in environment) {
    const targets = await localTargets(project.root, context);
    return { project, targets, sources: [], protect: false, environment: name, own: true, place: {} };
  }
  const { targets: sources } = environment;
  const protect = isProtecting(environment);
  const stacks = sources.flatMap((source) => ('stack' in source ? [source] : []));
  const urls = sources.flatMap((source) => ('url' in source ? [source] : []));
  const place = {
    region: values.region ?? environment.region,
    profile: values.profile ?? environment.profile,
  };
  const targets = [
    ...(stacks.length === 0 ? [] : await discoverStacks(stacks, place, context)),
    ...urls.map(({ url, apiType, name }) => targetFromUrl(url, apiType, name)),
  ];
  return { project, targets, sources, protect, environment: name, own: false, place };
}

async function localTargets(
  root: string,
  context: Context,
  latency: readonly string[] = [],
): Promise<readonly Target[]> {
  const { stacks } = await startOwnGateway(root, context, latency);
  const served = stacks.filter(({ apis }) => apis.length > 0).map(({ name }) => ({ stack: name }));
  return discoverStacks(served, {}, context);
}

async function discoverStacks(
  stacks: Parameters<typeof discover>[0]['stacks'],
  place: Place,
  context: Context,
): Promise<readonly Target[]> {
  context.out.progress(`discover: ${stacks.map(({ stack }) => stack).join(', ')}`);
  return discover({
    stacks,
    ...(place.region === undefined ? {} : { region: place.region }),
    ...(place.profile === undefined ? {} : { profile: place.profile }),
    env: context.env,
    onNote: (note) => context.out.warn(`note: ${note}`),
  });
}

function apiTypeOf(typed: string | undefined): ApiType {
  const found = apiTypes.find((each) => each === typed?.toLowerCase());
  if (found !== undefined) return found;
  throw new UsageError(
    typed === undefined ? '--url needs --api: a URL alone does not tell.' : `--api ${typed} is no API type.`,
    'Write --api rest for a REST API (v1), or --api http for an HTTP API (v2).',
  );
}
