/** The last four digits of an account's id, as documents and messages may hold it: `…9012`. */
export function accountEnd(account: string): string {
  return `…${account.slice(-4)}`;
}

/** The account of an IAM role's ARN; `null` where it is none. */
export function accountOfRole(arn: string): string | null {
  return roleArn.exec(arn)?.[1] ?? null;
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-arns */
const roleArn = /^arn:aws[\w-]*:iam::(\d{12}):role\/[\w+=,.@/-]+$/;
