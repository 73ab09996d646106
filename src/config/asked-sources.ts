import path from 'node:path';
import type { PlaceWish } from '../discovery/place.ts';
import { layered, withPathsFrom } from '../transport/layers.ts';
import type { Transport } from '../transport/transport.ts';
import type { DeployedEnvironment, FileSource, TargetSource } from './define-config.ts';
import { givenTransport } from './given-transport.ts';
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

/** Where a source was named, and the environment that it belongs to. */
export interface Named {
  readonly at: string;
  readonly name: string | null;
  readonly environment: DeployedEnvironment | null;
}

/** A source with all that is said of it. */
export function asked(
  source: TargetSource,
  { at, name, environment }: Named,
  given: GivenPlace,
): AskedSource {
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

/** Where a region was typed that is one of theirs, the sources there. */
export function inRegion<T extends { readonly source: TargetSource }>(
  all: readonly T[],
  environment: DeployedEnvironment,
  { options: { region } }: GivenPlace,
): readonly T[] {
  const regionOf = ({ source }: T) => ('stack' in source ? (source.region ?? environment.region) : null);
  if (region === undefined || !all.some((one) => regionOf(one) === region)) return all;
  return all.filter((one) => regionOf(one) === region || regionOf(one) === null);
}
