import type { EndpointWatch } from '../aws/endpoint-watch.ts';
import { type CustomDomain, rulesByHeader, segmentsOf, segmentsTo, stageAt } from './custom-domain.ts';
import type { DomainBase, NamedStage } from './invoke-outputs.ts';

type Endpoint = Pick<EndpointWatch, 'isAws' | 'origin'>;

/** Where a URL of a custom domain leads; `null` where no mapping and no rule takes its path. */
export function stageBehind(domain: CustomDomain, value: string, endpoint: Endpoint): NamedStage | null {
  const url = new URL(value);
  const found = stageAt(domain, segmentsOf(url.pathname));
  if (found === null) return null;
  const { apiId, stage, base, rest } = found;
  return {
    apiId,
    stage,
    base: baseOf(domain, { host: url.host, segments: base }, endpoint),
    leftOff: rest.length === 0 ? null : `/${rest.join('/')}`,
  };
}

/** How a stage is called through a domain; `null` where the domain doesn't lead to it, or has a `*` for a name. */
export function baseThrough(
  domain: CustomDomain,
  { apiId, stage }: { readonly apiId: string; readonly stage: string },
  endpoint: Endpoint,
): DomainBase | null {
  const segments = domain.name.startsWith('*') ? null : segmentsTo(domain, apiId, stage);
  return segments === null ? null : baseOf(domain, { host: domain.name, segments }, endpoint);
}

/** A line for each rule that sends requests elsewhere which carry a header: that is not guessed. */
export function headerNotes(domain: CustomDomain, value: string): string[] {
  return rulesByHeader(domain, segmentsOf(new URL(value).pathname)).map(
    ({ headers, apiId, stage }) =>
      `Requests to ${domain.name} with the header ${headers.join(' and ')} go to the stage ${stage} of the API ${apiId}, which is another target: add --header to test it.`,
  );
}

/** An emulator serves a domain at its own address, whatever the name resolves to. */
function baseOf(
  { endpointType }: CustomDomain,
  { host, segments }: { readonly host: string; readonly segments: readonly string[] },
  { isAws, origin }: Endpoint,
): DomainBase {
  const path = segments.map((segment) => `/${segment}`).join('');
  if (isAws || origin === null) return { invokeUrl: `https://${host}${path}`, endpointType };
  const { protocol, hostname, port } = new URL(origin);
  return {
    invokeUrl: `${protocol}//${host}${path}`,
    endpointType,
    transport: { connectTo: `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}` },
  };
}
