import path from 'node:path';
import { accountEnd, accountOfRole } from '../discovery/account-id.ts';
import { shownName } from '../discovery/outputs-file/file-text.ts';
import type { PlaceWish } from '../discovery/place.ts';
import type { Target } from '../discovery/target.ts';
import { layered, withPathsFrom } from '../transport/layers.ts';
import type { Transport } from '../transport/transport.ts';
import type {
  DeployedEnvironment,
  FileSource,
  StackSource,
  TargetSource,
  UrlSource,
} from './define-config.ts';
import { environmentOf } from './environment.ts';
import { givenTransport } from './given-transport.ts';
import type { Project } from './load-project.ts';
import type { Settings } from './settings.ts';

/** What a command line and the environment variables say of places, which comes before what the config says. */
export interface GivenPlace {
  readonly options: {
    readonly region?: string | undefined;
    readonly profile?: string | undefined;
    readonly role?: string | undefined;
    readonly transport?: Transport | undefined;
  };
  readonly settings: Pick<Settings, 'account' | 'role' | 'transport'>;
  /** The project's, where paths start. */
  readonly root: string;
}

/** One source of targets, with everything that its environment and the command line say of it. */
export interface AskedSource {
  readonly source: TargetSource;
  readonly place: PlaceWish;
  /** With absolute paths. */
  readonly transport: Transport | null;
  /** Where it was named: `environments.prod.targets[0]`, `--stack my-api`. */
  readonly at: string;
  /** Who demands the account that it has to be in: `The environment prod`. */
  readonly who: string;
  /** The profile was typed: it has to be there. */
  readonly typedProfile: boolean;
  /** The environment that it belongs to; `null`: the config knows nothing of it. */
  readonly environment: string | null;
}

/** All that an environment lists. Where `--region` names the region of some of its stacks, the others are left out. */
export function sourcesOf(
  { name, environment }: { readonly name: string; readonly environment: DeployedEnvironment },
  given: GivenPlace,
): AskedSource[] {
  const all = environment.targets.map((source, index) => ({
    source,
    at: `environments.${name}.targets[${index}]`,
  }));
  return inRegion(all, environment, given).map(({ source, at }) =>
    asked(source, { at, name, environment }, given),
  );
}

/** Stacks that were named by themselves: what the config knows of them holds. */
export function sourcesOfStacks(
  stacks: readonly string[],
  { project, chosen, option }: Choice,
  given: GivenPlace,
): AskedSource[] {
  return [...new Set(stacks)].flatMap((stack) => {
    const home = homeOf(project, chosen, (source) => 'stack' in source && source.stack === stack);
    const at = `${option} ${stack}`;
    const known = (home?.environment.targets ?? []).flatMap((source) =>
      'stack' in source && source.stack === stack ? [{ source, at }] : [],
    );
    const named: { source: StackSource; at: string }[] =
      known.length === 0 ? [{ source: { stack }, at }] : known;
    if (home === null)
      return named.map(({ source }) => asked(source, { at, name: null, environment: null }, given));
    return inRegion(named, home.environment, given).map(({ source }) =>
      asked(source, { at, ...home }, given),
    );
  });
}

/** A URL that was named by itself. */
export function sourceOfUrl(
  url: UrlSource,
  { project, chosen, option }: Choice,
  given: GivenPlace,
): AskedSource {
  const home = homeOf(project, chosen, (source) => isSameUrl(source, url));
  const source = home?.environment.targets.find((one) => isSameUrl(one, url)) ?? url;
  return asked(source, { at: `${option} ${url.url}`, ...(home ?? { name: null, environment: null }) }, given);
}

/** A file that was named by itself, by its absolute path: what the config knows of it holds. */
export function sourceOfFile(
  file: FileSource,
  { project, chosen, option }: Choice,
  given: GivenPlace,
): AskedSource {
  const isSame = (source: TargetSource) => isSameFile(source, file, given.root);
  const home = homeOf(project, chosen, isSame);
  const known = home?.environment.targets.find(isSame);
  return asked(
    { ...known, ...file },
    { at: `${option} ${shownName(file.outputsFile)}`, ...(home ?? { name: null, environment: null }) },
    given,
  );
}

/** Whether a source of the config is this file, which has an absolute path. */
export function isSameFile(source: TargetSource, { outputsFile }: FileSource, root: string): boolean {
  return 'outputsFile' in source && path.resolve(root, source.outputsFile) === outputsFile;
}

/** A target that is known already, as a file tells it: what the config knows of its stack or URL holds. */
export function sourceOfTarget(
  target: Target,
  { project, chosen, option }: Choice,
  given: GivenPlace,
): AskedSource {
  const { stackName, invokeUrl, apiType } = target;
  const url: UrlSource = { url: invokeUrl, apiType };
  if (stackName === null) return sourceOfUrl(url, { project, chosen, option }, given);
  const all = sourcesOfStacks([stackName], { project, chosen, option }, given);
  const [nearest] = all.toSorted((a, b) => fit(b.place, target) - fit(a.place, target));
  if (nearest === undefined) throw new Error(`there is no source of ${stackName}`);
  return nearest;
}

/** How much of where a target is a place says; less than nothing where it says something else. */
function fit({ region, role, account }: PlaceWish, target: Target): number {
  const owner = account ?? (typeof role === 'string' ? accountOfRole(role) : null) ?? undefined;
  const compared = (said: string | undefined, known: string | null | undefined) =>
    said === undefined || known == null ? 0 : said === known ? 1 : -1;
  return (
    2 * compared(region, target.region) +
    compared(owner === undefined ? undefined : accountEnd(owner), target.account)
  );
}

export interface Choice {
  readonly project: Pick<Project, 'configFile' | 'environments'>;
  /** The environment that was chosen by name. */
  readonly chosen: string | null;
  /** What they were named with: `--stack`. */
  readonly option: string;
}

interface Home {
  readonly name: string;
  readonly environment: DeployedEnvironment;
}

/** The environment that was chosen; else, of those that know the source, the default one, or the only one. */
export function homeOf(
  project: Choice['project'],
  chosen: string | null,
  knows: (source: TargetSource) => boolean,
): Home | null {
  if (chosen !== null) {
    const { name, environment } = environmentOf(project, chosen);
    return 'local' in environment ? null : { name, environment };
  }
  const knowing = Object.entries(project.environments).flatMap(([name, environment]) =>
    'targets' in environment && environment.targets.some(knows) ? [{ name, environment }] : [],
  );
  return knowing.length === 1
    ? (knowing[0] ?? null)
    : (knowing.find(({ name }) => name === 'default') ?? null);
}

export function isSameUrl(
  source: TargetSource,
  { url, apiType }: Pick<UrlSource, 'url' | 'apiType'>,
): boolean {
  return 'url' in source && source.apiType === apiType && plain(source.url) === plain(url);
}

const plain = (url: string) => url.replace(/\/+$/, '');

interface Named {
  readonly at: string;
  readonly name: string | null;
  readonly environment: DeployedEnvironment | null;
}

function asked(source: TargetSource, { at, name, environment }: Named, given: GivenPlace): AskedSource {
  const { settings, root, options } = given;
  const transport = layered(
    environment?.transport,
    source.transport,
    givenTransport(settings.transport),
    options.transport,
  );
  return {
    source: 'outputsFile' in source ? withAbsolutePath(source, root) : source,
    at,
    place: placeOf('url' in source ? {} : source, environment ?? {}, given),
    transport: transport === undefined ? null : withPathsFrom(root, transport),
    environment: name,
    typedProfile: given.options.profile !== undefined,
    who: settings.account !== null ? 'GATEWRIGHT_ACCOUNT' : `The environment ${name ?? ''}`.trim(),
  };
}

/** `-` is standard input. */
function withAbsolutePath(source: FileSource, root: string): FileSource {
  const { outputsFile } = source;
  return { ...source, outputsFile: outputsFile === '-' ? outputsFile : path.resolve(root, outputsFile) };
}

/** Option, variable, the stack's own, its environment's, in this order. */
export function placeOf(
  source: PlaceWish,
  environment: PlaceWish,
  { options, settings }: GivenPlace,
): PlaceWish {
  const region = options.region ?? source.region ?? environment.region;
  const profile = options.profile ?? source.profile ?? environment.profile;
  const role = options.role ?? settings.role ?? source.role ?? environment.role;
  const account = settings.account ?? source.account ?? environment.account;
  return {
    ...(region === undefined ? {} : { region }),
    ...(profile === undefined ? {} : { profile }),
    ...(role === undefined ? {} : { role }),
    ...(account === undefined ? {} : { account }),
  };
}

function inRegion<T extends { readonly source: TargetSource }>(
  all: readonly T[],
  environment: DeployedEnvironment,
  { options: { region } }: GivenPlace,
): readonly T[] {
  const regionOf = ({ source }: T) => ('stack' in source ? (source.region ?? environment.region) : null);
  if (region === undefined || !all.some((one) => regionOf(one) === region)) return all;
  return all.filter((one) => regionOf(one) === region || regionOf(one) === null);
}
