import { type ApiType, apiTypes } from '../contract/contract.ts';
import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type Aws, openAws } from './aws.ts';
import type { AwsOptions } from './aws-client-config.ts';
import { type InvokeOutput, invokeOutputs } from './invoke-outputs.ts';
import { nameTargets, type UnnamedTarget } from './name-targets.ts';
import { nothingFound, unreadStacks } from './nothing-found.ts';
import { refusePrivate } from './private-endpoint.ts';
import { readStack, type StackReading } from './read-stack.ts';
import { type ServedStage, servedStages } from './served-stages.ts';
import { findApis, type StackApi } from './stack-apis.ts';
import type { StackWish } from './stack-wish.ts';
import type { Target } from './target.ts';
import { urlWriter, type WriteUrl } from './url-form.ts';

export interface DiscoverOptions extends AwsOptions {
  readonly stacks: readonly StackWish[];
  /** Told what was left out and why, a line each. */
  readonly onNote?: (note: string) => void;
}

/**
 * The APIs of deployed CloudFormation stacks, a target for each stage: at the URLs that the stacks' outputs name,
 * else at those of their REST and HTTP APIs. It only reads, on AWS or on any endpoint that answers as AWS
 * (`AWS_ENDPOINT_URL`).
 * @throws UsageError for whatever keeps a stack from being found, with what to do about it.
 */
export async function discover({
  stacks,
  onNote = () => {},
  ...options
}: DiscoverOptions): Promise<Target[]> {
  const aws = await openAws(options);
  const answers = await Promise.allSettled(stacks.map((wish) => targetsOf(aws, wish, onNote)));
  const found = answers.flatMap((answer) => {
    if (answer.status === 'rejected') throw answer.reason;
    return answer.value;
  });
  return nameTargets(found);
}

async function targetsOf(aws: Aws, wish: StackWish, note: (line: string) => void): Promise<UnnamedTarget[]> {
  const reading = await readStack(aws, wish.stack);
  const outputs = invokeOutputs(reading, wish);
  const ids = [...new Set(outputs.flatMap(({ url }) => url?.apiId ?? []))];
  const found = await findApis(aws, reading, ids);
  refuseWrongTypes(outputs, found.apis, reading.stackName);
  const writeUrl = await writer(aws, reading, found.apis);
  const targets: UnnamedTarget[] = [];
  const deployed: (string | null)[] = [];
  for (const { api, outputs: own } of apisAndOutputs(found.apis, outputs)) {
    const stages = await servedStages(api, { aws, reading, outputs: own, wished: wish.stages, writeUrl });
    deployed.push(...stages.map(({ stage }) => stage));
    for (const stage of wantedOf(stages, wish.stages)) {
      noteOddities(api, stage, note);
      targets.push(targetOf({ aws, reading, api, stage, outputs: own }));
    }
  }
  refuseMissingStages(wish, deployed);
  if (targets.length === 0) throw nothingFound(reading, found);
  for (const line of [...leftOut(found, reading.stackName), ...unreadStacks(reading)]) note(line);
  if (reading.instance !== null)
    note(`${reading.stackName} is a stack set: its stack here is ${reading.instance}.`);
  return refusePrivate(targets, note);
}

/**
 * Each API with the outputs that name it. A URL of no known form belongs to the stack's only API of its
 * type; where the config names an output for a type, other APIs of that type are not wanted.
 */
function apisAndOutputs(
  apis: readonly StackApi[],
  outputs: readonly InvokeOutput[],
): { api: StackApi; outputs: InvokeOutput[] }[] {
  const namedTypes = outputs.flatMap(({ apiType }) => apiType ?? []);
  const ofType = (type: ApiType) => apis.filter(({ apiType }) => apiType === type);
  const inOrder = apiTypes.flatMap(ofType);
  const own = inOrder.map((api) => ({
    api,
    outputs: outputs.filter(({ url, apiType }) =>
      url === null
        ? apiType === api.apiType && ofType(api.apiType).length === 1
        : url.apiId === api.apiId && (apiType !== null || !namedTypes.includes(api.apiType)),
    ),
  }));
  const strangers = outputs.filter(
    ({ url, apiType }) => url === null && apiType !== null && ofType(apiType).length !== 1,
  );
  return [
    ...own.filter(({ api, outputs: named }) => named.length > 0 || !namedTypes.includes(api.apiType)),
    ...strangers.map((output) => ({ api: stranger(output), outputs: [output] })),
  ];
}

/** An API of which only a URL of one's own domain is known. */
function stranger({ apiType }: InvokeOutput): StackApi {
  const known = { logicalId: null, endpointType: null, endpoint: null, defaultEndpointOff: false };
  return { apiType: apiType ?? 'rest', apiId: '', ...known };
}

async function writer(aws: Aws, { outputs }: StackReading, apis: readonly StackApi[]): Promise<WriteUrl> {
  const urls = [...outputs.map(({ value }) => value), ...apis.flatMap(({ endpoint }) => endpoint ?? [])];
  const write = await urlWriter(aws.endpoint, aws.region, urls);
  return (apiId, stage) => {
    if (write !== null) return write(apiId, stage);
    throw new UsageError(`${aws.endpoint.origin} does not tell under which URL it serves the API ${apiId}.`, [
      'Name it yourself: --url URL --api rest (or http).',
    ]);
  };
}

interface Found {
  readonly aws: Aws;
  readonly reading: StackReading;
  readonly api: StackApi;
  readonly stage: ServedStage;
  readonly outputs: readonly InvokeOutput[];
}

function targetOf({ aws, reading, api, stage, outputs }: Found): UnnamedTarget {
  return {
    apiType: api.apiType,
    invokeUrl: stage.invokeUrl,
    stage: stage.stage,
    region: outputs.find(({ key }) => key === stage.output)?.url?.region ?? aws.region,
    stackName: reading.stackName,
    endpointType: api.endpointType,
    apiId: api.apiId === '' ? null : api.apiId,
    logicalId: api.logicalId,
    ...reading.identity,
  };
}

function wantedOf(
  stages: readonly ServedStage[],
  wished: readonly string[] | undefined,
): readonly ServedStage[] {
  return wished === undefined
    ? stages
    : stages.filter(({ stage }) => stage === null || wished.includes(stage));
}

function noteOddities(
  api: StackApi,
  { leftOff, output, invokeUrl }: ServedStage,
  note: (line: string) => void,
): void {
  if (leftOff !== null)
    note(`The output ${output} goes on after the stage with ${leftOff}, which is left off.`);
  if (api.defaultEndpointOff && invokeUrl.includes('execute-api')) {
    note(
      `The API ${api.apiId} has its default endpoint switched off: name the output with its custom domain.`,
    );
  }
}

function leftOut(
  { webSockets, unknown }: { webSockets: readonly string[]; unknown: readonly string[] },
  stackName: string,
): string[] {
  return [
    ...webSockets.map(
      (id) => `The WebSocket API ${id} of ${stackName} is left out: only REST and HTTP APIs can be tested.`,
    ),
    ...unknown.map(
      (id) => `The API ${id}, which ${stackName} names, is left out: API Gateway tells nothing of it.`,
    ),
  ];
}

function refuseWrongTypes(
  outputs: readonly InvokeOutput[],
  apis: readonly StackApi[],
  stackName: string,
): void {
  for (const { key, url, apiType } of outputs) {
    const api = apis.find(({ apiId }) => apiId === url?.apiId);
    if (api === undefined || apiType === null || api.apiType === apiType) continue;
    throw new UsageError(
      `The output ${key} of the stack ${stackName} is the URL of an API of type ${api.apiType}, and the config names it as ${apiType}.`,
      `Write output: { ${api.apiType}: '${key}' }.`,
    );
  }
}

function refuseMissingStages({ stack, stages = [] }: StackWish, deployed: readonly (string | null)[]): void {
  // A custom domain doesn't tell which stage is behind it.
  if (deployed.includes(null)) return;
  const known = [...new Set(deployed.flatMap((stage) => stage ?? []))];
  const missing = stages.find((name) => !known.includes(name));
  if (missing === undefined) return;
  throw new UsageError(`The stack ${stack} has no stage "${missing}", which the config names.`, [
    ...didYouMean(missing, known),
    known.length === 0 ? 'It has none at all.' : `It has: ${known.join(', ')}.`,
  ]);
}
