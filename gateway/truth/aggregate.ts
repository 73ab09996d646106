import type { ThrottledBy, TruthRecord } from './observation.ts';
import { type Times, TimesGathered } from './times.ts';

/** What the truth log would say, counted. */
export interface TruthAggregate {
  /** When counting began, ISO 8601, on the real clock. */
  readonly since: string;
  readonly all: Tally;
  /** One for each API that was asked, in the order in which they were first asked. */
  readonly apis: readonly (ApiPlace & Tally)[];
  /** One for each API, route and status class. */
  readonly routes: readonly (ApiPlace & RoutePlace & Tally)[];
}

/** `dropped`: the connection was closed without an answer. */
export type StatusClass = '1xx' | '2xx' | '3xx' | '4xx' | '5xx' | 'dropped';

type ApiPlace = Pick<TruthRecord, 'stack' | 'apiType' | 'apiId'>;

interface RoutePlace {
  /** `null`: requests that met no route. */
  readonly route: string | null;
  readonly statusClass: StatusClass;
}

export interface Tally {
  readonly requests: number;
  /** How many had which status; `dropped`: none. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly cached: number;
  /** Requests that a stage cache would have answered, had it had them; with those that replaced what it had. */
  readonly cacheMisses: number;
  readonly throttled: number;
  /** How many were refused by what. */
  readonly throttledBy: Readonly<Partial<Record<ThrottledBy, number>>>;
  /** Requests that waited for a new process of their function. */
  readonly cold: number;
  /** `null`: there were none; for the integration, none that called a backend. */
  readonly gatewayMs: Times | null;
  readonly integrationMs: Times | null;
  readonly totalMs: Times | null;
}

/** Counts records as they come. Memory grows with routes and status classes, not with requests. */
export interface Aggregator {
  /** ISO 8601, on the real clock. */
  readonly since: string;
  readonly requests: number;
  add(record: TruthRecord): void;
  read(): TruthAggregate;
  reset(): void;
}

export function createAggregator(): Aggregator {
  let since = new Date();
  let groups = new Map<string, Group>();
  let requests = 0;
  return {
    get since() {
      return since.toISOString();
    },
    get requests() {
      return requests;
    },
    add(record) {
      const key = `${record.apiId} ${classOf(record.status)} ${record.route ?? ''}`;
      let group = groups.get(key);
      if (group === undefined) {
        group = new Group(record);
        groups.set(key, group);
      }
      group.add(record);
      requests += 1;
    },
    read() {
      const all = [...groups.values()];
      const apiIds = new Set(all.map(({ api }) => api.apiId));
      const apis = [...apiIds].map((apiId) => all.filter(({ api }) => api.apiId === apiId));
      return {
        since: since.toISOString(),
        all: tallyOf(all),
        apis: apis.flatMap((own) => own.slice(0, 1).map(({ api }) => ({ ...api, ...tallyOf(own) }))),
        routes: all.map((group) => ({ ...group.api, ...group.route, ...tallyOf([group]) })),
      };
    },
    reset() {
      since = new Date();
      groups = new Map();
      requests = 0;
    },
  };
}

/** The requests of one API, route and status class. */
class Group {
  readonly api: ApiPlace;
  readonly route: RoutePlace;
  readonly statuses = new Map<number | null, number>();
  cached = 0;
  cacheMisses = 0;
  throttled = 0;
  readonly throttledBy = new Map<ThrottledBy, number>();
  cold = 0;
  readonly gateway = new TimesGathered();
  readonly integration = new TimesGathered();
  readonly total = new TimesGathered();

  constructor({ stack, apiType, apiId, route, status }: TruthRecord) {
    this.api = { stack, apiType, apiId };
    this.route = { route, statusClass: classOf(status) };
  }

  add(record: TruthRecord): void {
    this.statuses.set(record.status, (this.statuses.get(record.status) ?? 0) + 1);
    if (record.cached) this.cached += 1;
    if (record.cache === 'miss' || record.cache === 'refresh') this.cacheMisses += 1;
    if (record.throttled) this.throttled += 1;
    const { throttledBy } = record;
    if (throttledBy !== null) this.throttledBy.set(throttledBy, (this.throttledBy.get(throttledBy) ?? 0) + 1);
    if (record.cold === true) this.cold += 1;
    this.gateway.add(record.gatewayMs);
    if (record.integrationMs !== null) this.integration.add(record.integrationMs);
    this.total.add(record.totalMs);
  }
}

function tallyOf(groups: readonly Group[]): Tally {
  const [gateway, integration, total] = [new TimesGathered(), new TimesGathered(), new TimesGathered()];
  const statuses: Record<string, number> = {};
  const throttledBy: Partial<Record<ThrottledBy, number>> = {};
  let [requests, cached, cacheMisses, throttled, cold] = [0, 0, 0, 0, 0];
  for (const group of groups) {
    for (const [status, count] of group.statuses) {
      requests += count;
      statuses[status ?? 'dropped'] = (statuses[status ?? 'dropped'] ?? 0) + count;
    }
    cached += group.cached;
    cacheMisses += group.cacheMisses;
    for (const [what, count] of group.throttledBy) throttledBy[what] = (throttledBy[what] ?? 0) + count;
    throttled += group.throttled;
    cold += group.cold;
    gateway.addAll(group.gateway);
    integration.addAll(group.integration);
    total.addAll(group.total);
  }
  const times = { gatewayMs: gateway.times, integrationMs: integration.times, totalMs: total.times };
  return { requests, statuses, cached, cacheMisses, throttled, throttledBy, cold, ...times };
}

const classes = ['1xx', '2xx', '3xx', '4xx', '5xx'] as const;

/** A function may answer with any number; AWS's own classes are all there are. */
function classOf(status: number | null): StatusClass {
  return status === null ? 'dropped' : (classes[Math.floor(status / 100) - 1] ?? '5xx');
}
