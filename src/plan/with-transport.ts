import { lookup } from 'node:dns/promises';
import type { Target } from '../discovery/target.ts';
import { UsageError } from '../errors/usage-error.ts';
import { placeOf, readPlace } from '../transport/way.ts';
import type { Plan, Reach } from './plan.ts';

type Addressed = Pick<Target, 'target' | 'invokeUrl' | 'transport'>;

/** The plan with how its targets' hosts are reached: headers in its requests, the rest beside each target. */
export function withTransport<P extends Plan>(plan: P, targets: readonly Addressed[]): P {
  const transportOf = (name: string | undefined) => targets.find(({ target }) => target === name)?.transport;
  if (plan.targets.every(({ target }) => transportOf(target) === undefined)) return plan;
  return {
    ...plan,
    targets: plan.targets.map((planned) => {
      const { headers: _, ...way } = transportOf(planned.target) ?? {};
      return Object.keys(way).length === 0 ? planned : { ...planned, transport: way };
    }),
    requests: plan.requests.map((request) => {
      const { headers = {} } = transportOf(plan.series[request.series]?.target) ?? {};
      return { ...request, headers: { ...lowerCaseNames(headers), ...request.headers } };
    }),
  };
}

/** Header names in small letters, as a plan's requests have them. */
export function lowerCaseNames(headers: { readonly [name: string]: string }): { [name: string]: string } {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

export interface Resolving {
  /** One line about an address that was chosen. */
  readonly note: (line: string) => void;
  /** The addresses of a name, as the system tells them. */
  readonly addresses?: (name: string) => Promise<readonly string[]>;
}

/**
 * The plan as k6 can go by it, which takes addresses and no names in place of a host.
 * @throws UsageError for a name that has no address, and where one host is to be reached in two places.
 */
export async function withReach<P extends Plan>(
  plan: P,
  { note, addresses = systemAddresses }: Resolving,
): Promise<P> {
  const hosts: { [place: string]: string } = {};
  const certificates = new Map<string, Reach['clientCertificates'][number]>();
  for (const { target, invokeUrl, transport } of plan.targets) {
    const url = new URL(invokeUrl);
    if (transport?.clientCertificate !== undefined) {
      certificates.set(transport.clientCertificate.cert, transport.clientCertificate);
    }
    const place = transport?.connectTo === undefined ? null : readPlace(transport.connectTo);
    if (place === null) continue;
    const from = placeOf(url);
    const key = written(from.host, from.port);
    const all = await addresses(place.host).catch((): string[] => []);
    const [address] = all;
    if (address === undefined) {
      throw new UsageError(
        `${target} is to be reached at ${place.host}, which has no address.`,
        'Check --connect-to, or connectTo in the config.',
      );
    }
    const chosen = written(address, place.port);
    if (hosts[key] !== undefined && hosts[key] !== chosen) {
      throw new UsageError(
        `Two targets have the host ${key} and are to be reached in two places, ${hosts[key]} and ${chosen}: k6 knows one.`,
        'Load them one after the other: --target names, or a run for each.',
      );
    }
    if (hosts[key] === undefined && address !== place.host) {
      note(
        `k6 connects to ${chosen}, ${all.length === 1 ? 'the address' : `one of ${all.length} addresses`} of ${place.host}, for ${from.host}.`,
      );
    }
    hosts[key] = chosen;
  }
  if (Object.keys(hosts).length === 0 && certificates.size === 0) return plan;
  return { ...plan, reach: { hosts, clientCertificates: [...certificates.values()] } };
}

async function systemAddresses(name: string): Promise<string[]> {
  return (await lookup(name, { all: true })).map(({ address }) => address);
}

function written(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
