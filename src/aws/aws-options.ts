/** As whom and where AWS is asked. Types alone: a config's own types come by here, and people's compilers with them. */
export interface AwsOptions {
  readonly region?: string | undefined;
  readonly profile?: string | undefined;
  /** ARN of a role to assume with the credentials at hand. */
  readonly role?: string | undefined;
  /** The environment variables to go by; what they leave open the SDK finds as it always does. */
  readonly env: Readonly<Record<string, string | undefined>>;
}
