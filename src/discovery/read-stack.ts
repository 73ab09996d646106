import type { Stack } from '@aws-sdk/client-cloudformation';
import { whereAllowed } from '../aws/where-allowed.ts';
import type { Aws } from './aws.ts';
import { type ResourceTree, withNested } from './nested-stacks.ts';
import { findStack } from './stack-by-name.ts';
import { type StackResource, standing } from './stack-resources.ts';
import { refuseUnfinishedStack } from './stack-status.ts';
import type { Target } from './target.ts';

/** What CloudFormation tells of a stack. */
export interface StackReading {
  /** As it was asked for: of a stack set's instance, the set's name. */
  readonly stackName: string;
  /** What messages call it: `The stack orders`, or a file. */
  readonly title: string;
  /** The instance of the stack set of that name, where it is one. */
  readonly instance: string | null;
  readonly outputs: readonly StackOutput[];
  /** What stands, also in nested stacks; `null` where the caller may not list it. */
  readonly resources: readonly StackResource[] | null;
  /** Names of nested stacks that could not be read. */
  readonly unread: readonly string[];
  /** Values of its parameters; of those that name an SSM parameter, what that one held. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly identity: StackIdentity;
}

export type StackIdentity = Pick<Target, 'account' | 'environmentTags'>;

export interface StackOutput {
  readonly key: string;
  readonly value: string;
}

/** @throws UsageError for a stack that isn't there, or that is in no state to be tested. */
export async function readStack(aws: Aws, name: string): Promise<StackReading> {
  const { stack, instance } = await findStack(aws, name);
  const stackName = instance === null ? (stack.StackName ?? name) : name;
  refuseUnfinishedStack({ stackName, status: stack.StackStatus, reason: stack.StackStatusReason });
  const outputs = (stack.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => ({
    key: OutputKey,
    value: OutputValue.trim(),
  }));
  const { resources, unread } = await readResources(aws, instance ?? name, outputs.length > 0);
  return {
    stackName,
    title: `The stack ${stackName}`,
    instance,
    outputs,
    resources,
    unread,
    parameters: parametersOf(stack),
    identity: identityOf(stack),
  };
}

async function readResources(
  aws: Aws,
  name: string,
  hasOutputs: boolean,
): Promise<{ resources: ResourceTree['resources'] | null; unread: ResourceTree['unread'] }> {
  const asked = aws.stackResources(name);
  // Without outputs there is no other way to know, so a refusal has to be heard.
  const listed = await (hasOutputs ? whereAllowed(asked) : asked);
  return listed === null ? { resources: null, unread: [] } : withNested(aws, standing(listed));
}

function parametersOf({ Parameters = [] }: Stack): Record<string, string> {
  return Object.fromEntries(
    Parameters.map(({ ParameterKey = '', ParameterValue = '', ResolvedValue }) => [
      ParameterKey,
      ResolvedValue ?? ParameterValue,
    ]),
  );
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
