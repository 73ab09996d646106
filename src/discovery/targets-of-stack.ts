import { UsageError } from '../errors/usage-error.ts';
import { apisAndOutputs } from './apis-and-outputs.ts';
import type { Aws } from './aws.ts';
import { whereOpen } from './default-endpoint.ts';
import { emulatorAt } from './emulator.ts';
import { foreignStages } from './foreign-stages.ts';
import { apiIdOf, type InvokeOutput, invokeOutputs, otherUrls } from './invoke-outputs.ts';
import { parseInvokeUrl } from './invoke-url.ts';
import { refuseMissingStages } from './missing-stages.ts';
import type { UnnamedTarget } from './name-targets.ts';
import { nothingFound, unreadStacks } from './nothing-found.ts';
import { refusePrivate } from './private-endpoint.ts';
import { readStack, type StackReading } from './read-stack.ts';
import { type ServedStage, servedStages } from './served-stages.ts';
import { type FoundApis, findApis, type StackApi } from './stack-apis.ts';
import { asOutputs, domainsIn, throughCustomDomains } from './stack-domains.ts';
import type { StackWish } from './stack-wish.ts';
import { urlWriter, type WriteUrl } from './url-form.ts';

type Note = (line: string) => void;

/**
 * The targets of one stack: one for each stage that its outputs name, else for each stage of its APIs.
 * @throws UsageError where there is none, and where the config names what isn't there.
 */
export async function targetsOfStack(aws: Aws, wish: StackWish, note: Note): Promise<UnnamedTarget[]> {
  return targetsOfReading(aws, await readStack(aws, wish.stack), { wish, note });
}

/** The same for what is known of a stack already: a file may have told its outputs. */
export async function targetsOfReading(
  aws: Aws,
  reading: StackReading,
  { wish, note }: { readonly wish: StackWish; readonly note: Note },
): Promise<UnnamedTarget[]> {
  const { outputs, notes } = await namedStages(aws, reading, wish);
  const ids = [...new Set(outputs.flatMap((output) => apiIdOf(output) ?? []))];
  const found = await findApis(aws, reading, ids);
  refuseWrongTypes(outputs, found.apis, reading.stackName);
  const writeUrl = await writer(aws, reading, found.apis);
  const hosts = hostsOf(reading, wish);
  const served = await Promise.all(
    apisAndOutputs(found.apis, outputs).map(async ({ api, outputs: own }) => {
      const sources = { aws, reading, outputs: own, wished: wish.stages, writeUrl };
      const stages = await servedStages(api, sources);
      const wanted = wantedOf(stages, wish.stages);
      return { api, own, deployed: stages, ...(await whereOpen(aws, { api, stages: wanted }, hosts)) };
    }),
  );
  refuseMissingStages(`The stack ${wish.stack}`, {
    wished: wish.stages,
    deployed: served.flatMap(({ deployed }) => deployed.map(({ stage }) => stage)),
  });
  const targets = served.flatMap(({ api, own, stages }) =>
    stages.map((stage) => targetOf({ aws, reading, api, stage, outputs: own })),
  );
  if (targets.length === 0) throw nothingFound(reading, found, { notes, emulator: emulatorAt(aws.endpoint) });
  const said = [
    ...(reading.instance === null
      ? []
      : [`${reading.stackName} is a stack set: its stack here is ${reading.instance}.`]),
    ...notes,
    ...served.flatMap(({ stages, notes: own }) => [...stages.flatMap(leftOffNote), ...own]),
    ...leftOut(found, reading.stackName),
    ...unreadStacks(reading),
  ];
  for (const line of new Set(said)) note(line);
  return refusePrivate(targets, note, { transport: wish.transport });
}

/**
 * What the stack says of where its APIs are called: its outputs; where none of them is an invoke URL, those that a custom domain
 * explains; where it has no APIs, its stages and mappings of other stacks' APIs.
 */
async function namedStages(
  aws: Aws,
  reading: StackReading,
  wish: StackWish,
): Promise<{ outputs: readonly InvokeOutput[]; notes: readonly string[] }> {
  const plain = invokeOutputs(reading, wish);
  const others = plain.length > 0 ? [] : asOutputs(otherUrls(reading, wish));
  const { outputs, notes } = await throughCustomDomains(aws, [...plain, ...others]);
  const known = outputs.filter(({ leadsTo, url, apiType }) => leadsTo ?? url ?? apiType);
  if (known.length > 0) return { outputs: known, notes };
  const foreign = await foreignStages(aws, reading);
  return { outputs: foreign.named, notes: [...notes, ...foreign.notes] };
}

/** Hosts at which its APIs may be called beside their default endpoints. */
function hostsOf(reading: StackReading, wish: StackWish): string[] {
  const urls = otherUrls(reading, wish).map(({ value }) => new URL(value).hostname);
  return [...new Set([...domainsIn(reading.resources ?? []), ...urls])];
}

async function writer(aws: Aws, { outputs }: StackReading, apis: readonly StackApi[]): Promise<WriteUrl> {
  const urls = [...outputs.map(({ value }) => value), ...apis.flatMap(({ endpoint }) => endpoint ?? [])];
  const write = await urlWriter(aws.endpoint, aws.region, urls);
  return (apiId, stage) => {
    if (write !== null) return write(apiId, stage);
    throw new UsageError(`${aws.endpoint.origin} does not tell under which URL it serves the API ${apiId}.`, [
      'It answers for CloudFormation and API Gateway; an emulator that does no more, such as moto, serves no API.',
      'If it does serve it, name the URL yourself: --url URL --api rest (or http).',
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
    ...(stage.transport === undefined ? {} : { transport: stage.transport }),
    region: outputs.find(({ key }) => key === stage.output)?.url?.region ?? aws.region,
    stackName: reading.stackName,
    endpointType: stage.endpointType ?? api.endpointType,
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

function leftOffNote({ leftOff, output, invokeUrl }: ServedStage): string[] {
  const behind = parseInvokeUrl(invokeUrl) === null ? 'base path' : 'stage';
  return leftOff === null
    ? []
    : [`The output ${output} goes on after the ${behind} with ${leftOff}, which is left off.`];
}

function leftOut(
  { webSockets, unknown }: Pick<FoundApis, 'webSockets' | 'unknown'>,
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
  for (const output of outputs) {
    const { key, apiType } = output;
    const api = apis.find(({ apiId }) => apiId === apiIdOf(output));
    if (api === undefined || apiType === null || api.apiType === apiType) continue;
    throw new UsageError(
      `The output ${key} of the stack ${stackName} is the URL of an API of type ${api.apiType}, and the config names it as ${apiType}.`,
      `Write output: { ${api.apiType}: '${key}' }.`,
    );
  }
}
