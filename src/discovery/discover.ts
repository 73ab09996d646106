import type { AwsOptions } from '../aws/aws-options.ts';
import type { Missing } from '../permission/missing-permission.ts';
import { withAnswers } from './answers.ts';
import { openAws } from './aws.ts';
import { nameTargets } from './name-targets.ts';
import type { StackWish } from './stack-wish.ts';
import type { Target } from './target.ts';
import { targetsOfStack } from './targets-of-stack.ts';

/** Told a line, and of a permission that is missing which, and what goes missing with it. */
export type OnNote = (note: string, missing?: Missing) => void;

export interface DiscoverOptions extends AwsOptions {
  readonly stacks: readonly StackWish[];
  /** Told what was left out and why, a line each. */
  readonly onNote?: OnNote;
}

/**
 * The APIs of deployed CloudFormation stacks, a target for each stage: at the URLs that the stacks' outputs name,
 * else at those of their REST and HTTP APIs. It only reads, on AWS or on any endpoint that answers as AWS
 * (`AWS_ENDPOINT_URL`).
 * @throws UsageError for whatever keeps a stack from being found, with what to do about it.
 */
export async function discover({
  stacks,
  onNote = () => {},
  ...options
}: DiscoverOptions): Promise<Target[]> {
  const aws = await openAws(options);
  const answers = await Promise.allSettled(stacks.map((wish) => targetsOfStack(aws, wish, onNote)));
  const found = answers.flatMap((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
  return withAnswers(nameTargets(found), aws, { env: options.env, onNote });
}
