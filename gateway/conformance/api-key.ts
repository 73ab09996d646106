import { rawRequest } from './raw-client.ts';

/** Any signature does: the gateway checks none on its AWS endpoint. */
const signedFor = (service: string): string =>
  `AWS4-HMAC-SHA256 Credential=local/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`;

/** The value of an API key, read as the AWS SDK reads it. Throws where the gateway doesn't tell it. */
export async function apiKeyValue(
  endpoint: string,
  { stackName, logicalId }: { stackName: string; logicalId: string },
): Promise<string> {
  const action = { Action: 'DescribeStackResources', StackName: stackName, LogicalResourceId: logicalId };
  const described = await rawRequest(endpoint, {
    method: 'POST',
    path: '/',
    headers: {
      Authorization: signedFor('cloudformation'),
      'Content-Type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams(action).toString(),
  });
  const id = /<PhysicalResourceId>([^<]+)</.exec(described.body.toString())?.[1];
  if (id === undefined) throw new Error(`the stack has no resource ${logicalId}`);
  const read = await rawRequest(endpoint, {
    method: 'GET',
    path: `/apikeys/${id}?includeValue=true`,
    headers: { Authorization: signedFor('apigateway') },
  });
  const { value } = JSON.parse(read.body.toString()) as { value?: string };
  if (read.status !== 200 || value === undefined)
    throw new Error(`the gateway doesn't tell the value of the API key ${logicalId}`);
  return value;
}
