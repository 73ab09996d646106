/** `arn:PARTITION:execute-api:REGION:ACCOUNT:API`, which the ARNs of an API's methods and routes begin with. */
export function executionArn(
  apiId: string,
  { region, accountId }: { readonly region: string; readonly accountId: string },
): string {
  const partition = region.startsWith('cn-') ? 'aws-cn' : region.startsWith('us-gov-') ? 'aws-us-gov' : 'aws';
  return `arn:${partition}:execute-api:${region}:${accountId}:${apiId}`;
}
