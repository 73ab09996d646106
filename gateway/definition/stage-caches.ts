import type { MethodCaching } from '../model.ts';
import type { Properties } from './properties.ts';
import { resourcePathOf } from './throttles.ts';

const strategies = [
  'FAIL_WITH_403',
  'SUCCEED_WITH_RESPONSE_HEADER',
  'SUCCEED_WITHOUT_RESPONSE_HEADER',
] as const;

/** Seconds (AWS documentation, "Cache settings for REST APIs in API Gateway"). */
const defaultTtlSeconds = 300;
const mostTtlSeconds = 3600;

/** What MethodSettings say about caching, the more special first; nothing where the stage has no cache cluster. */
export function readCaching(stage: Properties): readonly MethodCaching[] {
  if (!stage.flag('CacheClusterEnabled')) return [];
  // A deployment's StageDescription may say it for the whole stage.
  const settings = [...stage.objects('MethodSettings'), stage]
    .filter((one) => one.has('CachingEnabled'))
    .map(readSetting);
  const generality = ({ resourcePath, httpMethod }: MethodCaching): number =>
    (resourcePath === '/*' ? 2 : 0) + (httpMethod === '*' ? 1 : 0);
  return settings.sort((one, other) => generality(one) - generality(other));
}

function readSetting(one: Properties): MethodCaching {
  const ttlSeconds = one.number('CacheTtlInSeconds') ?? defaultTtlSeconds;
  if (ttlSeconds < 0 || ttlSeconds > mostTtlSeconds)
    throw one.fail(
      'CacheTtlInSeconds',
      `CacheTtlInSeconds of ${one.owner} must be 0 to ${mostTtlSeconds}, not ${ttlSeconds}.`,
    );
  return {
    resourcePath: resourcePathOf(one.text('ResourcePath') ?? '/*'),
    httpMethod: (one.text('HttpMethod') ?? '*').toUpperCase(),
    enabled: one.flag('CachingEnabled'),
    ttlSeconds,
    authorizesRefresh:
      !one.has('RequireAuthorizationForCacheControl') || one.flag('RequireAuthorizationForCacheControl'),
    unauthorizedRefresh:
      one.oneOf('UnauthorizedCacheControlHeaderStrategy', strategies) ?? 'SUCCEED_WITH_RESPONSE_HEADER',
  };
}
