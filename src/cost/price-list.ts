import type { Tiers } from './tiers.ts';

/**
 * What AWS charges in one region, in US dollars. Prices are decimals in text, so that none is rounded; tiers count an
 * account's use of a month in a region, over all its APIs.
 */
export interface PriceList {
  readonly region: string;
  /** The day that the prices were published or asked for: `2026-03-01`. */
  readonly asOf: string;
  /** Where they come from: a page, or the price list API. */
  readonly sources: readonly string[];
  /** A million requests; tiers in millions. */
  readonly restRequests: Tiers;
  /** A million metered requests (steps of 512 KB); tiers in millions. */
  readonly httpRequests: Tiers;
  /** An hour of a stage's cache, by its size in GB: `0.5`, `1.6`, … */
  readonly cacheHour: { readonly [gigabytes: string]: string };
  /** A GB (2³⁰ bytes) to the internet, after `dataTransferFreeGb`; tiers in GB, counted with the free ones. */
  readonly dataTransfer: Tiers;
  readonly dataTransferFreeGb: number;
  readonly lambda: {
    /** A million requests. */
    readonly requests: string;
    /** A GB-second; tiers in GB-seconds. */
    readonly gbSecondX86: Tiers;
    readonly gbSecondArm: Tiers;
  };
  /** A GB into CloudWatch Logs. */
  readonly logsIngested: Tiers;
  readonly waf: {
    /** A web ACL a month. */
    readonly webAcl: string;
    /** A rule a month. */
    readonly rule: string;
    /** A million requests. */
    readonly requests: string;
  };
  /** A million traces recorded. */
  readonly xrayTraces: string;
}

/** A cache is charged by the hour, and AWS's own examples reckon a month as this many. */
export const hoursAMonth = 730;

export const bytesAGigabyte = 2 ** 30;

/** A call of an HTTP API is metered in steps of 512 KB (API Gateway pricing page, "HTTP APIs"). */
export const httpMeteringStep = 512 * 1024;
