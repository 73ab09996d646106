import type { RestStageFacts } from '../model.ts';
import type { Properties } from './properties.ts';
import { resourcePathOf } from './throttles.ts';

/** Gigabytes (API reference, "CreateStage", cacheClusterSize). */
const cacheClusterSizes = ['0.5', '1.6', '6.1', '13.5', '28.4', '58.2', '118', '237'] as const;

/** What the reads of a stage tell and no answer depends on. Throws DefinitionError for a cache size that there is none of. */
export function readStageFacts(stage: Properties, settings: readonly Properties[]): RestStageFacts {
  const text = (name: string, key: string) => {
    const value = stage.text(name);
    return value === undefined ? {} : { [key]: value };
  };
  const size = stage.oneOf('CacheClusterSize', cacheClusterSizes);
  return {
    ...text('Description', 'description'),
    ...text('DocumentationVersion', 'documentationVersion'),
    ...text('ClientCertificateId', 'clientCertificateId'),
    tracingEnabled: stage.flag('TracingEnabled'),
    ...(stage.flag('CacheClusterEnabled') ? { cacheClusterSize: size ?? '0.5' } : {}),
    methodSettings: Object.fromEntries(settings.flatMap(describedSetting)),
  };
}

const flags = [
  'MetricsEnabled',
  'DataTraceEnabled',
  'CachingEnabled',
  'CacheDataEncrypted',
  'RequireAuthorizationForCacheControl',
];
const numbers = ['ThrottlingBurstLimit', 'ThrottlingRateLimit', 'CacheTtlInSeconds'];
const texts = ['LoggingLevel', 'UnauthorizedCacheControlHeaderStrategy'];

type Setting = [string, Record<string, string | number | boolean>];

/** One of MethodSettings as API Gateway tells it (API reference, "MethodSetting"); nothing where it sets nothing. */
function describedSetting(one: Properties): Setting[] {
  const given = (names: readonly string[], value: (name: string) => string | number | boolean | undefined) =>
    names.flatMap((name): [string, string | number | boolean][] => {
      const found = one.has(name) ? value(name) : undefined;
      return found === undefined ? [] : [[`${name[0]?.toLowerCase()}${name.slice(1)}`, found]];
    });
  const own = [
    ...given(flags, (name) => one.flag(name)),
    ...given(numbers, (name) => one.number(name)),
    ...given(texts, (name) => one.text(name)),
  ];
  if (own.length === 0) return [];
  const path = resourcePathOf(one.text('ResourcePath') ?? '/*');
  const verb = (one.text('HttpMethod') ?? '*').toUpperCase();
  const key = `${path === '/*' ? '*' : path.replaceAll('/', '~1')}/${verb}`;
  return [[key, { ...settingDefaults, ...Object.fromEntries(own) }]];
}

/** What a setting that exists has where nothing else was said. */
const settingDefaults = {
  metricsEnabled: false,
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: 'SUCCEED_WITH_RESPONSE_HEADER',
};
