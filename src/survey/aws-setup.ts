import { profileNames } from '../aws/aws-profiles.ts';

/** Who may ask AWS on this machine, as its configuration files and variables say. */
export interface AwsSetup {
  /** `AWS_PROFILE`. */
  readonly chosen: string | null;
  /** Sorted. */
  readonly profiles: readonly string[];
  /** `AWS_REGION`, or `AWS_DEFAULT_REGION`. */
  readonly region: string | null;
}

export function findAwsSetup(env: Readonly<Record<string, string | undefined>>): AwsSetup {
  return {
    chosen: env.AWS_PROFILE || null,
    profiles: profileNames(env),
    region: env.AWS_REGION || env.AWS_DEFAULT_REGION || null,
  };
}
