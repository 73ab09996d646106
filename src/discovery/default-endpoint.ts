import { whereAllowed } from '../aws/where-allowed.ts';
import type { Aws } from './aws.ts';
import type { CustomDomain } from './custom-domain.ts';
import { baseThrough } from './domain-stages.ts';
import { parseInvokeUrl } from './invoke-url.ts';
import type { ServedStage } from './served-stages.ts';
import type { StackApi } from './stack-apis.ts';
import { readDomains } from './stack-domains.ts';

interface OpenStages {
  readonly stages: readonly ServedStage[];
  readonly notes: readonly string[];
}

/**
 * An API whose default endpoint is switched off is called through the custom domain that leads to its stage: one of the hosts at hand
 * (the stack's own domains, its outputs), else one of the account's. A stage that no domain leads to is left out, where
 * another one is led to.
 */
export async function whereOpen(
  aws: Aws,
  { api, stages }: { readonly api: StackApi; readonly stages: readonly ServedStage[] },
  hosts: readonly string[],
): Promise<OpenStages> {
  const closed = stages.filter(({ invokeUrl }) => parseInvokeUrl(invokeUrl) !== null);
  if (!api.defaultEndpointOff || api.endpointType === 'PRIVATE' || closed.length === 0) {
    return { stages, notes: [] };
  }
  const domains = await readDomains(aws, hosts);
  const near = stages.map((stage) => throughOneOf(domains, { api, stage }, aws));
  const isLost = closed.some((stage) => near[stages.indexOf(stage)] === null);
  const far = isLost ? await domainsOfAccount(aws) : [];
  const led = stages.map((stage, index) => near[index] ?? throughOneOf(far, { api, stage }, aws));
  const open = stages.flatMap((stage, index) => led[index] ?? (closed.includes(stage) ? [] : [stage]));
  if (open.length === 0) {
    return {
      stages,
      notes: [
        `The default endpoint of the API ${api.apiId} is switched off, and no custom domain that may be read leads to it: name the output with its domain.`,
      ],
    };
  }
  return {
    stages: open,
    notes: [...closed.map((stage) => noteOf(api, stage, led[stages.indexOf(stage)] ?? null))],
  };
}

function noteOf({ apiId }: StackApi, { stage }: ServedStage, led: ServedStage | null): string {
  return led === null
    ? `The stage ${stage} of the API ${apiId} is left out: its default endpoint is switched off, and no custom domain leads to that stage.`
    : `The default endpoint of the API ${apiId} is switched off: ${stage} is called at ${led.invokeUrl}.`;
}

function throughOneOf(
  domains: readonly CustomDomain[],
  { api, stage }: { readonly api: StackApi; readonly stage: ServedStage },
  { endpoint }: Aws,
): ServedStage | null {
  const name = stage.stage;
  if (name === null || parseInvokeUrl(stage.invokeUrl) === null) return null;
  for (const domain of domains) {
    const base = baseThrough(domain, { apiId: api.apiId, stage: name }, endpoint);
    if (base !== null) return { ...base, stage: name, leftOff: stage.leftOff, output: stage.output };
  }
  return null;
}

async function domainsOfAccount(aws: Aws): Promise<readonly CustomDomain[]> {
  const names = await whereAllowed(aws.domainNames());
  return readDomains(aws, names ?? []);
}
