import type { ApiType } from '../contract/contract.ts';
import { apiTypes } from '../contract/contract.ts';
import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type InvokeUrl, parseInvokeUrl } from './invoke-url.ts';
import type { StackOutput, StackReading } from './read-stack.ts';
import type { StackWish } from './stack-wish.ts';

/** A stack output that says where an API is called. */
export interface InvokeOutput {
  readonly key: string;
  readonly value: string;
  /** `null`: the config names this output, and its URL is of no known form (a custom domain). */
  readonly url: InvokeUrl | null;
  /** The API type that the config says it is of; `null` where the config doesn't name it. */
  readonly apiType: ApiType | null;
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
    return url === null ? [] : [{ key, value, url, apiType: null }];
  });
  return [...named, ...others];
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
  if (!/^https?:\/\/./.test(found.value) || !URL.canParse(found.value)) {
    throw new UsageError(`The output ${key} of the stack ${stackName} is no http URL: ${found.value}`, [
      'Name the output that holds the invoke URL.',
    ]);
  }
  return { key, value: found.value, url: parseInvokeUrl(found.value), apiType };
}
