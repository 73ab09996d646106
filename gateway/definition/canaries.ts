import type { Canary } from '../model.ts';
import type { Properties } from './properties.ts';
import type { StackReader } from './stack-reader.ts';

/**
 * The canary of a stage; `null` where it has none. `StageVariableOverrides` replace variables of the stage or add to them
 * (AWS documentation, "Set up an API Gateway canary release deployment").
 */
export function readCanary(
  owner: { readonly logicalId: string; readonly properties: Properties },
  { stack, deploymentId }: { readonly stack: StackReader; readonly deploymentId: string },
): Canary | null {
  const canary = owner.properties.object('CanarySetting');
  if (canary === undefined) return null;
  const percentTraffic = canary.number('PercentTraffic') ?? 0;
  if (percentTraffic < 0 || percentTraffic > 100)
    throw canary.fail(
      'PercentTraffic',
      `PercentTraffic of ${canary.owner} must be 0 to 100, not ${percentTraffic}.`,
    );
  if (canary.flag('UseStageCache'))
    stack.warn(
      owner.logicalId,
      canary.line('UseStageCache'),
      'the canary shares the stage cache on AWS; here it has a cache of its own',
    );
  return {
    percentTraffic,
    deploymentId: canary.text('DeploymentId') ?? deploymentId,
    variables: canary.textMap('StageVariableOverrides'),
  };
}
