import type { StackResourceSummary } from '@aws-sdk/client-cloudformation';

export interface StackResource {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

/** The resources that stand, of those that CloudFormation lists. */
export function standing(listed: readonly StackResourceSummary[]): StackResource[] {
  return listed.flatMap(({ ResourceType, LogicalResourceId, PhysicalResourceId, ResourceStatus = '' }) =>
    ResourceType === undefined ||
    !PhysicalResourceId ||
    /^DELETE_(COMPLETE|IN_PROGRESS)$/.test(ResourceStatus)
      ? []
      : [
          {
            type: ResourceType,
            logicalId: LogicalResourceId ?? '',
            physicalId: idIn(ResourceType, PhysicalResourceId),
          },
        ],
  );
}

/** Some emulators give an API's ARN in place of its id. */
function idIn(type: string, physicalId: string): string {
  const isApi = type === 'AWS::ApiGateway::RestApi' || type === 'AWS::ApiGatewayV2::Api';
  return (isApi && /^arn:[^/]*\/(?:restapis|apis)\/([^/]+)$/.exec(physicalId)?.[1]) || physicalId;
}
