import { authorizedCached } from './checks/authorized-cached.ts';
import { cacheInvalidation } from './checks/cache-invalidation.ts';
import { cacheKey } from './checks/cache-key.ts';
import { certificate, defaultEndpoint, plainHttp, tlsVersions } from './checks/connection.ts';
import { cachedParameters, missingVariables, openAudience } from './checks/deployed-settings.ts';
import { notDeployed, notPromised } from './checks/drift.ts';
import {
  authorizationDiffers,
  cacheDiffers,
  deploymentFailed,
  throttleDiffers,
} from './checks/drift-settings.ts';
import { accessLog, authorizedCacheable, securityHeaders, serverBanner } from './checks/security-headers.ts';
import { firstRequestsThrottled } from './checks/throttling.ts';
import { doubledStage, headOfGet, trailingSlash } from './checks/url-variants.ts';
import { expectedVersion, oneVersion } from './checks/version.ts';
import { untriedRoute } from './checks/without-contract.ts';
import type { TargetCheck } from './target-check.ts';

/** Every check of a target as a whole, in the order in which a person wants to read about it. */
export const targetCatalogue: readonly TargetCheck[] = [
  expectedVersion,
  oneVersion,
  firstRequestsThrottled,
  cacheKey,
  authorizedCached,
  cacheInvalidation,
  doubledStage,
  trailingSlash,
  headOfGet,
  deploymentFailed,
  notDeployed,
  authorizationDiffers,
  throttleDiffers,
  cacheDiffers,
  cachedParameters,
  missingVariables,
  openAudience,
  notPromised,
  untriedRoute,
  certificate,
  tlsVersions,
  plainHttp,
  defaultEndpoint,
  accessLog,
  securityHeaders,
  authorizedCacheable,
  serverBanner,
];
