import type { ApiKey, GetUsagePlansCommandOutput } from '@aws-sdk/client-api-gateway';
import type { AwsOptions } from '../aws/aws-options.ts';
import { caller, type GatewayClients, openGatewayClients } from '../aws/gateway-clients.ts';
import type { Target } from '../discovery/target.ts';

/** What API Gateway tells of an API key of a REST API's stage. It holds neither the key nor its id. */
export interface KeyStanding {
  /** `false`: the account has no such key in this region. */
  readonly known: boolean;
  readonly enabled: boolean;
  /** The usage plans that hold both the key and the stage. */
  readonly plans: readonly KeyPlan[];
}

export interface KeyPlan {
  readonly id: string;
  readonly name: string;
  readonly quota: KeyQuota | null;
}

export interface KeyQuota {
  readonly limit: number;
  readonly period: 'DAY' | 'WEEK' | 'MONTH';
  /** Requests; `null` where it could not be read. */
  readonly left: number | null;
}

/** More keys than this are not looked through. */
const mostPages = 20;

/**
 * Looks a key up by its value, which API Gateway offers no other way for than reading all keys: they are compared and
 * forgotten. Needs apigateway:GET on /apikeys, /usageplans and /usageplans/…/usage.
 * https://docs.aws.amazon.com/apigateway/latest/api/API_GetApiKeys.html
 * @throws UsageError where a call fails; `null` where there are too many keys to look through.
 */
export async function keyStanding(
  { apiId, stage, region }: Pick<Target, 'apiId' | 'stage' | 'region'>,
  value: string,
  { now = new Date(), ...options }: AwsOptions & { readonly now?: Date },
): Promise<KeyStanding | null> {
  const clients = await openGatewayClients({ ...options, ...(region === null ? {} : { region }) });
  const reads = readsOf(clients);
  const key = await reads.keyWith(value);
  if (key === null) return null;
  if (key === 'none') return { known: false, enabled: false, plans: [] };
  const holding = (await reads.plansOf(key.id ?? '')).filter(({ apiStages = [] }) =>
    apiStages.some((each) => each.apiId === apiId && each.stage === stage),
  );
  const plans = holding.map(async ({ id = '', name = '', quota }): Promise<KeyPlan> => {
    if (quota?.limit === undefined || quota.period === undefined) return { id, name, quota: null };
    const left = await reads.quotaLeft(id, key.id ?? '', now).catch(() => null);
    return { id, name, quota: { limit: quota.limit, period: quota.period, left } };
  });
  return { known: true, enabled: key.enabled ?? true, plans: await Promise.all(plans) };
}

function readsOf({ rest: { client, sdk }, endpoint }: GatewayClients) {
  const call = caller('API Gateway', endpoint);
  return {
    /** `none`: all were looked through; `null`: they were too many. */
    keyWith: (value: string) =>
      call('GetApiKeys', async (abortSignal): Promise<ApiKey | 'none' | null> => {
        let position: string | undefined;
        for (let page = 0; page < mostPages; page += 1) {
          const command = new sdk.GetApiKeysCommand({ includeValues: true, limit: 500, position });
          const answer = await client.send(command, { abortSignal });
          const found = (answer.items ?? []).find((each) => each.value === value);
          if (found !== undefined) return found;
          position = answer.position;
          if (!position) return 'none';
        }
        return null;
      }),
    plansOf: (keyId: string) =>
      call('GetUsagePlans', async (abortSignal) => {
        const command = new sdk.GetUsagePlansCommand({ keyId, limit: 500 });
        const answer: GetUsagePlansCommandOutput = await client.send(command, { abortSignal });
        return answer.items ?? [];
      }),
    /** Days are logged in UTC, each with what was left at its end; today's is the last. */
    quotaLeft: (usagePlanId: string, keyId: string, now: Date) =>
      call('GetUsage', async (abortSignal) => {
        const today = now.toISOString().slice(0, 10);
        const command = new sdk.GetUsageCommand({ usagePlanId, keyId, startDate: today, endDate: today });
        const { items = {} } = await client.send(command, { abortSignal });
        const [, left] = items[keyId]?.at(-1) ?? [];
        return left ?? null;
      }),
  };
}
