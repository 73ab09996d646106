import { whereAllowed } from '../aws/where-allowed.ts';
import type { Aws } from './aws.ts';
import type { InvokeOutput, NamedStage } from './invoke-outputs.ts';
import { type InvokeUrl, writeInvokeUrl } from './invoke-url.ts';
import type { StackReading } from './read-stack.ts';
import type { StackApi } from './stack-apis.ts';
import type { EndpointType, Target } from './target.ts';
import { isCallable, type WriteUrl } from './url-form.ts';

/** Where one stage of an API is called. */
export interface ServedStage extends Pick<Target, 'invokeUrl' | 'transport'> {
  readonly stage: string | null;
  /** Of the custom domain under which it is called; left out under the API's own. */
  readonly endpointType?: EndpointType | null;
  /** Path that an output has behind the stage, which is no part of the invoke URL. */
  readonly leftOff: string | null;
  /** The output that told. */
  readonly output: string | null;
}

export interface StageSources {
  readonly aws: Aws;
  readonly reading: StackReading;
  /** The outputs that name this API. */
  readonly outputs: readonly InvokeOutput[];
  readonly wished: readonly string[] | undefined;
  readonly writeUrl: WriteUrl;
}

/**
 * The stages that the outputs name, as they name them; where they name none, or not all that are wished
 * for, those that API Gateway lists.
 */
export async function servedStages(api: StackApi, sources: StageSources): Promise<ServedStage[]> {
  const { outputs, wished, aws, writeUrl } = sources;
  const all = await Promise.all(outputs.map((output) => stageOf(api, output, sources)));
  const told = withoutDetours(all.filter((stage) => stage !== null));
  const enough =
    wished === undefined ? told.length > 0 : wished.every((name) => told.some(({ stage }) => stage === name));
  if (enough) return told;
  const known = told.map(({ stage }) => stage);
  const listed = await deployedStages(api, sources, true);
  const like = outputs.find(({ url }) => url !== null && isCallable(url, aws.endpoint))?.url;
  const write = like ? writeLike(api, like) : (stage: string | null) => writeUrl(api.apiId, stage);
  const open = outputs.find(({ leadsTo }) => leadsTo?.stage === null)?.leadsTo?.base;
  return [
    ...told,
    ...listed
      .filter((stage) => !known.includes(stage))
      .map((stage) => ({
        stage,
        // A mapping without a stage leads to every one of them.
        ...(open
          ? { ...open, invokeUrl: `${open.invokeUrl}/${stage}` }
          : { invokeUrl: write(segmentOf(api, stage)) }),
        leftOff: null,
        output: null,
      })),
  ];
}

/** One way to each stage is enough: the API's own endpoint rather than a domain's, the first domain rather than another. */
function withoutDetours(stages: readonly ServedStage[]): ServedStage[] {
  return stages.filter((one, index) => {
    const others = stages.filter((other) => other.stage === one.stage);
    const direct = others.some(({ endpointType }) => endpointType === undefined);
    return one.endpointType === undefined || (!direct && others[0] === stages[index]);
  });
}

/** The stage that an output's URL names; `null` where a REST API's URL has no segment for one. */
async function stageOf(
  api: StackApi,
  { key, value, url, leadsTo }: InvokeOutput,
  sources: StageSources,
): Promise<ServedStage | null> {
  if (leadsTo !== null) return stageLedTo(api, { key, leadsTo }, sources);
  if (url === null) return { stage: null, invokeUrl: value.replace(/\/+$/, ''), leftOff: null, output: key };
  const [first, ...rest] = url.segments;
  if (first === undefined && api.apiType === 'rest') return null;
  const isStage = first !== undefined && (api.apiType === 'rest' || (await isDeployed(first, api, sources)));
  const stage = isStage ? first : '$default';
  const path = (isStage ? rest : url.segments).filter(
    (segment) => segment !== '_user_request_' && segment !== '$default',
  );
  const write = isCallable(url, sources.aws.endpoint)
    ? writeLike(api, url)
    : (name: string | null) => sources.writeUrl(api.apiId, name);
  const invokeUrl = write(segmentOf(api, stage));
  // A stage that stands there twice is a mistake that every client of the output meets: the gate is to meet it too.
  if (isStage && path.length === 1 && path[0] === stage) {
    return { stage, invokeUrl: `${invokeUrl}/${stage}`, leftOff: null, output: key };
  }
  return { stage, invokeUrl, leftOff: path.length === 0 ? null : `/${path.join('/')}`, output: key };
}

function stageLedTo(
  api: StackApi,
  { key, leadsTo: { stage, base, leftOff } }: { key: string; leadsTo: NamedStage },
  { writeUrl }: StageSources,
): ServedStage | null {
  if (stage === null) return null;
  const called = base ?? { invokeUrl: writeUrl(api.apiId, segmentOf(api, stage)) };
  return { stage, ...called, leftOff, output: key };
}

function writeLike({ apiId }: StackApi, { form, origin }: InvokeUrl): (stage: string | null) => string {
  return (stage) => writeInvokeUrl(form, { apiId, origin, stage });
}

function segmentOf({ apiType }: StackApi, stage: string): string | null {
  return apiType === 'http' && stage === '$default' ? null : stage;
}

/** Whether an HTTP API has a stage of that name, or its `$default` stage a path; where nobody tells, it's a stage. */
async function isDeployed(name: string, api: StackApi, sources: StageSources): Promise<boolean> {
  const stages = await whereAllowed(deployedStages(api, sources, false));
  return stages?.includes(name) ?? true;
}

/**
 * Names of the deployed stages. The stack's own stage resources answer for its only API of a type, unless
 * stages made elsewhere matter (`all`); API Gateway answers for the rest.
 */
async function deployedStages(
  api: StackApi,
  { aws, reading }: StageSources,
  all: boolean,
): Promise<readonly string[]> {
  const own = stageResources(api, reading);
  if (!all && own.length > 0) return own;
  const asked = api.apiType === 'rest' ? aws.restStages(api.apiId) : aws.v2Stages(api.apiId);
  const told = (own.length > 0 ? await whereAllowed(asked) : await asked) ?? own;
  // An emulator may list none of those that it has.
  return told.length === 0 && !aws.endpoint.isAws ? own : told;
}

function stageResources({ apiType, logicalId }: StackApi, { resources }: StackReading): string[] {
  const [apiResource, stageResource] =
    apiType === 'rest'
      ? ['AWS::ApiGateway::RestApi', 'AWS::ApiGateway::Stage']
      : ['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Stage'];
  const ofType = (type: string) => (resources ?? []).filter((resource) => resource.type === type);
  const only = logicalId !== null && ofType(apiResource).length === 1;
  return only ? ofType(stageResource).map(({ physicalId }) => physicalId) : [];
}
