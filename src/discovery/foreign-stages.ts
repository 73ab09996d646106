import { whereAllowed } from '../aws/where-allowed.ts';
import type { Aws } from './aws.ts';
import { type CustomDomain, segmentsOf } from './custom-domain.ts';
import { baseThrough } from './domain-stages.ts';
import type { InvokeOutput } from './invoke-outputs.ts';
import type { StackReading } from './read-stack.ts';
import { domainsIn, readDomains } from './stack-domains.ts';
import type { StackResource } from './stack-resources.ts';
import { type Resolve, templateReferences } from './template-references.ts';

/** Resources that lead to an API, and the property of theirs that says to which. */
const leading = {
  'AWS::ApiGateway::Stage': { api: 'AWS::ApiGateway::RestApi', apiId: 'RestApiId' },
  'AWS::ApiGatewayV2::Stage': { api: 'AWS::ApiGatewayV2::Api', apiId: 'ApiId' },
  'AWS::ApiGateway::BasePathMapping': { api: 'AWS::ApiGateway::RestApi', apiId: 'RestApiId' },
  'AWS::ApiGatewayV2::ApiMapping': { api: 'AWS::ApiGatewayV2::Api', apiId: 'ApiId' },
} as const;

interface ForeignStages {
  readonly named: readonly InvokeOutput[];
  /** What could not be told, a line each. */
  readonly notes: readonly string[];
}

/**
 * The stages of other stacks' APIs that the stack's own stages and mappings lead to. A stage's physical id is its name alone, so its API
 * is told by the template (`Fn::ImportValue`, a parameter): one call, and one more for exports; a mapping is told by its domain as well.
 * Nothing is asked for a stack that has APIs of its own.
 */
export async function foreignStages(aws: Aws, reading: StackReading): Promise<ForeignStages> {
  const resources = reading.resources ?? [];
  const types = new Set(resources.map(({ type }) => type));
  const anyApi = types.has('AWS::ApiGateway::RestApi') || types.has('AWS::ApiGatewayV2::Api');
  // Both API types may be mapped by the newer resource.
  const lonely = resources
    .filter(isLeading)
    .filter(({ type }) => (isMapping(type) ? !anyApi : !types.has(leading[type].api)));
  if (lonely.length === 0) return { named: [], notes: [] };
  const isMapped = lonely.some(({ type }) => isMapping(type));
  const domains = isMapped ? await readDomains(aws, domainsIn(resources)) : [];
  const byDomain = lonely.map((resource) => ledByDomain(aws, resource, domains));
  const untold = lonely.filter((_, index) => byDomain[index] === null);
  if (untold.length === 0) return { named: found(byDomain), notes: [] };
  const body = await whereAllowed(aws.stackTemplate(reading.instance ?? reading.stackName));
  const resolve = body === null ? null : await templateReferences(aws, reading, body);
  if (resolve === null) {
    return {
      named: found(byDomain),
      notes: [
        `The stack ${reading.stackName} has stages or mappings of an API that another stack holds; which, only its template tells (permission cloudformation:GetTemplate).`,
      ],
    };
  }
  const byTemplate = await Promise.all(untold.map((resource) => ledByTemplate(aws, resource, resolve)));
  const lost = untold.filter((_, index) => byTemplate[index] === null);
  return {
    named: found([...byDomain, ...byTemplate]),
    notes: lost.map(
      ({ logicalId }) =>
        `Of which API ${logicalId} of the stack ${reading.stackName} is, its template does not tell.`,
    ),
  };
}

type LeadingResource = StackResource & { readonly type: keyof typeof leading };

function isLeading(resource: StackResource): resource is LeadingResource {
  // What lies in a nested stack got its API from a stack of the same tree.
  return Object.hasOwn(leading, resource.type) && !resource.logicalId.includes('.');
}

function isMapping(type: string): boolean {
  return type.endsWith('Mapping');
}

function found(all: readonly (InvokeOutput | null)[]): InvokeOutput[] {
  return all.filter((each) => each !== null);
}

/** By the physical id of a mapping: `DOMAIN|BASE_PATH`, or the id that the domain's own list has. */
function ledByDomain(
  aws: Aws,
  resource: LeadingResource,
  domains: readonly CustomDomain[],
): InvokeOutput | null {
  if (!isMapping(resource.type)) return null;
  const [name, key = ''] = resource.physicalId.split('|');
  for (const domain of domains) {
    const mapping = domain.mappings.find(({ id, key: own }) =>
      domain.name === name?.toLowerCase()
        ? own === (key === '(none)' ? '' : segmentsOf(key).join('/'))
        : id === resource.physicalId,
    );
    if (mapping === undefined) continue;
    const { apiId, stage } = mapping;
    if (stage !== null) return leadingTo(resource, { apiId, stage, through: domain }, aws);
  }
  return null;
}

async function ledByTemplate(
  aws: Aws,
  resource: LeadingResource,
  resolve: Resolve,
): Promise<InvokeOutput | null> {
  const apiId = resolve(resource.logicalId, leading[resource.type].apiId);
  const isStage = !isMapping(resource.type);
  const stage = isStage ? resource.physicalId : resolve(resource.logicalId, 'Stage');
  if (apiId === null || stage === null) return null;
  const name = isStage ? null : resolve(resource.logicalId, 'DomainName');
  const [through] = await readDomains(aws, name === null ? [] : [name]);
  return leadingTo(resource, { apiId, stage, ...(through === undefined ? {} : { through }) }, aws);
}

function leadingTo(
  { logicalId, physicalId }: StackResource,
  { apiId, stage, through }: { apiId: string; stage: string; through?: CustomDomain },
  { endpoint }: Aws,
): InvokeOutput {
  const base = through === undefined ? null : baseThrough(through, { apiId, stage }, endpoint);
  return {
    key: logicalId,
    value: physicalId,
    url: null,
    leadsTo: { apiId, stage, base, leftOff: null },
    apiType: null,
  };
}
