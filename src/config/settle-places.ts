import { accountOfRole } from '../aws/account-id.ts';
import { profileNames } from '../aws/aws-profiles.ts';
import { assertAccount, otherAccount } from '../aws/caller-account.ts';
import { inVariables } from '../aws/credentials-at-hand.ts';
import { openAws } from '../discovery/aws.ts';
import type { Place, PlaceWish } from '../discovery/place.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { AskedSource } from './asked-sources.ts';
import { roleFault } from './check-place.ts';
import type { Env } from './settings.ts';

export interface Finding {
  readonly env: Env;
  readonly onNote: (note: string) => void;
  /** Told which stacks are asked for. */
  readonly onStart?: (stacks: readonly string[]) => void;
}

/** A source whose place is certain. */
export interface Settled extends Omit<AskedSource, 'place'> {
  readonly place: Place;
}

/**
 * Checks every account that is demanded, before anything else is asked; then reads the roles that outputs of stacks name.
 * @throws UsageError for another account than the demanded one, and a role that can't be assumed or isn't there.
 */
export async function settle(asked: readonly AskedSource[], finding: Finding): Promise<Settled[]> {
  const notes = new Set<string>();
  const usable = asked.map((one) => ({ ...one, place: withUsableProfile(one, finding.env, notes) }));
  for (const note of notes) finding.onNote(note);
  for (const { place } of usable) if (typeof place.role === 'string') refuseNoRole(place.role);
  const check = checkedOnce(finding);
  await Promise.all(usable.map((one) => check(one, asCaller(one.place))));
  return Promise.all(
    usable.map(async (one): Promise<Settled> => {
      const place = asCaller(one.place);
      const { role } = one.place;
      if (typeof role !== 'object' || !('stack' in one.source)) return { ...one, place };
      const arn = await roleIn(one.source.stack, role.output, { ...place, env: finding.env });
      const assuming = { ...place, role: arn };
      await check(one, assuming);
      return { ...one, place: assuming };
    }),
  );
}

/** As far as it is known before anything is read. */
function asCaller({ role, ...place }: PlaceWish): Place {
  return typeof role === 'string' ? { ...place, role } : place;
}

/** A profile of people's machines is not there in pipelines, which have credentials of their own. */
function withUsableProfile({ place, typedProfile }: AskedSource, env: Env, notes: Set<string>): PlaceWish {
  const { profile, ...others } = place;
  if (profile === undefined || typedProfile || !inVariables(env) || profileNames(env).includes(profile))
    return place;
  notes.add(
    `The AWS profile "${profile}" of the config is not on this machine: the credentials of the environment variables are used.`,
  );
  return others;
}

function refuseNoRole(role: string): void {
  const fault = roleFault(role);
  if (fault === null) return;
  throw new UsageError(
    `The role that is to be assumed ${fault}.`,
    'Write --role-arn arn:aws:iam::123456789012:role/gate (or GATEWRIGHT_ROLE_ARN).',
  );
}

function checkedOnce(finding: Finding): (one: Pick<AskedSource, 'who'>, place: Place) => Promise<void> {
  const checks = new Map<string, Promise<void>>();
  return ({ who }, place) => {
    const { account } = place;
    if (account === undefined) return Promise.resolve();
    const key = JSON.stringify(place);
    const check = checks.get(key) ?? checkAccount({ account, who }, place, finding);
    checks.set(key, check);
    return check;
  };
}

async function checkAccount(
  demand: { readonly account: string; readonly who: string },
  place: Place,
  { env }: Finding,
): Promise<void> {
  if (!/^\d{12}$/.test(demand.account)) {
    throw new UsageError(
      `${demand.who} demands an account that is not the 12 digits of an id.`,
      'Write GATEWRIGHT_ACCOUNT=123456789012.',
    );
  }
  const own = place.role === undefined ? null : accountOfRole(place.role);
  if (own !== null && own !== demand.account)
    throw otherAccount(demand, own, 'the role that is to be assumed is of');
  await assertAccount(demand, { ...place, env });
}

async function roleIn(stack: string, key: string, options: Parameters<typeof openAws>[0]): Promise<string> {
  const aws = await openAws(options);
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
