import { clientConfig } from '../../aws/aws-client-config.ts';
import { unlessGone, whereAllowed } from '../../aws/where-allowed.ts';
import type { Aws } from '../aws.ts';
import { parseInvokeUrl } from '../invoke-url.ts';
import { refuseMissingStages } from '../missing-stages.ts';
import { refusePrivate } from '../private-endpoint.ts';
import { isCallable, urlWriter } from '../url-form.ts';
import type { Asking, NamedTarget, OutputsFileWish } from './targets-from-outputs.ts';
import { apisIn, type TerraformStage } from './terraform-apis.ts';
import type { TerraformState } from './terraform-state.ts';

/** The targets that a state's resources tell; none where it has no stages of APIs. */
export async function targetsOfState(
  state: TerraformState,
  { name, stages: wished, transport }: OutputsFileWish,
  { options, note, open, shown }: Asking,
): Promise<NamedTarget[]> {
  const { stages, webSockets } = apisIn(state.resources);
  refuseMissingStages(shown, {
    wished: stages.length === 0 ? undefined : wished,
    deployed: stages.map(({ stage }) => stage),
  });
  const wanted = stages.filter(({ stage }) => wished === undefined || wished.includes(stage));
  for (const id of webSockets)
    note(`The WebSocket API ${id} is left out: only REST and HTTP APIs can be tested.`);
  for (const { closed, apiId, stage } of wanted) {
    if (closed)
      note(
        `The default endpoint of the API ${apiId} is switched off, and no domain in this state leads to its stage ${stage}: name its URL with --url.`,
      );
  }
  const emulated = clientConfig('API_GATEWAY', options).endpoint !== undefined;
  const called = emulated ? await atEmulator(wanted, await open(options.region)) : wanted;
  const targets = called.map(({ apiName, address, closed: _, ...stage }) => ({
    ...stage,
    region: stage.region ?? options.region ?? null,
    stackName: name ?? nameFrom(apiName ?? stage.apiId),
    logicalId: address,
    ofStack: false,
  }));
  const reachable = await refusePrivate(targets, note, {
    transport,
    named: `--terraform-output ${shown}`,
  });
  return targets.filter((target) => reachable.includes(target));
}

/** Targets' names stand in options, files and URLs of reports. */
function nameFrom(apiName: string): string {
  return apiName.replace(/[^\w.-]+/g, '-').replace(/^-+|-+$/g, '') || 'api';
}

/** The AWS provider writes AWS's own URLs, wherever it deployed to; an emulator serves others, and tells who it is as it answers. */
async function atEmulator(stages: readonly TerraformStage[], aws: Aws): Promise<readonly TerraformStage[]> {
  const endpoints = await Promise.all(
    stages.map(async ({ apiType, apiId }) => {
      if (apiType === 'rest') {
        await unlessGone(whereAllowed(aws.restApi(apiId)));
        return [];
      }
      const told = await unlessGone(whereAllowed(aws.v2Api(apiId)));
      return told === null || told === 'gone' ? [] : (told.endpoint ?? []);
    }),
  );
  const shown = [...stages.map(({ invokeUrl }) => invokeUrl), ...endpoints.flat()];
  const write = await urlWriter(aws.endpoint, aws.region, shown);
  return stages.map((one) => {
    const told = parseInvokeUrl(one.invokeUrl);
    if (write === null || told === null || isCallable(told, aws.endpoint)) return one;
    const segment = one.apiType === 'http' && one.stage === '$default' ? null : one.stage;
    return { ...one, invokeUrl: write(one.apiId, segment) };
  });
}
