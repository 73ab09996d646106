import type { ApiKey, Deployment, RestAuthorizer, Throttle, UsagePlan } from '../model.ts';
import type { ControlScope } from './control-scope.ts';
import { found, type Read } from './json-reads.ts';
import { jwtConfigurationOf } from './jwt-configuration.ts';
import { lambdaUri } from './lambda-uri.ts';

interface QueryScope extends ControlScope {
  readonly query: URLSearchParams;
}

/** What an account has unless AWS raised it (AWS documentation, "Amazon API Gateway quotas"). */
const usualThrottle: Throttle = { ratePerSecond: 10_000, burst: 5_000 };

/** API Gateway's reads of the account, API keys, usage plans and authorizers of REST APIs (API reference V1). */
export const accessReads: readonly Read<QueryScope>[] = [
  {
    path: '/account',
    answer: (_names, { accountThrottle: { ratePerSecond, burst } = usualThrottle }) => ({
      throttleSettings: { rateLimit: ratePerSecond, burstLimit: burst },
      features: ['UsagePlans'],
      apiKeyVersion: '4',
    }),
  },
  {
    path: '/apikeys',
    answer: (_names, { deployment, query }) => ({
      item: keysOf(deployment)
        .filter(({ key: { name } }) => name.startsWith(query.get('name') ?? ''))
        .map((one) => describedKey(one, deployment, isTrue(query.get('includeValues')))),
    }),
  },
  {
    path: '/apikeys/{key}',
    answer: ({ key }, { deployment, query }) =>
      describedKey(
        found(
          keysOf(deployment),
          (one) => one.key.id === key,
          `Invalid API Key identifier specified 123456789012:${key}`,
        ),
        deployment,
        isTrue(query.get('includeValue')),
      ),
  },
  {
    path: '/usageplans',
    answer: (_names, { deployment, query }) => ({
      item: plansOf(deployment)
        .filter(({ keyIds }) => query.get('keyId') === null || keyIds.includes(query.get('keyId') ?? ''))
        .map(describedPlan),
    }),
  },
  {
    path: '/usageplans/{plan}',
    answer: ({ plan }, { deployment }) => describedPlan(planCalled(plan, deployment)),
  },
  {
    path: '/usageplans/{plan}/keys',
    answer: ({ plan }, { deployment }) => {
      const { keyIds } = planCalled(plan, deployment);
      const keys = keysOf(deployment).filter(({ key }) => keyIds.includes(key.id));
      return { item: keys.map(({ key: { id, name } }) => ({ id, type: 'API_KEY', name })) };
    },
  },
  {
    path: '/usageplans/{plan}/keys/{key}',
    answer: ({ plan, key: id }, { deployment }) => {
      const { keyIds } = planCalled(plan, deployment);
      const { key } = found(
        keysOf(deployment),
        (one) => one.key.id === id && keyIds.includes(one.key.id),
        'Invalid Usage Plan Key identifier specified',
      );
      return { id: key.id, type: 'API_KEY', name: key.name };
    },
  },
  {
    path: '/usageplans/{plan}/usage',
    answer: ({ plan: id }, { deployment, query, serving }) => {
      const plan = planCalled(id, deployment);
      const [startDate, endDate] = [query.get('startDate') ?? '', query.get('endDate') ?? ''];
      const only = query.get('keyId');
      const keyIds = plan.keyIds.filter((key) => only === null || key === only);
      // The meters know the current period as a whole: it stands on the last day.
      const days = Math.max(0, Math.round((Date.parse(endDate) - Date.parse(startDate)) / dayMs) || 0);
      const items = keyIds.map((key) => {
        const used = serving.quotaUsed(plan.id, key);
        const limit = plan.quota?.limit ?? 0;
        return [key, [...Array.from({ length: days }, () => [0, limit]), [used, Math.max(0, limit - used)]]];
      });
      // On the wire it is called values; the SDK and the CLI call it items.
      return { usagePlanId: plan.id, startDate, endDate, values: Object.fromEntries(items) };
    },
  },
  {
    path: '/restapis/{api}/authorizers',
    answer: ({ api }, { deployment }) => ({
      item: authorizersOf(api, deployment).map(describedAuthorizer),
    }),
  },
  {
    path: '/restapis/{api}/authorizers/{authorizer}',
    answer: ({ api, authorizer }, { deployment }) =>
      describedAuthorizer(
        found(
          authorizersOf(api, deployment),
          ({ id }) => id === authorizer,
          'Invalid Authorizer identifier specified',
        ),
      ),
  },
];

const dayMs = 24 * 60 * 60 * 1000;

const isTrue = (text: string | null): boolean => text === 'true';

interface StackKey {
  readonly key: ApiKey;
  readonly createdAt: string;
}

function keysOf({ stacks }: Deployment): StackKey[] {
  return stacks.flatMap(({ apiKeys, createdAt }) => apiKeys.map((key) => ({ key, createdAt })));
}

function plansOf({ stacks }: Deployment): UsagePlan[] {
  return stacks.flatMap(({ usagePlans }) => usagePlans);
}

function planCalled(id: string | undefined, deployment: Deployment): UsagePlan {
  return found(plansOf(deployment), (plan) => plan.id === id, 'Invalid Usage Plan ID specified');
}

function authorizersOf(id: string | undefined, { stacks }: Deployment): readonly RestAuthorizer[] {
  const apis = stacks.flatMap(({ apis }) => apis.filter((api) => api.apiType === 'rest'));
  return found(apis, (api) => api.id === id, `Invalid API identifier specified 123456789012:${id}`)
    .authorizers;
}

function describedKey({ key, createdAt }: StackKey, deployment: Deployment, withValue: boolean) {
  const createdDate = Math.floor(Date.parse(createdAt) / 1000);
  const stageKeys = plansOf(deployment)
    .filter(({ keyIds }) => keyIds.includes(key.id))
    .flatMap(({ apiStages }) => apiStages.map(({ apiId, stage }) => `${apiId}/${stage}`));
  const { id, name, enabled, value } = key;
  const described = { id, name, enabled, createdDate, lastUpdatedDate: createdDate, stageKeys };
  return withValue ? { ...described, value } : described;
}

const described = (throttle: Throttle) => ({
  burstLimit: throttle.burst,
  rateLimit: throttle.ratePerSecond,
});

function describedPlan({ id, name, apiStages, throttle, quota }: UsagePlan) {
  return {
    id,
    name,
    apiStages: apiStages.map(({ apiId, stage, methods }) => ({
      apiId,
      stage,
      throttle: Object.fromEntries(Object.entries(methods).map(([key, limit]) => [key, described(limit)])),
    })),
    ...(throttle === null ? {} : { throttle: described(throttle) }),
    ...(quota === null ? {} : { quota }),
  };
}

function describedAuthorizer(authorizer: RestAuthorizer) {
  const { id, name, type } = authorizer;
  if (authorizer.type === 'COGNITO_USER_POOLS') {
    const { userPoolArns: providerARNs, identitySource } = authorizer;
    const validation = validationOf(authorizer);
    return { id, name, type, authType: 'cognito_user_pools', providerARNs, identitySource, ...validation };
  }
  if (authorizer.type === 'JWT') {
    const { identitySource } = authorizer;
    return { id, name, type, identitySource, jwtConfiguration: jwtConfigurationOf(authorizer) };
  }
  return {
    id,
    name,
    type,
    authType: 'custom',
    authorizerUri: lambdaUri(authorizer.function),
    identitySource:
      authorizer.type === 'TOKEN' ? authorizer.identitySource : authorizer.identitySources.join(','),
    authorizerResultTtlInSeconds: authorizer.ttlSeconds,
    ...(authorizer.type === 'TOKEN' ? validationOf(authorizer) : {}),
  };
}

const validationOf = ({ validation }: { readonly validation: string | null }) =>
  validation === null ? {} : { identityValidationExpression: validation };
