/** Who the test credentials belong to: a user of AWS's documentation. */
export function signerOf(accountId: string): { readonly userId: string; readonly userArn: string } {
  return { userId: 'AIDACKCEVSQ6C2EXAMPLE', userArn: `arn:aws:iam::${accountId}:user/local` };
}
