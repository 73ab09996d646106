import type { Run } from './run.ts';

/** Below this two handshakes differ by chance. */
const floor = { factor: 2, ms: 3 } as const;

/**
 * Why two runs were not made from the same place, in one sentence, or `null` where nothing speaks against it: latencies
 * hold the way to the target, so those of two places say nothing about the target.
 */
export function vantageDifference(a: Run, b: Run): string | null {
  const differences = [
    differing('the runner', a.machine.runner, b.machine.runner),
    differing('the region', a.machine.region, b.machine.region),
    differing('the proxy', proxyOf(a), proxyOf(b)),
    differing('the platform', a.machine.platform, b.machine.platform),
    differing('the number of CPUs', String(a.machine.cpus), String(b.machine.cpus)),
    ...a.plan.targets.flatMap(({ target }) => ofTarget(target, a, b)),
  ].filter((one) => one !== null);
  return differences.length === 0
    ? null
    : `They were measured from different places: ${differences.join('; ')}.`;
}

function proxyOf({ machine }: Run): string | null {
  return machine.proxies?.join(', ') ?? null;
}

function differing(what: string, a: string | null, b: string | null): string | null {
  return a === b ? null : `${what} was ${a ?? 'not named'} and ${b ?? 'not named'}`;
}

function ofTarget(target: string, a: Run, b: Run): (string | null)[] {
  const [one, other] = [a, b].map(
    (run) => run.connections[run.plan.targets.findIndex((each) => each.target === target)],
  );
  if (one === undefined || other === undefined) return [];
  return [
    differing(`the protocol with ${target}`, protocolsOf(one.protocols), protocolsOf(other.protocols)),
    floorDifference(target, one.connectFloorMs, other.connectFloorMs),
  ];
}

function protocolsOf(protocols: { readonly [name: string]: number }): string | null {
  return Object.keys(protocols).sort().join(', ') || null;
}

function floorDifference(target: string, a: number | null, b: number | null): string | null {
  if (a === null || b === null) return null;
  const [near, far] = [Math.min(a, b), Math.max(a, b)];
  if (far - near <= floor.ms || far <= near * floor.factor) return null;
  return `a TCP connection to ${target} took ${a.toFixed(1)} ms and ${b.toFixed(1)} ms at the least`;
}
