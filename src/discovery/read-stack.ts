import type { Stack } from '@aws-sdk/client-cloudformation';
import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Aws } from './aws.ts';
import { isDenied, isNoAwsAnswer, isNotImplemented, statusOf } from './aws-error.ts';
import { refuseUnfinishedStack } from './stack-status.ts';
import type { Target } from './target.ts';

/** What CloudFormation tells of a stack. */
export interface StackReading {
  readonly stackName: string;
  readonly outputs: readonly StackOutput[];
  /** What stands; `null` where the caller may not list it. */
  readonly resources: readonly StackResource[] | null;
  readonly identity: StackIdentity;
}

export type StackIdentity = Pick<Target, 'account' | 'environmentTags'>;

export interface StackOutput {
  readonly key: string;
  readonly value: string;
}

export interface StackResource {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

/** @throws UsageError for a stack that isn't there, or that is in no state to be tested. */
export async function readStack(aws: Aws, name: string): Promise<StackReading> {
  const stack = await aws.describeStack(name);
  if (stack === null) throw await missing(aws, name);
  const stackName = stack.StackName ?? name;
  refuseUnfinishedStack({ stackName, status: stack.StackStatus, reason: stack.StackStatusReason });
  const outputs = (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => ({
    key: OutputKey,
    value: OutputValue.trim(),
  }));
  // Without outputs there is no other way to know, so a refusal has to be heard.
  const listed = outputs.length === 0 ? aws.stackResources(name) : whereAllowed(aws.stackResources(name));
  return { stackName, outputs, resources: standing(await listed), identity: identityOf(stack) };
}

/** Tags by which people tell their environments apart. */
const environmentTag = /^(?:.*[:/_-])?(?:env|environment|stage|tier)$/i;

function identityOf({ StackId = '', Tags = [] }: Pick<Stack, 'StackId' | 'Tags'>): StackIdentity {
  const account = /^arn:[\w-]+:cloudformation:[^:]*:\d{8}(\d{4}):/.exec(StackId)?.[1];
  const tags = Tags.flatMap(({ Key = '', Value = '' }) => (environmentTag.test(Key) ? [[Key, Value]] : []));
  return {
    ...(account === undefined ? {} : { account: `…${account}` }),
    ...(tags.length === 0 ? {} : { environmentTags: Object.fromEntries(tags) }),
  };
}

/**
 * `null` where the caller lacks the permission, an emulator the operation, or where this operation alone fails on the other side: the
 * field stays unknown, the rest goes on.
 */
export async function whereAllowed<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    const cause = error instanceof UsageError ? error.cause : error;
    const isOdd = isNotImplemented(cause) || isNoAwsAnswer(cause) || (statusOf(cause) ?? 0) >= 500;
    if (isDenied(cause) || isOdd) return null;
    throw error;
  }
}

function standing(listed: Awaited<ReturnType<Aws['stackResources']>> | null): StackResource[] | null {
  if (listed === null) return null;
  return listed.flatMap(({ ResourceType, LogicalResourceId, PhysicalResourceId, ResourceStatus = '' }) =>
    ResourceType === undefined ||
    !PhysicalResourceId ||
    /^DELETE_(COMPLETE|IN_PROGRESS)$/.test(ResourceStatus)
      ? []
      : [{ type: ResourceType, logicalId: LogicalResourceId ?? '', physicalId: PhysicalResourceId }],
  );
}

async function missing(aws: Aws, name: string): Promise<UsageError> {
  const names = await aws.stackNames().catch(() => null);
  const near = names === null ? [] : didYouMean(name, names);
  const place = aws.endpoint.isAws ? aws.region : `${aws.region} at ${aws.endpoint.origin}`;
  return new UsageError(
    `There is no stack "${name}" in ${place}.`,
    near.length > 0 ? near : [thereAre(names), 'Another region or account? --region, --profile'],
  );
}

function thereAre(names: readonly string[] | null): string {
  if (names === null)
    return 'Those that there are could not be listed (permission cloudformation:ListStacks).';
  if (names.length === 0) return 'There are no stacks at all.';
  const more = names.length > 10 ? `, and ${names.length - 10} more` : '';
  return `There are: ${names.slice(0, 10).join(', ')}${more}.`;
}
