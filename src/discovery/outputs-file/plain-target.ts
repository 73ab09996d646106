import type { ApiType } from '../../contract/contract.ts';
import { parseInvokeUrl, writeInvokeUrl } from '../invoke-url.ts';
import type { UnnamedTarget } from '../name-targets.ts';
import type { StackOutput } from '../read-stack.ts';
import { targetFromUrl } from '../target-from-url.ts';

/** A target of which only its URL and its type are known, and the name that these give it. */
export interface PlainTarget extends Omit<UnnamedTarget, 'stackName'> {
  readonly name: string;
}

/**
 * What an output's URL tells by itself. Of a REST API, what goes on after the stage is left off; of an HTTP API, nobody
 * tells a stage from a path, but for `$default`, which SAM writes out.
 * @throws UsageError for what is no base URL.
 */
export function plainTarget(
  { key, value, apiType }: StackOutput & { readonly apiType: ApiType },
  { region, note }: { readonly region: string | undefined; readonly note: (line: string) => void },
): PlainTarget {
  const told = parseInvokeUrl(value);
  const [stage, ...rest] = told?.segments.filter((segment) => segment !== '_user_request_') ?? [];
  const isStaged = told !== null && stage !== undefined && (apiType === 'rest' || stage === '$default');
  if (isStaged && rest.length > 0)
    note(`The output ${key} goes on after the stage with /${rest.join('/')}, which is left off.`);
  const url = isStaged
    ? writeInvokeUrl(told.form, { ...told, stage: stage === '$default' ? null : stage })
    : value;
  const { target, stackName: _, ...plain } = targetFromUrl(url, apiType);
  return {
    ...plain,
    region: plain.region ?? region ?? null,
    logicalId: key,
    name: target.slice(0, target.lastIndexOf(':')),
  };
}
