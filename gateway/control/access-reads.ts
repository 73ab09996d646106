import type { ApiKey, Deployment, RestAuthorizer, Throttle, UsagePlan } from '../model.ts';
import type { ControlScope } from './control-scope.ts';
import { found, type Read } from './json-reads.ts';

interface QueryScope extends ControlScope {
  readonly query: URLSearchParams;
}

/** API Gateway's reads of API keys, usage plans and authorizers of REST APIs (API reference V1). */
export const accessReads: readonly Read<QueryScope>[] = [
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
    return { id, name, type, authType: 'cognito_user_pools', providerARNs, identitySource };
  }
  const { arn } = authorizer.function;
  const [, partition = 'aws', , region = ''] = arn.split(':');
  return {
    id,
    name,
    type,
    authType: 'custom',
    authorizerUri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${arn}/invocations`,
    identitySource:
      authorizer.type === 'TOKEN' ? authorizer.identitySource : authorizer.identitySources.join(','),
    authorizerResultTtlInSeconds: authorizer.ttlSeconds,
  };
}
