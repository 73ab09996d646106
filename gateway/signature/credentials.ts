/** A key pair that may call methods with AWS_IAM. */
export interface TestCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/** The pair of AWS's documentation: public, so that it can't be mistaken for somebody's own. */
export const exampleCredentials: TestCredentials = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};

/**
 * Who may sign where the gateway's options don't say: AWS's example pair, and one from the environment.
 * Never `AWS_ACCESS_KEY_ID`: that is a person's real key, and no business of a local gateway.
 */
export function credentialsFrom(env: Readonly<Record<string, string | undefined>>): TestCredentials[] {
  const accessKeyId = env.GATEWRIGHT_SIGNER_ACCESS_KEY_ID;
  const secretAccessKey = env.GATEWRIGHT_SIGNER_SECRET_ACCESS_KEY;
  if (!accessKeyId || !secretAccessKey) return [exampleCredentials];
  return [exampleCredentials, { accessKeyId, secretAccessKey }];
}
