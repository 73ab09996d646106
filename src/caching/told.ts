import type { TimeToLive } from './estimate.ts';
import type { Sighting } from './sighting.ts';

/** How a hit was told from a miss. */
export type Told = 'mark' | 'latency' | 'nothing';

/** What one way of telling hits made of a study. */
export interface Reading {
  readonly told: Told;
  /** `null`: it can't be said. */
  readonly cached: boolean | null;
  /** By sighting: how likely it is a hit, 0 or 1 where that is known. */
  readonly hits: readonly number[];
  /** Of these, answers to the stream that may as well be the one as the other, as latencies agree on no time to live. */
  readonly doubtful: number;
  readonly ttl: TimeToLive | null;
  readonly parameters: readonly ReadParameter[];
  readonly refreshed: RefreshOutcome;
  readonly repeats: readonly ReadRepeat[];
  /** What a person should know of how it came about, in sentences. */
  readonly notes: readonly string[];
}

export interface ReadParameter {
  readonly parameter: string;
  /** `null`: its values didn't show. */
  readonly inKey: boolean | null;
  /** Values that were judged. */
  readonly values: number;
  readonly because?: string;
}

/** What became of `Cache-Control: max-age=0`. */
export type RefreshOutcome = 'refreshed' | 'ignored' | 'ignored-with-warning' | 'refused' | 'unknown';

export interface ReadRepeat {
  readonly what: 'method' | 'error';
  readonly route: string;
  readonly example: string;
  readonly cached: boolean | null;
}

/** Statuses with which the gateway itself refuses a request, before it looks into its cache. */
const ownRefusals: ReadonlySet<number> = new Set([400, 401, 403, 413, 414, 415, 429, 500, 502, 503, 504]);

export function mayBeRefusal(status: number): boolean {
  return ownRefusals.has(status);
}

/** What the statuses and headers of refreshing requests say by themselves; `null`: nothing. */
export function refreshByStatus(sightings: readonly Sighting[]): RefreshOutcome | null {
  const asked = sightings.filter(({ purpose }) => purpose.does === 'refresh');
  if (asked.length === 0) return 'unknown';
  const most = (count: number) => count * 2 > asked.length;
  const base = sightings.filter(({ purpose }) => purpose.does === 'stream' || purpose.does === 'keep');
  const isOpen = base.filter(({ status }) => status !== 403).length * 2 > base.length;
  if (isOpen && most(asked.filter(({ status }) => status === 403).length)) return 'refused';
  if (most(asked.filter(({ warned }) => warned).length)) return 'ignored-with-warning';
  return null;
}

/** The repeated requests of a study, by what they repeat. */
export function repeatsOf(
  sightings: readonly Sighting[],
): { repeat: Omit<ReadRepeat, 'cached'>; own: Sighting[] }[] {
  const groups = new Map<number, { repeat: Omit<ReadRepeat, 'cached'>; own: Sighting[] }>();
  for (const sighting of sightings) {
    const { purpose, request } = sighting;
    if (purpose.does !== 'repeat') continue;
    const { what, route, example } = purpose;
    const group = groups.get(request) ?? { repeat: { what, route, example }, own: [] };
    group.own.push(sighting);
    groups.set(request, group);
  }
  return [...groups.values()];
}

/** Sightings of varied requests by parameter, in the order of the study. */
export function variedBy(sightings: readonly Sighting[], parameter: string): Sighting[] {
  return sightings.filter(({ purpose }) => purpose.does === 'vary' && purpose.parameter === parameter);
}

/** The first of each request. */
export function firsts(sightings: readonly Sighting[]): Sighting[] {
  return [...new Map(sightings.toReversed().map((each) => [each.request, each])).values()].toReversed();
}

export function refusedNote(statuses: readonly number[]): string {
  const [status] = statuses;
  return `its made-up values were answered with ${status}, maybe before the cache: say in \`request\` which values there are`;
}
