/**
 * AWS's partitions: how their regions begin, the suffix of their host names, and that of their dual-stack names. As the SDK's own table
 * has them (`partitions.json`); the first that fits counts.
 * https://docs.aws.amazon.com/general/latest/gr/apigateway.html, https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-Beijing.html
 */
const partitions = [
  ['cn-', 'amazonaws.com.cn', 'api.amazonwebservices.com.cn'],
  ['us-gov-', 'amazonaws.com', 'api.aws'],
  ['us-isob-', 'sc2s.sgov.gov', 'api.aws.scloud'],
  ['us-isof-', 'csp.hci.ic.gov', 'api.aws.hci.ic.gov'],
  ['us-iso-', 'c2s.ic.gov', 'api.aws.ic.gov'],
  ['eu-isoe-', 'cloud.adc-e.uk', 'api.cloud-aws.adc-e.uk'],
  ['eusc-', 'amazonaws.eu', 'api.amazonwebservices.eu'],
  ['', 'amazonaws.com', 'api.aws'],
] as const;

const suffixes = new Set(partitions.flatMap(([, plain, dualStack]) => [plain, dualStack]));

/** What the host names of a region's services end with: `amazonaws.com`. */
export function suffixOf(region: string): string {
  return partitions.find(([start]) => region.startsWith(start))?.[1] ?? 'amazonaws.com';
}

/** Whether a host name is one of AWS's own, in any partition. */
export function isAwsHost(hostname: string): boolean {
  return [...suffixes].some((suffix) => hostname.endsWith(`.${suffix}`));
}
