import { UsageError } from '../errors/usage-error.ts';
import type { AwsOptions } from './aws-options.ts';

/**
 * The region that a client goes to.
 * @throws UsageError where nothing says one.
 */
export async function regionOf(
  client: { readonly config: { region(): Promise<string> } },
  { profile }: Pick<AwsOptions, 'profile'>,
): Promise<string> {
  try {
    return await client.config.region();
  } catch (error) {
    throw new UsageError(
      profile === undefined
        ? 'No AWS region is set.'
        : `No AWS region is set, and the profile "${profile}" has none.`,
      'Say which: --region eu-west-1, or AWS_REGION=eu-west-1',
      { cause: error },
    );
  }
}
