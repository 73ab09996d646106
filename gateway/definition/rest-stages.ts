import type { MethodThrottle, RestStage } from '../model.ts';
import { readCanary } from './canaries.ts';
import type { Properties } from './properties.ts';
import type { Resource, StackReader } from './stack-reader.ts';
import { readCaching } from './stage-caches.ts';
import { readMethodThrottles, readThrottle } from './throttles.ts';

/** The API's stages: `AWS::ApiGateway::Stage`, and those that a deployment makes by its StageName. Only deployed ones. */
export function readRestStages(mine: (type: string) => Resource[], stack: StackReader): RestStage[] {
  const deployments = new Set(mine('Deployment').map(({ physicalId }) => physicalId));
  const stages: RestStage[] = [];
  const add = (stage: RestStage, properties: Properties) => {
    checkName(stage.name, properties);
    if (stages.some(({ name }) => name === stage.name))
      throw properties.fail(
        'StageName',
        `${properties.owner} makes a second stage ${stage.name} of its API.`,
      );
    stages.push(stage);
  };
  for (const { physicalId, properties, logicalId } of mine('Deployment')) {
    const name = properties.text('StageName');
    if (name === undefined) continue;
    const description = properties.object('StageDescription');
    const canary =
      description === undefined
        ? null
        : readCanary({ logicalId, properties: description }, { stack, deploymentId: physicalId });
    const stage = {
      name,
      deploymentId: physicalId,
      throttling: description === undefined ? [] : throttlesOf(description),
      variables: description?.textMap('Variables') ?? {},
      tags: description?.tags('Tags') ?? {},
      ...(canary === null ? {} : { canary }),
      caching: description === undefined ? [] : readCaching(description),
    };
    add(stage, properties);
    if (description !== undefined) warnOfSettings(logicalId, description, stack);
  }
  for (const { logicalId, properties } of mine('Stage')) {
    const deploymentId = properties.required('DeploymentId');
    if (!deployments.has(deploymentId)) {
      stack.warn(
        logicalId,
        properties.line('DeploymentId'),
        `the stage's deployment ${deploymentId} isn't in the template, so the stage is not served`,
      );
      continue;
    }
    const [variables, tags] = [properties.textMap('Variables'), properties.tags('Tags')];
    const throttling = readMethodThrottles(properties.objects('MethodSettings'));
    const canary = readCanary({ logicalId, properties }, { stack, deploymentId });
    const stage = { name: properties.required('StageName'), deploymentId, throttling, variables, tags };
    add({ ...stage, ...(canary === null ? {} : { canary }), caching: readCaching(properties) }, properties);
    warnOfSettings(logicalId, properties, stack);
  }
  return stages;
}

function checkName(name: string, properties: Properties): void {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(name))
    throw properties.fail(
      'StageName',
      `A stage's name may hold letters, digits, - and _, at most 128 of them, not ${name}.`,
    );
}

function warnOfSettings(logicalId: string, properties: Properties, stack: StackReader): void {
  for (const one of properties.objects('MethodSettings')) {
    if (one.flag('CacheDataEncrypted'))
      stack.warn(logicalId, one.line(), 'the stage cache is kept in memory here, without encryption');
  }
}

/** A deployment's StageDescription may throttle the whole stage without MethodSettings. */
function throttlesOf(description: Properties): MethodThrottle[] {
  const throttles = readMethodThrottles(description.objects('MethodSettings'));
  const whole = readThrottle(description, 'ThrottlingRateLimit', 'ThrottlingBurstLimit');
  return whole === null
    ? throttles
    : [...throttles, { resourcePath: '/*', httpMethod: '*', throttle: whole }];
}
