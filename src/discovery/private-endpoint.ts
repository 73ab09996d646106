import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';
import { suffixOf } from '../aws/partitions.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Transport } from '../transport/transport.ts';
import type { UnnamedTarget } from './name-targets.ts';

/** What was said of the way there. */
interface Way {
  readonly transport?: Transport | undefined;
  /** Options that name the targets, where that is no `--stack`. */
  readonly named?: string;
}

/**
 * Leaves out what can't be reached from outside a VPC, and says so. What is reached there is taken: where somebody says the way
 * (`--connect-to`, `--header`), and where the API's own name leads into the VPC (private DNS).
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-private-api-test-invoke-url.html
 * @throws UsageError where nothing else is left.
 */
export async function refusePrivate(
  targets: readonly UnnamedTarget[],
  note: (line: string) => void,
  { transport, named }: Way = {},
): Promise<UnnamedTarget[]> {
  if (transport?.connectTo !== undefined || transport?.headers !== undefined) return [...targets];
  const judged = await Promise.all(
    targets.map(async (target) => ({
      target,
      outOfReach: target.endpointType === 'PRIVATE' && !(await leadsInside(target.invokeUrl)),
    })),
  );
  const refused = judged.flatMap(({ target, outOfReach }) => (outOfReach ? [target] : []));
  const [first] = refused;
  if (first === undefined) return [...targets];
  if (refused.length === targets.length) {
    throw new UsageError(
      `The REST API ${first.apiId} of ${named === undefined ? 'the stack ' : ''}${first.stackName} has a PRIVATE endpoint, which is reached only from inside a VPC.`,
      waysIn(first, named ?? `--stack ${first.stackName}`),
    );
  }
  for (const { apiId, stackName } of refused) {
    note(
      `The REST API ${apiId} of ${stackName} is left out: its endpoint is PRIVATE, reached only from inside a VPC, with --connect-to VPC_ENDPOINT:443.`,
    );
  }
  return targets.filter((target) => !refused.includes(target));
}

/** What it takes, and the lines to run from inside. */
function waysIn({ apiId, region, stage }: UnnamedTarget, named: string): string[] {
  const suffix = suffixOf(region ?? '');
  const endpoint = `VPCE_ID-NAME.execute-api.${region ?? 'REGION'}.vpce.${suffix}`;
  return [
    'It takes an interface VPC endpoint for execute-api that the resource policy of the API allows, and a machine inside the VPC. There:',
    `by the host name of the VPC endpoint: npx gatewright smoke ${named} --connect-to ${endpoint}:443`,
    `with no AWS credentials: npx gatewright smoke --url https://${endpoint}/${stage ?? 'STAGE'} --api rest --header 'x-apigw-api-id: ${apiId}'`,
    `with private DNS: npx gatewright smoke ${named}`,
    "The host names: aws ec2 describe-vpc-endpoints --query 'VpcEndpoints[].DnsEntries[].DnsName'",
  ];
}

const patienceMs = 2000;

/** Whether the name leads to addresses of a VPC, as its private DNS lets it. */
async function leadsInside(invokeUrl: string): Promise<boolean> {
  const { hostname } = new URL(invokeUrl);
  const addresses = isIP(hostname) === 0 ? await resolved(hostname) : [];
  return addresses.length > 0 && addresses.every(isInside);
}

async function resolved(host: string): Promise<string[]> {
  const late = new Promise<[]>((resolve) => {
    setTimeout(() => resolve([]), patienceMs).unref();
  });
  const asked = lookup(host, { all: true }).then(
    (all) => all.map(({ address }) => address),
    () => [],
  );
  return Promise.race([asked, late]);
}

/** RFC 1918, RFC 6598 and RFC 4193, which VPCs take their addresses from. */
const inside = new BlockList();
for (const [network, bits] of [
  ['10.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['100.64.0.0', 10],
] as const) {
  inside.addSubnet(network, bits);
}
inside.addSubnet('fc00::', 7, 'ipv6');

function isInside(address: string): boolean {
  return inside.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}
