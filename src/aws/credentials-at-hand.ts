import type { AwsOptions } from './aws-options.ts';
import { profileNames } from './aws-profiles.ts';

/** Whether something on this machine says who asks, so that asking needs no search for credentials in the network. */
export function credentialsAtHand({ profile, env }: AwsOptions): boolean {
  if (profile !== undefined || env.AWS_PROFILE || inVariables(env)) return true;
  return profileNames(env).includes('default');
}

/** Whether the environment variables alone say who asks, as they do in pipelines. */
export function inVariables(env: AwsOptions['env']): boolean {
  if (env.AWS_ACCESS_KEY_ID && env.AWS_SECRET_ACCESS_KEY) return true;
  if (env.AWS_WEB_IDENTITY_TOKEN_FILE && env.AWS_ROLE_ARN) return true;
  return Boolean(env.AWS_CONTAINER_CREDENTIALS_RELATIVE_URI || env.AWS_CONTAINER_CREDENTIALS_FULL_URI);
}
