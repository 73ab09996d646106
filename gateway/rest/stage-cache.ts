import { headerOf, type Surroundings } from '../call.ts';
import type { MethodCaching, RestApi, RestMethod } from '../model.ts';
import { createResultCache, type ResultCache } from '../result-cache.ts';
import { accessDenied } from './errors.ts';
import type { Integration } from './integrate.ts';
import { type ListMapping, readListMapping } from './mapping.ts';
import type { RestRequest } from './request.ts';
import type { IntegrationResult } from './respond.ts';
import type { MethodPlace } from './route.ts';

/** Largest response that is kept, bytes (AWS documentation, "Cache settings for REST APIs in API Gateway"). */
const entryLimitBytes = 1_048_576;

interface Cached {
  readonly setting: MethodCaching;
  readonly entries: ResultCache<IntegrationResult>;
}

/** The caches of an API by stage and namespace: methods of one namespace share one, across its deployments too. */
export type StageCaches = (stage: string, namespace: string, ttlMs: number) => ResultCache<IntegrationResult>;

export function createStageCaches(): StageCaches {
  const caches = new Map<string, ResultCache<IntegrationResult>>();
  return (stage, namespace, ttlMs) => {
    const key = JSON.stringify([stage, namespace, ttlMs]);
    const cache = caches.get(key) ?? createResultCache(ttlMs);
    caches.set(key, cache);
    return cache;
  };
}

/** A method, and where its responses are kept. */
interface CachedMethod {
  readonly api: RestApi;
  readonly method: RestMethod;
  readonly place: MethodPlace;
  readonly caches: StageCaches;
}

/**
 * The stage caches of a method, around its integration; the integration itself where no stage caches it.
 * What tells requests apart is the method and the declared cache key parameters, nothing else
 * (AWS documentation, "Cache settings for REST APIs in API Gateway").
 */
export function cached(
  integrate: Integration,
  { api, method, place, caches }: CachedMethod,
  { now }: Surroundings,
): Integration {
  const byStage = new Map<string, Cached>();
  for (const { name, caching = [] } of api.stages) {
    const setting = caching.find((one) => applies(one, place));
    if (setting === undefined || !setting.enabled || setting.ttlSeconds <= 0) continue;
    const entries = caches(name, method.cacheNamespace ?? place.resourceId, setting.ttlSeconds * 1000);
    byStage.set(name, { setting, entries });
  }
  if (byStage.size === 0) return integrate;
  const keyValues = (method.cacheKeyParameters ?? []).map(keyPart);
  return async (request) => {
    const cache = byStage.get(request.stage.name);
    if (cache === undefined || !isCacheable(cache.setting, request)) return integrate(request);
    const refresh = asksForFresh(request) ? refreshOf(cache.setting, request) : 'no';
    if (refresh === 'refused') return refreshDenied;
    const warned = (result: IntegrationResult): IntegrationResult =>
      refresh === 'warn' ? { ...result, headers: [...result.headers, ['Warning', ignoredWarning]] } : result;
    const key = JSON.stringify([
      request.isCanary === true && request.stage.canary?.useStageCache !== true,
      request.call.method,
      keyValues.map((value) => value(request)),
    ]);
    const known = refresh === 'yes' ? undefined : cache.entries.get(key, now());
    const { observation } = request.call;
    if (observation !== null)
      observation.cache = known !== undefined ? 'hit' : refresh === 'yes' ? 'refresh' : 'miss';
    if (known !== undefined) return warned(known);
    const result = await integrate(request);
    if ('errorType' in result) return result;
    if (Buffer.byteLength(result.body) <= entryLimitBytes) cache.entries.set(key, result, now());
    return warned(result);
  };
}

const applies = ({ resourcePath, httpMethod }: MethodCaching, place: MethodPlace): boolean =>
  (resourcePath === '/*' || resourcePath === place.resourcePath) &&
  (httpMethod === '*' || httpMethod === place.httpMethod);

/** A setting for all verbs caches GET only; other verbs need one of their own. */
const isCacheable = ({ httpMethod }: MethodCaching, { call }: RestRequest): boolean =>
  httpMethod !== '*' || call.method === 'GET';

function asksForFresh({ call }: RestRequest): boolean {
  const control = headerOf(call.headers, 'cache-control');
  return control !== undefined && /(?:^|[\s,])max-age=0(?:$|[\s,;])/i.test(control);
}

/** Headers match in any case: who sends them over HTTP/2 must not get the answer of another. AWS doesn't say; its identity sources do so. */
function keyPart(parameter: string): ListMapping {
  const header = /^method\.request\.(?<place>header|multivalueheader)\.(?<name>.+)$/.exec(parameter)?.groups;
  if (header === undefined) return readListMapping(parameter);
  const name = header.name?.toLowerCase();
  return ({ headers }) =>
    headers
      .filter(([given]) => given.toLowerCase() === name)
      .map(([, value]) => value)
      .slice(header.place === 'header' ? -1 : 0);
}

const ignoredWarning = '199 Cache-control headers were ignored because the caller was unauthorized.';
const refreshDenied = accessDenied('User is not authorized to access this resource');

/** Who signed the request may refresh an entry; for others the setting says what happens. */
function refreshOf(setting: MethodCaching, { caller }: RestRequest): 'yes' | 'no' | 'warn' | 'refused' {
  if (!setting.authorizesRefresh || typeof caller.identity?.userArn === 'string') return 'yes';
  switch (setting.unauthorizedRefresh) {
    case 'FAIL_WITH_403':
      return 'refused';
    case 'SUCCEED_WITH_RESPONSE_HEADER':
      return 'warn';
    case 'SUCCEED_WITHOUT_RESPONSE_HEADER':
      return 'no';
  }
}
