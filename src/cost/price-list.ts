import type { Tiers } from './tiers.ts';

/**
 * What AWS charges in one region, in US dollars. Prices are decimals in text, so that none is rounded; tiers count an
 * account's use of a month in a region, over all its APIs.
 */
export interface PriceList {
  readonly region: string;
  /** The day that the prices were published or asked for: `2026-01-01`. */
  readonly asOf: string;
  /** Where they come from: a page, a file, or the price list API. */
  readonly sources: readonly string[];
  /** A million requests; tiers in millions. */
  readonly restRequests: Tiers;
  /** A million metered requests (steps of 512 KB); tiers in millions. */
  readonly httpRequests: Tiers;
  /** An hour of a stage's cache, by its size in GB: `0.5`, `1.6`, …; empty where a region has none. */
  readonly cacheHour: { readonly [gigabytes: string]: string };
  /** A GB (2³⁰ bytes) to the internet; tiers in GB, in which the free ones count. */
  readonly dataTransfer: Tiers;
  /** GB a month that AWS gives every account for nothing, for good. */
  readonly dataTransferFreeGb: number;
  readonly lambda: LambdaPrices | null;
  /** A GB into CloudWatch Logs. */
  readonly logsIngested: Tiers | null;
  readonly waf: WafPrices | null;
  /** A million traces recorded. */
  readonly xrayTraces: string | null;
  /** For what CloudFront takes over in front of an HTTP API; callers in the United States and Europe. */
  readonly cloudFront: CloudFrontPrices | null;
}

export interface LambdaPrices {
  /** A million requests. */
  readonly requests: string;
  /** A GB-second; tiers in GB-seconds. */
  readonly gbSecondX86: Tiers;
  readonly gbSecondArm: Tiers;
}

export interface WafPrices {
  /** A web ACL a month. */
  readonly webAcl: string;
  /** A rule a month. */
  readonly rule: string;
  /** A million requests. */
  readonly requests: string;
}

export interface CloudFrontPrices {
  /** A million HTTPS requests; tiers in millions, the free ones among them. */
  readonly requests: Tiers;
  /** A GB to callers; tiers in GB, the free ones among them. What the API sends to CloudFront costs nothing. */
  readonly dataTransfer: Tiers;
}

/** A cache is charged by the hour, and AWS's own examples reckon a month as this many. */
export const hoursAMonth = 730;

export const bytesAGigabyte = 2 ** 30;

/** A call of an HTTP API is metered in steps of 512 KB (API Gateway pricing page, "HTTP APIs"). */
export const httpMeteringStep = 512 * 1024;
