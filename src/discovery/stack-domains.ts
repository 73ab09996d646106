import type { Aws } from './aws.ts';
import type { CustomDomain } from './custom-domain.ts';
import { headerNotes, stageBehind } from './domain-stages.ts';
import type { InvokeOutput } from './invoke-outputs.ts';
import { readDomain } from './read-domain.ts';
import type { StackOutput } from './read-stack.ts';
import type { StackResource } from './stack-resources.ts';

/** More hosts than a stack's outputs name; a bound on what is asked. */
const mostHosts = 20;

/** Names of the custom domains that a stack makes, or maps. */
export function domainsIn(resources: readonly StackResource[]): string[] {
  const names = resources.flatMap(({ type, physicalId }) => {
    if (type === 'AWS::ApiGateway::DomainName' || type === 'AWS::ApiGatewayV2::DomainName') {
      return [physicalId];
    }
    const [name, path] = physicalId.split('|');
    return type === 'AWS::ApiGateway::BasePathMapping' && name && path !== undefined ? [name] : [];
  });
  return [...new Set(names.map((name) => name.toLowerCase()))];
}

/** The custom domains among these hosts, without those that the caller may not read. */
export async function readDomains(aws: Aws, hosts: readonly string[]): Promise<CustomDomain[]> {
  const asked = [...new Set(hosts)].slice(0, mostHosts);
  const readings = await Promise.all(asked.map((host) => readDomain(aws, host)));
  return readings.filter((each) => typeof each !== 'string');
}

/** The outputs that lead to a stage through a custom domain; any other output as it was. */
export async function throughCustomDomains(
  aws: Aws,
  outputs: readonly InvokeOutput[],
): Promise<{ outputs: InvokeOutput[]; notes: readonly string[] }> {
  const isOpen = ({ url, leadsTo }: InvokeOutput) => url === null && leadsTo === null;
  const hosts = outputs.filter(isOpen).map(({ value }) => new URL(value).hostname);
  if (hosts.length === 0) return { outputs: [...outputs], notes: [] };
  const domains = await readDomains(aws, hosts);
  const conditions: string[] = [];
  const led = outputs.map((output) => {
    const domain = isOpen(output) ? domainOf(domains, output.value) : undefined;
    if (domain === undefined) return output;
    conditions.push(...headerNotes(domain, output.value));
    return { ...output, leadsTo: stageBehind(domain, output.value, aws.endpoint) };
  });
  return { outputs: led, notes: conditions };
}

/** Outputs of no known form, which custom domains may explain. */
export function asOutputs(urls: readonly StackOutput[]): InvokeOutput[] {
  return urls.map(({ key, value }) => ({ key, value, url: null, leadsTo: null, apiType: null }));
}

function domainOf(domains: readonly CustomDomain[], value: string): CustomDomain | undefined {
  const host = new URL(value).hostname;
  return (
    domains.find(({ name }) => name === host) ??
    domains.find(({ name }) => name === host.replace(/^[^.]+/, '*'))
  );
}
