/** What a month's price depends on beside the number of calls: the same for both API types, so that they can be compared. */
export interface Usage {
  /** Kinds of calls by their share, such as the routes of a measured run. At least one. */
  readonly calls: readonly CallKind[];
  /**
   * Share of calls, from 0 to 1, that API Gateway doesn't charge: those that fail authorization (IAM, Lambda, Cognito
   * or JWT authorizer), lack a valid API key, are throttled or over quota (API Gateway pricing page, "REST APIs").
   * They reach no function; they still cost data transfer, logs and WAF.
   */
  readonly unchargedShare: number;
  /** Size of the REST API stage's cache in GB, as the price list has it, and the share of calls that it answers. */
  readonly cache: { readonly gigabytes: string; readonly hitShare: number } | null;
  readonly lambda: LambdaUse | null;
  /** Bytes that a call leaves in CloudWatch Logs, access and execution log together. */
  readonly logBytes: number | null;
  /** A web ACL with this many rules; an HTTP API needs CloudFront in front to have one. */
  readonly waf: { readonly rules: number } | null;
  /** Share of calls that a REST API traces with X-Ray; an HTTP API can't. */
  readonly xrayShare: number | null;
  /** Reckon with the free tier of a first year's account, and with Lambda's, CloudWatch's and X-Ray's own. */
  readonly freeTier: boolean;
}

/** Calls of one kind. HTTP APIs are metered in steps, so that the mean size of unlike calls would mislead. */
export interface CallKind {
  /** Parts of all calls; they needn't sum up to one. */
  readonly weight: number;
  /** Mean bytes of a request and of its answer, headers included where they are known. */
  readonly requestBytes: number;
  readonly responseBytes: number;
}

export interface LambdaUse {
  /** Mean duration of a run; charged in whole milliseconds. */
  readonly milliseconds: number;
  readonly megabytes: number;
  readonly arm: boolean;
}

/** Nothing but requests and data transfer of equal calls. */
export function usageOf(sizes: { readonly requestBytes?: number; readonly responseBytes?: number }): Usage {
  const { requestBytes = 0, responseBytes = 0 } = sizes;
  return {
    calls: [{ weight: 1, requestBytes, responseBytes }],
    unchargedShare: 0,
    cache: null,
    lambda: null,
    logBytes: null,
    waf: null,
    xrayShare: null,
    freeTier: false,
  };
}
