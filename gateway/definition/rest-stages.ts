import type { MethodThrottle, RestStage } from '../model.ts';
import { readAccessLog } from './access-logs.ts';
import { readCanary } from './canaries.ts';
import type { Properties } from './properties.ts';
import type { Resource, StackReader } from './stack-reader.ts';
import { readCaching } from './stage-caches.ts';
import { readStageFacts } from './stage-facts.ts';
import { readMethodThrottles, readThrottle } from './throttles.ts';

/** The API's stages: `AWS::ApiGateway::Stage`, and those that a deployment makes by its StageName. Only deployed ones. */
export function readRestStages(mine: (type: string) => Resource[]): RestStage[] {
  const deployments = mine('Deployment');
  const ids = new Set(deployments.map(({ physicalId }) => physicalId));
  const releases = deployments.filter(({ properties }) => properties.has('DeploymentCanarySettings'));
  const made = [
    ...deployments.filter((one) => !releases.includes(one)).flatMap(madeByDeployment),
    ...mine('Stage').flatMap((one) => madeByTemplate(one, ids)),
  ];
  const stages = new Map<string, RestStage>();
  for (const { stage, properties } of made) {
    checkName(stage.name, properties);
    if (stages.has(stage.name))
      throw properties.fail(
        'StageName',
        `${properties.owner} makes a second stage ${stage.name} of its API.`,
      );
    stages.set(stage.name, stage);
  }
  for (const release of releases) releaseTo(stages, release);
  return [...stages.values()];
}

interface MadeStage {
  readonly stage: RestStage;
  readonly properties: Properties;
}

function madeByDeployment({ logicalId, physicalId, properties, stack }: Resource): MadeStage[] {
  const name = properties.text('StageName');
  if (name === undefined) {
    if (properties.has('StageDescription'))
      throw properties.fail(
        'StageDescription',
        `${properties.owner} has a StageDescription and no StageName.`,
      );
    return [];
  }
  const description = properties.object('StageDescription');
  const canary = readCanary(description?.object('CanarySetting'), physicalId);
  const stage: RestStage = {
    name,
    deploymentId: physicalId,
    throttling: description === undefined ? [] : throttlesOf(description),
    variables: description?.textMap('Variables') ?? {},
    tags: description?.tags('Tags') ?? {},
    ...(canary === null ? {} : { canary }),
    caching: description === undefined ? [] : readCaching(description),
    ...readAccessLog(description?.object('AccessLogSetting')),
    ...(description === undefined
      ? {}
      : { facts: readStageFacts(description, [...methodSettingsOf(description), description]) }),
  };
  if (description !== undefined)
    warnOfSettings(logicalId, [...methodSettingsOf(description), description], stack);
  return [{ stage, properties }];
}

function madeByTemplate(
  { logicalId, physicalId: name, properties, stack }: Resource,
  ids: ReadonlySet<string>,
): MadeStage[] {
  const deploymentId = properties.required('DeploymentId');
  if (!ids.has(deploymentId)) {
    stack.warn(
      logicalId,
      properties.at('DeploymentId'),
      `the stage's deployment ${deploymentId} isn't in the template, so the stage is not served`,
    );
    return [];
  }
  if (!properties.has('StageName'))
    stack.advise(
      logicalId,
      properties.line(),
      `the stage has no StageName, so CloudFormation makes one up, as ${name} is here`,
    );
  const canary = readCanary(properties.object('CanarySetting'), deploymentId);
  const settings = methodSettingsOf(properties);
  warnOfSettings(logicalId, settings, stack);
  const stage: RestStage = {
    name,
    deploymentId,
    throttling: readMethodThrottles(settings),
    variables: properties.textMap('Variables'),
    tags: properties.tags('Tags'),
    ...(canary === null ? {} : { canary }),
    caching: readCaching(properties),
    ...readAccessLog(properties.object('AccessLogSetting')),
    facts: {
      ...readStageFacts(properties, settings),
      ...webAclOf(`${properties.required('RestApiId')}/stages/${name}`, stack),
    },
  };
  return [{ stage, properties }];
}

/** A canary release: a deployment with DeploymentCanarySettings gets a part of a stage's traffic instead of the stage. */
function releaseTo(stages: Map<string, RestStage>, { physicalId, properties }: Resource): void {
  const name = properties.text('StageName');
  const stage = name === undefined ? undefined : stages.get(name);
  if (stage === undefined)
    throw properties.fail(
      'DeploymentCanarySettings',
      name === undefined
        ? `${properties.owner} has DeploymentCanarySettings and no StageName of the stage that it is released to.`
        : `Stage ${name} must already be created before making a canary release deployment: no other resource makes it.`,
    );
  const canary = readCanary(properties.object('DeploymentCanarySettings'), physicalId);
  if (canary !== null) stages.set(stage.name, { ...stage, canary });
}

/** The web ACL that is associated with the stage. */
function webAclOf(stage: string, stack: StackReader): { readonly webAclArn?: string } {
  const associated = stack
    .allResourcesOf('AWS::WAFv2::WebACLAssociation')
    .find(({ properties }) => properties.text('ResourceArn')?.endsWith(`/restapis/${stage}`));
  const webAclArn = associated?.properties.text('WebACLArn');
  return webAclArn === undefined ? {} : { webAclArn };
}

const methodSettingsOf = (stage: Properties) => stage.objects('MethodSettings');

function checkName(name: string, properties: Properties): void {
  if (!/^[A-Za-z0-9_-]{1,128}$/.test(name))
    throw properties.fail(
      'StageName',
      `A stage's name may hold letters, digits, - and _, at most 128 of them, not ${name}.`,
    );
}

function warnOfSettings(logicalId: string, settings: readonly Properties[], stack: StackReader): void {
  for (const one of settings)
    if (one.flag('CacheDataEncrypted'))
      stack.advise(
        logicalId,
        one.at('CacheDataEncrypted'),
        'CacheDataEncrypted: the stage cache is kept in memory here, without encryption; answers are the same',
      );
}

/** A deployment's StageDescription may throttle the whole stage without MethodSettings. */
function throttlesOf(description: Properties): MethodThrottle[] {
  const throttles = readMethodThrottles(methodSettingsOf(description));
  const whole = readThrottle(description, 'ThrottlingRateLimit', 'ThrottlingBurstLimit');
  return whole === null
    ? throttles
    : [...throttles, { resourcePath: '/*', httpMethod: '*', throttle: whole }];
}
