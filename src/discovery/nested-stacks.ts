import { messageOf } from '../aws/aws-error.ts';
import { whereAllowed } from '../aws/where-allowed.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Aws } from './aws.ts';
import { type StackResource, standing } from './stack-resources.ts';

/** The resources of a stack and of all that are nested in it. */
export interface ResourceTree {
  /** The root's first; a nested one's `logicalId` begins with those of the stacks that it lies in: `Orders.Api`. */
  readonly resources: readonly StackResource[];
  /** Names of nested stacks that were not read: the caller may not, or there are too many. */
  readonly unread: readonly string[];
}

/** Deeper than people nest; a bound all the same, since an emulator's answers may go in circles. */
const deepest = 10;
const mostStacks = 200;
/** CloudFormation throttles at some ten list calls a second. */
const atOnce = 8;

/**
 * Follows AWS::CloudFormation::Stack resources down, a level at a time: one call for each nested stack, none for a
 * stack that has none.
 */
export async function withNested(aws: Aws, root: readonly StackResource[]): Promise<ResourceTree> {
  const resources = [...root];
  const unread: string[] = [];
  const seen = new Set<string>();
  let level = nestedIn(root, seen);
  for (let depth = 1; level.length > 0; depth += 1) {
    if (depth > deepest || seen.size > mostStacks) {
      unread.push(...level.map(nameOf));
      break;
    }
    const listed = await inBatches(level, (stack) => resourcesOf(aws, stack));
    unread.push(...level.filter((_, index) => listed[index] === null).map(nameOf));
    const below = listed.flatMap((each) => each ?? []);
    resources.push(...below);
    level = nestedIn(below, seen);
  }
  return { resources, unread };
}

/** The name in a stack's ARN. */
export function nameOf({ physicalId }: StackResource): string {
  return /:stack\/([^/]+)/.exec(physicalId)?.[1] ?? physicalId;
}

function nestedIn(resources: readonly StackResource[], seen: Set<string>): StackResource[] {
  return resources.filter(({ type, physicalId }) => {
    if (type !== 'AWS::CloudFormation::Stack' || seen.has(physicalId)) return false;
    seen.add(physicalId);
    return true;
  });
}

async function resourcesOf(aws: Aws, stack: StackResource): Promise<StackResource[] | null> {
  const listed = await whereAllowed(unlessDeleted(aws.stackResources(stack.physicalId)));
  return listed === null
    ? null
    : standing(listed).map((resource) => ({
        ...resource,
        logicalId: `${stack.logicalId}.${resource.logicalId}`,
      }));
}

/** A nested stack that was deleted by hand stays a resource of its parent. */
async function unlessDeleted<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof UsageError && /does not exist/.test(messageOf(error.cause))) return null;
    throw error;
  }
}

async function inBatches<T, R>(items: readonly T[], ask: (item: T) => Promise<R>): Promise<R[]> {
  const answers: R[] = [];
  for (let start = 0; start < items.length; start += atOnce) {
    answers.push(...(await Promise.all(items.slice(start, start + atOnce).map(ask))));
  }
  return answers;
}
