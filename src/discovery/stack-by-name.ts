import type { Stack } from '@aws-sdk/client-cloudformation';
import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Aws } from './aws.ts';

interface FoundStack {
  readonly stack: Stack;
  /** Its real name, where it was asked for by the name of its stack set. */
  readonly instance: string | null;
}

/**
 * The stack of that name (or id), else what the stack set of that name made in this account and region: one stack at most,
 * named `StackSet-NAME-UUID` (AWS CloudFormation user guide, "StackSets concepts").
 * @throws UsageError where there is neither.
 */
export async function findStack(aws: Aws, name: string): Promise<FoundStack> {
  const stack = await aws.describeStack(name);
  if (stack !== null) return { stack, instance: null };
  const names = await aws.stackNames().catch(() => null);
  const instances = (names ?? []).filter((each) => setOf(each) === name);
  const [instance, another] = instances;
  if (instance === undefined) throw missing(aws, name, names);
  if (another !== undefined) {
    throw new UsageError(
      `There are ${instances.length} stacks of a stack set ${name}: ${instances.join(', ')}.`,
      'Name the one that is meant.',
    );
  }
  const found = await aws.describeStack(instance);
  if (found === null) throw missing(aws, name, names);
  return { stack: found, instance };
}

/** The stack set that a stack's name says it belongs to. */
function setOf(stackName: string): string | null {
  return /^StackSet-(.+)-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.exec(stackName)?.[1] ?? null;
}

function missing(aws: Aws, name: string, names: readonly string[] | null): UsageError {
  const known = [...new Set(names?.flatMap((each) => [each, setOf(each) ?? each]))];
  const near = didYouMean(
    name,
    known.filter((each) => each !== name),
  );
  const place = aws.endpoint.isAws ? aws.region : `${aws.region} at ${aws.endpoint.origin}`;
  if (known.includes(name)) {
    return new UsageError(
      `${aws.endpoint.origin} lists the stack "${name}", and describes none of that name.`,
      [
        `Look at what it answers: aws cloudformation describe-stacks --stack-name ${name}`,
        'Or name the API yourself: --url URL --api rest (or http).',
      ],
    );
  }
  return new UsageError(
    `There is no stack "${name}" in ${place}.`,
    near.length > 0 ? near : [thereAre(names), 'Another region or account? --region, --profile'],
  );
}

function thereAre(names: readonly string[] | null): string {
  if (names === null) {
    return 'Those that there are could not be listed (permission cloudformation:ListStacks), nor the instances of a stack set of that name.';
  }
  if (names.length === 0) return 'There are no stacks at all.';
  const more = names.length > 10 ? `, and ${names.length - 10} more` : '';
  return `There are: ${names.slice(0, 10).join(', ')}${more}.`;
}
