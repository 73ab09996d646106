import { UsageError } from '../errors/usage-error.ts';
import type { UnnamedTarget } from './name-targets.ts';

/**
 * Leaves out what can't be reached from outside a VPC, and says so.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 * @throws UsageError where nothing else is left.
 */
export function refusePrivate(
  targets: readonly UnnamedTarget[],
  note: (line: string) => void,
): UnnamedTarget[] {
  const isPrivate = targets.filter(({ endpointType }) => endpointType === 'PRIVATE');
  const [first] = isPrivate;
  if (first === undefined) return [...targets];
  if (isPrivate.length === targets.length) {
    throw new UsageError(
      `The REST API ${first.apiId} of the stack ${first.stackName} has a PRIVATE endpoint, which is reached only from inside its VPC.`,
      [
        'It takes an interface VPC endpoint for execute-api that the resource policy of the API allows,',
        `then either its private DNS (${first.invokeUrl}), or its vpce host name with the header x-apigw-api-id: ${first.apiId}.`,
        'From a machine inside: --url URL --api rest',
      ],
    );
  }
  for (const { apiId, stackName } of isPrivate) {
    note(
      `The REST API ${apiId} of ${stackName} is left out: its endpoint is PRIVATE, reached only from inside its VPC.`,
    );
  }
  return targets.filter(({ endpointType }) => endpointType !== 'PRIVATE');
}
