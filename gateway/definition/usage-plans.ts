import type { ApiKey, PlannedStage, Quota, Throttle, UsagePlan } from '../model.ts';
import { generatedName, stableId } from './identities.ts';
import type { Properties } from './properties.ts';
import type { Resource, StackReader } from './stack-reader.ts';
import { readThrottle } from './throttles.ts';

/** The stack's API keys. A value that the template leaves to AWS is made up, the same at every start. */
export function readApiKeys(stack: StackReader): ApiKey[] {
  return stack.resourcesOf('AWS::ApiGateway::ApiKey').map((resource): ApiKey => {
    const { logicalId, physicalId, properties } = resource;
    if (properties.objects('StageKeys').length > 0)
      stack.advise(
        logicalId,
        properties.at('StageKeys'),
        'StageKeys does nothing beside usage plans, as on AWS: a key opens the stages of its plans',
      );
    return {
      id: physicalId,
      name: properties.text('Name') ?? generatedName(resource),
      value: properties.text('Value') ?? stableId(`${stack.stackName}/${logicalId}/value`, 40),
      enabled: properties.flag('Enabled'),
    };
  });
}

export function readUsagePlans(stack: StackReader): UsagePlan[] {
  const planKeys = stack.allResourcesOf('AWS::ApiGateway::UsagePlanKey').map(({ properties }) => ({
    keyId: properties.required('KeyId'),
    planId: properties.required('UsagePlanId'),
  }));
  return stack.resourcesOf('AWS::ApiGateway::UsagePlan').map((resource): UsagePlan => {
    const { physicalId: id, properties } = resource;
    return {
      id,
      name: properties.text('UsagePlanName') ?? generatedName(resource),
      apiStages: properties.objects('ApiStages').map(readPlannedStage),
      throttle: readThrottle(properties.object('Throttle'), 'RateLimit', 'BurstLimit'),
      quota: readQuota(properties.object('Quota'), resource),
      keyIds: planKeys.filter(({ planId }) => planId === id).map(({ keyId }) => keyId),
    };
  });
}

function readPlannedStage(planned: Properties): PlannedStage {
  const throttles = planned.object('Throttle');
  const methods = (throttles?.names() ?? []).flatMap((name): [string, Throttle][] => {
    const throttle = readThrottle(throttles?.object(name), 'RateLimit', 'BurstLimit');
    return throttle === null ? [] : [[name, throttle]];
  });
  return {
    apiId: planned.required('ApiId'),
    stage: planned.required('Stage'),
    methods: Object.fromEntries(methods),
  };
}

function readQuota(quota: Properties | undefined, { properties }: Resource): Quota | null {
  if (quota === undefined) return null;
  const limit = quota.number('Limit');
  const period = quota.oneOf('Period', ['DAY', 'WEEK', 'MONTH']);
  if (limit === undefined || period === undefined)
    throw properties.fail('Quota', `${quota.owner} needs Limit and Period (DAY, WEEK or MONTH).`);
  const offset = quota.number('Offset') ?? 0;
  if (offset < 0 || offset > limit)
    throw quota.fail('Offset', `Offset of ${quota.owner} must be 0 to its Limit ${limit}, not ${offset}.`);
  return { limit, offset, period };
}
