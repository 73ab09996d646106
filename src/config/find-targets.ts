import type { AwsOptions } from '../aws/aws-options.ts';
import { discover } from '../discovery/discover.ts';
import { targetsFromOutputs } from '../discovery/outputs-file/targets-from-outputs.ts';
import type { Places } from '../discovery/place.ts';
import type { Target } from '../discovery/target.ts';
import { targetFromUrl } from '../discovery/target-from-url.ts';
import { tellPlacesApart } from '../discovery/tell-places-apart.ts';
import { behindDomain } from '../discovery/url-behind-domain.ts';
import { throughVpcEndpoint } from '../discovery/vpc-endpoint.ts';
import { UsageError } from '../errors/usage-error.ts';
import { layered } from '../transport/layers.ts';
import type { Transport } from '../transport/transport.ts';
import type { AskedSource } from './asked-sources.ts';
import type { TargetSource, UrlSource } from './define-config.ts';
import { type Finding, type Settled, settle } from './settle-places.ts';

export interface FoundTargets {
  readonly targets: readonly Target[];
  /** Where in AWS each belongs, and as whom it is asked for. */
  readonly places: Places;
  /** What named each, by its name. */
  readonly sources: Sources;
}

export type Sources = { readonly [target: string]: TargetSource };

/**
 * Finds the targets of these sources, each in its place: stacks by asking AWS, URLs by themselves.
 * @throws UsageError for another account than one that is demanded before anything else is asked, and for whatever keeps a stack from being found.
 */
export async function findTargets(asked: readonly AskedSource[], finding: Finding): Promise<FoundTargets> {
  const settled = await settle(asked, finding);
  const stacks = asked.flatMap(({ source }) => ('stack' in source ? [source.stack] : []));
  if (stacks.length > 0) finding.onStart?.([...new Set(stacks)]);
  const all = (await Promise.all(settled.map((one) => targetsOf(one, finding)))).flat();
  return foundTargets(tellPlacesApart(withoutDoubles(all)));
}

/** The same for targets that are known already, with names of their own. */
export async function placeTargets(
  targets: readonly Target[],
  askedOf: (target: Target) => AskedSource,
  finding: Finding,
): Promise<FoundTargets> {
  const settled = await settle(targets.map(askedOf), finding);
  return foundTargets(
    settled.flatMap((one, index) => (targets[index] ? [{ ...one, target: targets[index] }] : [])),
  );
}

function foundTargets(found: readonly Found[]): FoundTargets {
  return {
    targets: found.map(({ target, transport: told }) => {
      const transport = layered(target.transport, told ?? undefined);
      return transport === undefined ? target : { ...target, transport };
    }),
    places: Object.fromEntries(found.map(({ target, place }) => [target.target, place])),
    sources: Object.fromEntries(found.map(({ target, source }) => [target.target, source])),
  };
}

interface Found extends Settled {
  readonly target: Target;
}

/**
 * A URL of a stack's target is that target. Where two sources name one URL, they have to agree on what it is held against.
 * @throws UsageError where they don't.
 */
function withoutDoubles(all: readonly Found[]): Found[] {
  const ofStacks = all.filter(({ target }) => target.stackName !== null);
  for (const [index, one] of all.entries()) {
    const other = all.slice(0, index).find(({ target }) => target.invokeUrl === one.target.invokeUrl);
    if (other !== undefined) refuseClash(one, other);
  }
  return all.filter(
    ({ target }) =>
      target.stackName !== null || !ofStacks.some((one) => one.target.invokeUrl === target.invokeUrl),
  );
}

function refuseClash(one: Found, other: Found): void {
  const { invokeUrl } = one.target;
  if (one.target.apiType !== other.target.apiType) {
    throw new UsageError(
      `${invokeUrl} is the URL of an API of type ${other.target.apiType} by ${other.at}, and of type ${one.target.apiType} by ${one.at}.`,
      'CloudFormation knows which it is: keep what names the stack.',
    );
  }
  const contracts = [other.source.contract, one.source.contract];
  if (contracts.includes(undefined) || contracts[0] === contracts[1]) return;
  throw new UsageError(
    `${invokeUrl} would be held against two contracts: ${contracts[0]} by ${other.at}, and ${contracts[1]} by ${one.at}.`,
    "Keep one of the two, or say which stages each is about: stages: ['prod'].",
  );
}

async function targetsOf(one: Settled, finding: Finding): Promise<Found[]> {
  const targets = await targetsOfSource(one, finding);
  return targets.map((target) => ({ ...one, target }));
}

async function targetsOfSource(
  { source, place, transport }: Settled,
  { env, onNote }: Finding,
): Promise<readonly Target[]> {
  if ('outputsFile' in source) {
    return targetsFromOutputs(
      { ...source, file: source.outputsFile, ...(transport === null ? {} : { transport }) },
      { ...place, env, onNote },
    );
  }
  return 'stack' in source
    ? await discover({
        stacks: [transport === null ? source : { ...source, transport }],
        ...place,
        env,
        onNote,
      })
    : [await targetOfUrl(source, transport, { ...place, env })];
}

function targetOfUrl(
  { url, apiType, name }: UrlSource,
  transport: Transport | null,
  options: AwsOptions,
): Promise<Target> {
  return behindDomain(throughVpcEndpoint(targetFromUrl(url, apiType, name), transport, name), options);
}
