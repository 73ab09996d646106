import path from 'node:path';
import { type ApiType, apiTypes } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Transport } from '../transport/transport.ts';
import { type AskedSource, type GivenPlace, sourcesOf } from './asked-sources.ts';
import type { FileSource, Limits, TargetSource, UrlSource } from './define-config.ts';
import { environmentOf } from './environment.ts';
import { type FoundTargets, findTargets, placeTargets } from './find-targets.ts';
import { limitsIn, strictest } from './load-limits.ts';
import type { Project } from './load-project.ts';
import {
  type Choice,
  isSameFile,
  sourceOfFile,
  sourceOfTarget,
  sourceOfUrl,
  sourcesOfStacks,
} from './named-sources.ts';
import { isProtecting, protectsAny, protectsSource } from './protection.ts';
import { readSettings, type Settings } from './settings.ts';
import type { Finding } from './settle-places.ts';

/** How targets are named where something else than the config does: one way at most. */
export interface TargetWishes {
  /** Name of the environment; default: that of `GATEWRIGHT_ENV`. */
  readonly environment?: string | undefined;
  readonly stacks?: readonly string[] | undefined;
  readonly url?: string | undefined;
  /** Of the URL's API. */
  readonly api?: string | undefined;
  /** Targets that are known already, and what they were named with. */
  readonly known?: { readonly targets: readonly Target[]; readonly option: string };
  /** A file that a deployment left, and the option that named it. */
  readonly outputs?: { readonly file: string; readonly option: string };
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  readonly role?: string | undefined;
  /** How hosts are reached, with absolute paths. */
  readonly transport?: Transport | undefined;
}

/** Targets with all that config, variables and command line say of them. */
export interface DeployedTargets extends FoundTargets {
  /** Only requests without an effect may be sent. */
  readonly protect: boolean;
  /** The environment that was chosen by name, or that the targets belong to. */
  readonly environment: string | null;
  /** What the config says of load on them. */
  readonly limits: Limits;
}

/** A local gateway is wished for, by the environment of this name. */
export interface LocalChoice {
  readonly local: string;
}

/**
 * The targets that were named, else those of the variables, else those of the environment.
 * @throws UsageError where there is none, and for whatever keeps one from being found.
 */
export async function resolveDeployed(
  wishes: TargetWishes,
  project: Project,
  finding: Finding,
): Promise<DeployedTargets | LocalChoice> {
  const settings = readSettings(finding.env);
  const { region, profile, role, transport, known } = wishes;
  const given: GivenPlace = { options: { region, profile, role, transport }, settings, root: project.root };
  const { onNote } = finding;
  const choice = { project, settings, chosen: wishes.environment ?? settings.environment, onNote };
  if (known !== undefined) {
    const named = { ...choice, option: known.option };
    const asked = known.targets.map((target) => sourceOfTarget(target, named, given));
    const askedOf = (target: Target) => asked[known.targets.indexOf(target)] as AskedSource;
    return resolved(await placeTargets(known.targets, askedOf, finding), asked, choice);
  }
  const ways = waysOf(wishes, choice);
  if (ways !== null) {
    const asked = sourcesOfWays(ways, { ...choice, option: ways.option }, given);
    return resolved(await findTargets(asked, finding), asked, choice);
  }
  const { name, environment } = environmentOf(project, choice.chosen);
  if ('local' in environment) return { local: name };
  const asked = sourcesOf({ name, environment }, given);
  return resolved(await findTargets(asked, finding), asked, { ...choice, chosen: name });
}

type Ways =
  | { readonly url: UrlSource; readonly option: string }
  | { readonly file: FileSource; readonly option: string }
  | { readonly stacks: readonly string[]; readonly option: string };

/** Options come before variables, and a local environment needs neither. */
function waysOf(wishes: TargetWishes, { project, settings, chosen }: Resolving): Ways | null {
  const file = (outputsFile: string, api: string | undefined, option: string): Ways => ({
    file: { outputsFile, ...(api === undefined ? {} : { apiType: apiTypeOf(api, option) }) },
    option,
  });
  const url = (text: string, api: string | undefined, option: string): Ways => ({
    url: { url: text, apiType: apiTypeOf(api, option) },
    option,
  });
  if (wishes.url !== undefined) return url(wishes.url, wishes.api, '--url');
  if (wishes.stacks !== undefined) return { stacks: wishes.stacks, option: '--stack' };
  if (wishes.outputs !== undefined) return file(wishes.outputs.file, wishes.api, wishes.outputs.option);
  if (isLocal(project, chosen)) return null;
  refuseSeveral({
    GATEWRIGHT_URL: settings.url,
    GATEWRIGHT_STACKS: settings.stacks,
    GATEWRIGHT_OUTPUTS_FILE: settings.outputsFile,
  });
  if (settings.outputsFile !== null) {
    const at = path.resolve(project.root, settings.outputsFile);
    return file(at, settings.api ?? undefined, 'GATEWRIGHT_OUTPUTS_FILE');
  }
  if (settings.url !== null) return url(settings.url, settings.api ?? undefined, 'GATEWRIGHT_URL');
  return settings.stacks === null ? null : { stacks: settings.stacks, option: 'GATEWRIGHT_STACKS' };
}

function refuseSeveral(variables: Readonly<Record<string, unknown>>): void {
  const names = Object.keys(variables).filter((name) => variables[name] !== null);
  if (names.length < 2) return;
  throw new UsageError(
    `Targets are named in ${names.length} ways at once: ${names.join(' and ')}.`,
    'Keep one of them.',
  );
}

function sourcesOfWays(ways: Ways, choice: Choice, given: GivenPlace): AskedSource[] {
  if ('url' in ways) return [sourceOfUrl(ways.url, choice, given)];
  return 'file' in ways
    ? [sourceOfFile(ways.file, choice, given)]
    : sourcesOfStacks(ways.stacks, choice, given);
}

function isLocal({ environments }: Project, chosen: string | null): boolean {
  const environment = chosen === null ? undefined : environments[chosen];
  return environment !== undefined && 'local' in environment;
}

interface Resolving extends Pick<Finding, 'onNote'> {
  readonly project: Project;
  readonly settings: Settings;
  readonly chosen: string | null;
}

function resolved(
  found: FoundTargets,
  asked: readonly AskedSource[],
  { project, settings, chosen, onNote }: Resolving,
): DeployedTargets {
  const protects = protectsAny(settings.protect, asked);
  if (!protects && settings.protect !== false)
    onNote('GATEWRIGHT_PROTECT names no target of this run, and protects none.');
  const homes = [...new Set(asked.flatMap(({ environment }) => environment ?? []))];
  return {
    ...found,
    protect: isProtected(asked, found.targets, { project, chosen }) || protects,
    environment: chosen ?? (homes.length === 1 ? (homes[0] ?? null) : null),
    limits: strictest(homes.map((name) => limitsIn(project, name))),
  };
}

/** What a protected environment names stays protected, in whatever way it is named; so does all of one that is chosen. */
function isProtected(
  asked: readonly AskedSource[],
  targets: readonly Target[],
  { project, chosen }: Pick<Resolving, 'project' | 'chosen'>,
): boolean {
  const named = (source: TargetSource) =>
    asked.some((one) => isSame(one.source, source, project.root)) ||
    // A file may hold the outputs of a stack that the config protects.
    ('stack' in source && targets.some(({ stackName }) => stackName === source.stack));
  return Object.entries(project.environments).some(
    ([name, environment]) =>
      'targets' in environment &&
      ((name === chosen && isProtecting(environment)) ||
        environment.targets.some((source) => named(source) && protectsSource(environment, source))),
  );
}

function isSame(one: TargetSource, other: TargetSource, root: string): boolean {
  if ('stack' in one) return 'stack' in other && other.stack === one.stack;
  if ('outputsFile' in one) return isSameFile(other, one, root);
  return 'url' in other && other.url.replace(/\/+$/, '') === one.url.replace(/\/+$/, '');
}

function apiTypeOf(typed: string | undefined, option: string): ApiType {
  const found = apiTypes.find((each) => each === typed?.toLowerCase());
  if (found !== undefined) return found;
  const isOption = option.startsWith('--');
  const api = isOption ? '--api' : 'GATEWRIGHT_API';
  throw new UsageError(
    typed === undefined
      ? `${option} needs ${api}: a URL alone does not tell.`
      : `${api}${isOption ? ' ' : '='}${typed} is no API type.`,
    `Write ${api}${isOption ? ' ' : '='}rest for a REST API (v1), or http for an HTTP API (v2).`,
  );
}
