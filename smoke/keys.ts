import { credentialsAtHand } from '../src/aws/credentials-at-hand.ts';
import type { PlannedExchange } from '../src/conformance/exchange.ts';
import type { SecretSource } from '../src/contract/auth.ts';
import { type KeyStanding, keyStanding } from '../src/credential/key-standing.ts';
import { sourceName } from '../src/credential/read-secrets.ts';
import type { Vault } from '../src/credential/vault.ts';
import type { AwsFor } from '../src/discovery/place.ts';
import type { Target } from '../src/discovery/target.ts';
import { UsageError } from '../src/errors/usage-error.ts';

export interface KeysOptions {
  readonly targets: readonly Target[];
  readonly vault: Pick<Vault, 'secret'>;
  /** What to ask about a target with. */
  readonly aws: AwsFor;
  say(line: string): void;
  /** Default: asks API Gateway. */
  readonly standingOf?: typeof keyStanding;
}

/** The requests of one target with one API key. */
interface Keyed {
  readonly target: Target;
  readonly from: SecretSource;
  readonly exchanges: readonly PlannedExchange[];
}

/**
 * The exchanges with what API Gateway tells of the API keys in them, before the first goes out: keyed requests count
 * against the quotas of people's usage plans. Where nobody may ask, or can, a line says so.
 * @throws UsageError where a quota has not enough left for this run.
 */
export async function withKeys(
  planned: readonly PlannedExchange[],
  options: KeysOptions,
): Promise<readonly PlannedExchange[]> {
  const keyed = keyedIn(planned, options.targets);
  if (keyed.length === 0) return planned;
  const standings = new Map<string, KeyStanding>();
  const spent = new Map<string, number>();
  for (const one of keyed) {
    const standing = await standingOf(one, options);
    if (standing === null) continue;
    for (const { id } of one.exchanges) standings.set(id, standing);
    refuseBeyondQuota(one, standing, { spent, say: options.say });
  }
  return planned.map((exchange) => {
    const key = standings.get(exchange.id);
    return key === undefined ? exchange : { ...exchange, key };
  });
}

function keyedIn(planned: readonly PlannedExchange[], targets: readonly Target[]): Keyed[] {
  const keyed = new Map<string, { target: Target; from: SecretSource; exchanges: PlannedExchange[] }>();
  for (const exchange of planned) {
    const secret = exchange.request.secretHeaders['x-api-key'];
    const target = targets.find((each) => each.target === exchange.target);
    if (exchange.apiType !== 'rest' || target === undefined) continue;
    if (secret === undefined || !('from' in secret) || secret.forged !== undefined) continue;
    const name = `${exchange.target} ${secret.from}`;
    const one = keyed.get(name) ?? { target, from: secret.from, exchanges: [] };
    keyed.set(name, one);
    one.exchanges.push(exchange);
  }
  return [...keyed.values()];
}

async function standingOf(
  { target, from, exchanges }: Keyed,
  { vault, aws, say, standingOf: ask = keyStanding }: KeysOptions,
): Promise<KeyStanding | null> {
  const unknown = (why: string) =>
    say(
      `smoke: ${exchanges.length} requests to ${target.target} count against the quota of the key in ${sourceName(from)}, and what is left of it is not known: ${why}`,
    );
  if (target.apiId === null || target.stage === null) {
    unknown('a bare URL does not tell which API it is.');
    return null;
  }
  const options = aws(target);
  if (!credentialsAtHand(options) && !options.env.AWS_ENDPOINT_URL) {
    unknown('there are no AWS credentials to ask with.');
    return null;
  }
  try {
    const standing = await ask(target, vault.secret(from), options);
    if (standing === null) unknown('the account has too many keys to look through.');
    return standing;
  } catch (error) {
    unknown(error instanceof Error ? error.message : 'API Gateway gave no answer.');
    return null;
  }
}

interface Budget {
  /** Requests that this run sends so far, by usage plan and key: a plan may hold several stages. */
  readonly spent: Map<string, number>;
  say(line: string): void;
}

function refuseBeyondQuota(
  { target, from, exchanges }: Keyed,
  { plans }: KeyStanding,
  { spent, say }: Budget,
): void {
  for (const { id, name, quota } of plans) {
    if (quota === null) continue;
    const account = `${id} ${from}`;
    const count = (spent.get(account) ?? 0) + exchanges.length;
    spent.set(account, count);
    const most = quota.left ?? quota.limit;
    const per = `${quota.limit} a ${quota.period.toLowerCase()} in the usage plan ${name || id}`;
    if (count > most) {
      throw new UsageError(
        `This run sends ${count} requests with the key in ${sourceName(from)}, and ${most} of its quota are left (${per}).`,
        [
          `Nothing was sent. Send less of ${target.target} (--grep, --scope deploy), or use a key whose plan has no quota.`,
        ],
      );
    }
    if (quota.left === null) {
      say(
        `smoke: ${count} requests to ${target.target} count against a quota of ${per}, and what is left of it could not be read.`,
      );
    }
  }
}
