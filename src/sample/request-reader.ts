import { createRowReader, fieldsOf, type RowReader } from './rows.ts';
import type { ObservedRequest } from './sample.ts';
import { noTimings, readTiming, type Timings } from './timing-rows.ts';

export interface RequestSink {
  onRequest(request: ObservedRequest): void;
  /** An arrival of a target that found no free virtual user. */
  onDropped(target: number, timeUs: number): void;
  /** An iteration of a target is over: the bytes that came in, headers included, and what its answer told of itself. */
  onReceived(iteration: EndedIteration, bytes: number): void;
  /** A request whose rows make no sense. */
  onUnreadable(): void;
}

export interface EndedIteration {
  readonly target: number;
  readonly iteration: number;
  /** As k6 writes it: `i=7&s=1795416634002`. */
  readonly metadata: string;
}

/** Which series and target of the plan rows belong to; `null`: none. */
export interface Naming {
  request(tags: Tags): { readonly series: number; readonly target: number } | null;
  /** Of rows that are an iteration's. */
  target(tags: Tags): number | null;
}

/** The rows of one request, which k6 writes one after another with the same time. */
interface Group extends Timings {
  readonly endUs: number;
  readonly series: number;
  readonly target: number;
  readonly tags: Tags;
}

export interface Tags {
  readonly name: string;
  readonly scenario: string;
  readonly status: string;
  readonly errorCode: string;
  readonly metadata: string;
  /** Tags of the script's own: `target=0`. */
  readonly extra: string;
}

/** Series and targets by their index, as the scenarios of load/ name them. */
const byIndex: Naming = {
  request(tags) {
    const target = targetOf(tags);
    return target === null ? null : { series: tags.name === '' ? Number.NaN : Number(tags.name), target };
  },
  target: targetOf,
};

/**
 * Reads k6's CSV output (times in microseconds) as requests. Each target's requests come from a scenario that load/
 * names by the target's index. A request's tags are read once for its nine rows.
 */
export function createRequestReader(sink: RequestSink, naming: Naming = byIndex): RowReader {
  let tagsOf: ((fields: readonly string[]) => Tags) | null = null;
  let group: Group | null = null;
  /** By target, from the first iterations of its virtual users. */
  const scheduleStarts: number[] = [];

  const finishGroup = () => {
    if (group === null) return;
    const request = requestOf(group, scheduleStarts);
    group = null;
    if (request === null) sink.onUnreadable();
    else sink.onRequest(request);
  };

  const rows = createRowReader((bytes, start, end, quoted) => {
    const metric = metricOf(bytes, start);
    if (tagsOf === null) {
      tagsOf = tagReader(fieldsOf(bytes, start, end, quoted));
    } else if (metric === 'timing') {
      if (group !== null) readTiming(group, bytes, start + 'http_req_'.length);
      if (group?.failed !== null) finishGroup();
    } else if (metric !== 'other') {
      const fields = fieldsOf(bytes, start, end, quoted);
      const tags = tagsOf(fields);
      if (metric === 'request') finishGroup();
      const target = naming.target(tags);
      if (target === null) return;
      // What k6 asks this machine for between requests is none of the run's.
      if (metric === 'request' && tags.name === 'credentials') group = null;
      else if (metric === 'request') {
        const place = naming.request(tags);
        group = place === null ? null : { endUs: Number(fields[1]), tags, ...place, ...noTimings };
      } else if (metric === 'dropped')
        repeat(Number(fields[2]), () => sink.onDropped(target, Number(fields[1])));
      else if (tags.metadata !== '') {
        const { metadata } = tags;
        sink.onReceived({ target, iteration: metadataNumber(metadata, 'i'), metadata }, Number(fields[2]));
      }
    }
  });
  return {
    write: rows.write,
    end() {
      rows.end();
      finishGroup();
    },
  };
}

type Metric = 'request' | 'timing' | 'received' | 'dropped' | 'other';

/** Which of k6's built-in metrics a row is of. */
function metricOf(bytes: Buffer, start: number): Metric {
  if (startsWith(bytes, start, metricNames.timing)) return 'timing';
  if (startsWith(bytes, start, metricNames.request)) return 'request';
  if (startsWith(bytes, start, metricNames.received)) return 'received';
  return startsWith(bytes, start, metricNames.dropped) ? 'dropped' : 'other';
}

const metricNames = {
  timing: Buffer.from('http_req_'),
  request: Buffer.from('http_reqs,'),
  received: Buffer.from('data_received,'),
  dropped: Buffer.from('dropped_iterations,'),
};

function startsWith(bytes: Buffer, start: number, name: Buffer): boolean {
  for (let at = 0; at < name.length; at++) if (bytes[start + at] !== name[at]) return false;
  return true;
}

function repeat(times: number, act: () => void): void {
  for (let time = 0; time < times; time++) act();
}

/** Finds the columns by the header's names: which there are depends on k6's system tags. */
function tagReader(header: readonly string[]): (fields: readonly string[]) => Tags {
  const place = (name: string) => header.indexOf(name);
  const name = place('name');
  const scenario = place('scenario');
  const status = place('status');
  const errorCode = place('error_code');
  const metadata = place('metadata');
  const extra = place('extra_tags');
  return (fields) => ({
    name: fields[name] ?? '',
    scenario: fields[scenario] ?? '',
    status: fields[status] ?? '',
    errorCode: fields[errorCode] ?? '',
    metadata: fields[metadata] ?? '',
    extra: fields[extra] ?? '',
  });
}

/** `null` for what belongs to no target. */
function targetOf({ scenario }: Tags): number | null {
  return /^\d+$/.test(scenario) ? Number(scenario) : null;
}

function requestOf(group: Group, scheduleStarts: number[]): ObservedRequest | null {
  const { endUs, series, target, tags, serviceUs, blockedUs, connectingUs, tlsUs, waitingUs } = group;
  const status = Number(tags.status);
  const iteration = metadataNumber(tags.metadata, 'i');
  const told = metadataNumber(tags.metadata, 's');
  if (Number.isFinite(told)) scheduleStarts[target] = told;
  const scheduleStartMs = scheduleStarts[target] ?? Number.NaN;
  // One NaN in a sum shows that any was there.
  const times = endUs + serviceUs + blockedUs + connectingUs + tlsUs + waitingUs;
  if (!Number.isFinite(series + iteration + scheduleStartMs + times + status)) return null;
  const failed = group.failed ?? (status === 0 || status >= 400);
  const startUs = endUs - serviceUs - blockedUs;
  const { errorCode } = tags;
  return {
    series,
    target,
    iteration,
    scheduleStartMs,
    startUs,
    endUs,
    serviceUs,
    blockedUs,
    connectingUs,
    tlsUs,
    waitingUs,
    status,
    errorCode,
    failed,
  };
}

/** `i=7&s=1795416634002`, in any order. */
function metadataNumber(metadata: string, key: 'i' | 's'): number {
  const at = metadata.startsWith(`${key}=`) ? 0 : metadata.indexOf(`&${key}=`) + 1;
  if (at === 0 && !metadata.startsWith(`${key}=`)) return Number.NaN;
  const end = metadata.indexOf('&', at);
  const value = metadata.slice(at + 2, end === -1 ? undefined : end);
  return value === '' ? Number.NaN : Number(value);
}
