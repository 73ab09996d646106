import { isIP } from 'node:net';
import { isAwsHost } from '../aws/partitions.ts';
import type { ApiType } from '../contract/contract.ts';
import { apiTypes } from '../contract/contract.ts';
import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type InvokeUrl, parseInvokeUrl } from './invoke-url.ts';
import type { StackOutput, StackReading } from './read-stack.ts';
import type { StackWish } from './stack-wish.ts';
import type { EndpointType, Target } from './target.ts';

/** Something of a stack that says where an API is called: an output; or a resource that leads to another stack's API. */
export interface InvokeOutput {
  readonly key: string;
  readonly value: string;
  /** `null` where the URL is of no known form (a custom domain), or there is none. */
  readonly url: InvokeUrl | null;
  /** Where it leads, told by API Gateway or by the template; `null` where only the URL tells. */
  readonly leadsTo: NamedStage | null;
  /** The API type that the config says it is of; `null` where the config doesn't name it. */
  readonly apiType: ApiType | null;
}

/** A stage, and how it is called. */
export interface NamedStage {
  readonly apiId: string;
  /** `null`: nothing tells which; it is the next segment of the path. */
  readonly stage: string | null;
  /** Without the stage, where that isn't told; `null`: under the default endpoint. */
  readonly base: DomainBase | null;
  readonly leftOff: string | null;
}

/** Base URL under a custom domain. */
export interface DomainBase extends Pick<Target, 'invokeUrl' | 'transport'> {
  /** Of the domain, which may be another than the API's. */
  readonly endpointType: EndpointType | null;
}

/** Id of the API that it names. */
export function apiIdOf({ url, leadsTo }: Pick<InvokeOutput, 'url' | 'leadsTo'>): string | null {
  return leadsTo?.apiId ?? url?.apiId ?? null;
}

/**
 * The outputs that are invoke URLs. For an API type whose output the config names, that one alone counts.
 * @throws UsageError where the config names an output that isn't there, or that is no URL.
 */
export function invokeOutputs(
  { stackName, outputs }: StackReading,
  { output = {} }: StackWish,
): InvokeOutput[] {
  const named = apiTypes.flatMap((apiType) => {
    const key = output[apiType];
    return key === undefined ? [] : [namedOutput(key, apiType, { stackName, outputs })];
  });
  const keys = named.map(({ key }) => key);
  const others = outputs.flatMap(({ key, value }) => {
    const url = keys.includes(key) ? null : parseInvokeUrl(value);
    return url === null ? [] : [{ key, value, url, leadsTo: null, apiType: null }];
  });
  return [...named, ...others];
}

/** The outputs that are web addresses of another form, which may be those of a custom domain. */
export function otherUrls(
  { outputs }: Pick<StackReading, 'outputs'>,
  { output = {} }: StackWish,
): StackOutput[] {
  const named = Object.values(output);
  return outputs.filter(
    ({ key, value }) =>
      !named.includes(key) && isUrl(value) && parseInvokeUrl(value) === null && !isOfAnotherService(value),
  );
}

function namedOutput(
  key: string,
  apiType: ApiType,
  { stackName, outputs }: { stackName: string; outputs: readonly StackOutput[] },
): InvokeOutput {
  const keys = outputs.map((each) => each.key);
  const found = outputs.find((each) => each.key === key);
  if (found === undefined) {
    throw new UsageError(`The stack ${stackName} has no output ${key}, which the config names.`, [
      ...didYouMean(key, keys),
      keys.length === 0 ? 'It has no outputs.' : `Its outputs: ${keys.join(', ')}.`,
    ]);
  }
  if (!isUrl(found.value)) {
    throw new UsageError(`The output ${key} of the stack ${stackName} is no http URL: ${found.value}`, [
      'Name the output that holds the invoke URL.',
    ]);
  }
  return { key, value: found.value, url: parseInvokeUrl(found.value), leadsTo: null, apiType };
}

export function isUrl(value: string): boolean {
  return /^https?:\/\/./.test(value) && URL.canParse(value);
}

/** Buckets, queues, load balancers, user pools: names that AWS gives, which nobody's custom domain has; and bare addresses. */
export function isOfAnotherService(value: string): boolean {
  const { hostname } = new URL(value);
  return (
    isIP(hostname.replace(/^\[|\]$/g, '')) !== 0 ||
    isAwsHost(hostname) ||
    /(^|\.)(on\.aws|cloudfront\.net|amazoncognito\.com|aws\.amazon\.com|localhost)$/.test(hostname)
  );
}
