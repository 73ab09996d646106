import type { Canary } from '../model.ts';
import type { Properties } from './properties.ts';

/**
 * The canary that a stage's settings describe; `null` where there is none. `StageVariableOverrides` replace variables of the stage or add
 * to them (AWS documentation, "Set up an API Gateway canary release deployment").
 */
export function readCanary(canary: Properties | undefined, deploymentId: string): Canary | null {
  if (canary === undefined) return null;
  const percentTraffic = canary.number('PercentTraffic') ?? 0;
  if (percentTraffic < 0 || percentTraffic > 100)
    throw canary.fail(
      'PercentTraffic',
      `PercentTraffic of ${canary.owner} must be 0 to 100, not ${percentTraffic}.`,
    );
  return {
    percentTraffic,
    deploymentId: canary.text('DeploymentId') ?? deploymentId,
    variables: canary.textMap('StageVariableOverrides'),
    useStageCache: canary.flag('UseStageCache'),
  };
}
