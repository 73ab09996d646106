/**
 * `count` IPv4 subnets of `2^hostBits` addresses from the start of a CIDR block, as Fn::Cidr gives them;
 * `null` for a block that is none, a count outside of 1 to 256, or senseless host bits.
 */
export function subnetsOf(block: string, count: number, hostBits: number): string[] | null {
  const match = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\/(\d+)$/.exec(block);
  if (match === null || !(count >= 1 && count <= 256) || !(hostBits >= 1 && hostBits <= 31)) return null;
  const start = match.slice(1, 5).reduce((sum, octet) => sum * 256 + Number(octet), 0);
  return Array.from({ length: count }, (_, index) => {
    const address = start + index * 2 ** hostBits;
    return `${[24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.')}/${32 - hostBits}`;
  });
}
