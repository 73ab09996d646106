import { accountOfRole } from '../discovery/account-id.ts';
import { openAws } from '../discovery/aws.ts';
import { assertAccount, otherAccount } from '../discovery/caller-account.ts';
import { discover } from '../discovery/discover.ts';
import type { Place, Places } from '../discovery/place.ts';
import type { Target } from '../discovery/target.ts';
import { targetFromUrl } from '../discovery/target-from-url.ts';
import { tellPlacesApart } from '../discovery/tell-places-apart.ts';
import { throughVpcEndpoint } from '../discovery/vpc-endpoint.ts';
import { UsageError } from '../errors/usage-error.ts';
import { layered } from '../transport/layers.ts';
import type { AskedSource } from './asked-sources.ts';
import type { StackSource, TargetSource } from './define-config.ts';
import type { Env } from './settings.ts';

export interface FoundTargets {
  readonly targets: readonly Target[];
  /** Where in AWS each belongs, and as whom it is asked for. */
  readonly places: Places;
  /** What named each, by its name. */
  readonly sources: Sources;
}

export type Sources = { readonly [target: string]: TargetSource };

export interface Finding {
  readonly env: Env;
  readonly onNote: (note: string) => void;
  /** Told which stacks are asked for. */
  readonly onStart?: (stacks: readonly string[]) => void;
}

/**
 * Finds the targets of these sources, each in its place: stacks by asking AWS, URLs by themselves.
 * @throws UsageError for another account than one that is demanded before anything else is asked, and for whatever keeps a stack from being found.
 */
export async function findTargets(asked: readonly AskedSource[], finding: Finding): Promise<FoundTargets> {
  const stacks = asked.flatMap(({ source }) => ('stack' in source ? [source.stack] : []));
  if (stacks.length > 0) finding.onStart?.([...new Set(stacks)]);
  const settled = await settle(asked, finding);
  return foundTargets(
    tellPlacesApart((await Promise.all(settled.map((one) => targetsOf(one, finding)))).flat()),
  );
}

/** The same for targets that are known already. */
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

interface Settled extends Omit<AskedSource, 'place'> {
  readonly place: Place;
}

interface Found extends Settled {
  readonly target: Target;
}

/** With every account checked, and the roles that stacks' outputs name. */
async function settle(asked: readonly AskedSource[], finding: Finding): Promise<Settled[]> {
  const checked = new Map<string, Promise<void>>();
  const once = (one: AskedSource, place: Place) => {
    if (place.account === undefined) return Promise.resolve();
    const key = JSON.stringify(place);
    const check = checked.get(key) ?? checkAccount({ account: place.account, who: one.who }, place, finding);
    checked.set(key, check);
    return check;
  };
  return Promise.all(
    asked.map(async (one) => {
      const { role, ...caller } = one.place;
      if (role === undefined || typeof role === 'string') {
        const place: Place = role === undefined ? caller : { ...caller, role };
        await once(one, place);
        return { ...one, place };
      }
      // Before its outputs are read.
      await once(one, caller);
      if (!('stack' in one.source)) return { ...one, place: caller };
      const place = { ...caller, role: await roleIn(one.source, role.output, { place: caller, finding }) };
      await once(one, place);
      return { ...one, place };
    }),
  );
}

async function checkAccount(
  demand: { readonly account: string; readonly who: string },
  place: Place,
  { env }: Finding,
): Promise<void> {
  const own = place.role === undefined ? null : accountOfRole(place.role);
  if (own !== null && own !== demand.account)
    throw otherAccount(demand, own, 'the role that is to be assumed is of');
  await assertAccount(demand, { ...place, env });
}

interface Asking {
  readonly place: Place;
  readonly finding: Finding;
}

async function roleIn(
  { stack }: StackSource,
  key: string,
  { place, finding: { env } }: Asking,
): Promise<string> {
  const aws = await openAws({ ...place, env });
  const found = await aws.describeStack(stack);
  const outputs = found?.Outputs ?? [];
  const value = outputs.find(({ OutputKey }) => OutputKey === key)?.OutputValue?.trim();
  if (value !== undefined && accountOfRole(value) !== null) return value;
  throw new UsageError(
    value === undefined
      ? `The stack ${stack} has no output ${key}, which is to hold the ARN of the role to assume.`
      : `The output ${key} of the stack ${stack} holds no ARN of a role.`,
    found === null
      ? `There is no stack ${stack} in ${aws.region}.`
      : `It has: ${outputs.map(({ OutputKey = '' }) => OutputKey).join(', ') || 'none'}.`,
  );
}

async function targetsOf(one: Settled, { env, onNote }: Finding): Promise<Found[]> {
  const { source, place, transport } = one;
  const targets =
    'stack' in source
      ? await discover({
          stacks: [transport === null ? source : { ...source, transport }],
          ...place,
          env,
          onNote,
        })
      : [throughVpcEndpoint(targetFromUrl(source.url, source.apiType, source.name), transport, source.name)];
  return targets.map((target) => ({ ...one, target }));
}
