import path from 'node:path';
import { accountEnd, accountOfRole } from '../aws/account-id.ts';
import { shownName } from '../discovery/outputs-file/file-text.ts';
import type { PlaceWish } from '../discovery/place.ts';
import type { Target } from '../discovery/target.ts';
import { type AskedSource, asked, type GivenPlace, inRegion } from './asked-sources.ts';
import type {
  DeployedEnvironment,
  FileSource,
  StackSource,
  TargetSource,
  UrlSource,
} from './define-config.ts';
import { environmentOf } from './environment.ts';
import type { Project } from './load-project.ts';

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
