import { createRowReader, fieldsOf, type RowReader } from './rows.ts';
import type { ObservedRequest } from './sample.ts';

export interface RequestSink {
  onRequest(request: ObservedRequest): void;
  /** An arrival that found no free virtual user. */
  onDropped(timeUs: number): void;
  /** Bytes that came in during an iteration, headers included. */
  onReceived(iteration: number, bytes: number): void;
  /** A request whose rows make no sense. */
  onUnreadable(): void;
}

type Timing = 'duration' | 'blocked' | 'connecting' | 'tls_handshaking' | 'waiting';
const timings: readonly Timing[] = ['duration', 'blocked', 'connecting', 'tls_handshaking', 'waiting'];

/** The rows of one request, which k6 writes one after another with the same time. */
interface Group {
  readonly endUs: number;
  readonly tags: Tags;
  readonly us: { [T in Timing]?: number };
  failed: boolean | undefined;
}

interface Tags {
  readonly name: string;
  readonly scenario: string;
  readonly status: string;
  readonly errorCode: string;
  readonly metadata: string;
}

/**
 * Reads k6's CSV output (times in microseconds) as requests. Only rows of `scenario` count: a warm-up has
 * others. What a row means stands in its first letters, and a request's tags are read once for its nine rows.
 */
export function createRequestReader(scenario: string, sink: RequestSink): RowReader {
  let tagsOf: ((fields: readonly string[]) => Tags) | null = null;
  let group: Group | null = null;

  const finishGroup = () => {
    if (group === null) return;
    const request = requestOf(group);
    group = null;
    if (request === null) sink.onUnreadable();
    else sink.onRequest(request);
  };

  const rows = createRowReader((text, start, end, quoted) => {
    if (tagsOf === null) {
      tagsOf = tagReader(fieldsOf(text, start, end, quoted));
    } else if (text.startsWith('http_req_', start)) {
      if (group !== null) addRow(group, text, start + 'http_req_'.length);
    } else if (text.startsWith('http_reqs,', start)) {
      finishGroup();
      const fields = fieldsOf(text, start, end, quoted);
      const tags = tagsOf(fields);
      if (tags.scenario === scenario) group = { endUs: Number(fields[1]), tags, us: {}, failed: undefined };
    } else if (text.startsWith('data_received,', start)) {
      const fields = fieldsOf(text, start, end, quoted);
      const tags = tagsOf(fields);
      if (tags.scenario === scenario && tags.metadata !== '') {
        sink.onReceived(metadataNumber(tags.metadata, 'i'), Number(fields[2]));
      }
    } else if (text.startsWith('dropped_iterations,', start)) {
      const fields = fieldsOf(text, start, end, quoted);
      const drops = tagsOf(fields).scenario === scenario ? Number(fields[2]) : 0;
      for (let drop = 0; drop < drops; drop++) sink.onDropped(Number(fields[1]));
    }
    if (group?.failed !== undefined) finishGroup();
  });
  return {
    write: rows.write,
    end() {
      rows.end();
      finishGroup();
    },
  };
}

/** Finds the columns by the header's names: which there are depends on k6's system tags. */
function tagReader(header: readonly string[]): (fields: readonly string[]) => Tags {
  const place = (name: string) => header.indexOf(name);
  const name = place('name');
  const scenario = place('scenario');
  const status = place('status');
  const errorCode = place('error_code');
  const metadata = place('metadata');
  return (fields) => ({
    name: fields[name] ?? '',
    scenario: fields[scenario] ?? '',
    status: fields[status] ?? '',
    errorCode: fields[errorCode] ?? '',
    metadata: fields[metadata] ?? '',
  });
}

/** `text` from `at` on: the rest of the metric's name, the time, the value. Names, times and values are never quoted. */
function addRow(group: Group, text: string, at: number): void {
  const afterName = text.indexOf(',', at);
  const afterTime = text.indexOf(',', afterName + 1);
  if (text.startsWith('failed', at)) {
    group.failed = text.charCodeAt(afterTime + 1) === one;
    return;
  }
  for (const timing of timings) {
    if (text.startsWith(timing, at) && at + timing.length === afterName) {
      group.us[timing] = microseconds(text, afterTime + 1);
      return;
    }
  }
}

const zero = 48;
const one = 49;
const dot = 46;

/** Milliseconds as k6 writes them (`12.345678`) → whole microseconds; NaN for anything else. */
function microseconds(text: string, start: number): number {
  let value = 0;
  let at = start;
  let digit = text.charCodeAt(at) - zero;
  if (!(digit >= 0 && digit <= 9)) return Number.NaN;
  for (; digit >= 0 && digit <= 9; digit = text.charCodeAt(++at) - zero) value = value * 10 + digit;
  if (digit + zero === dot) digit = text.charCodeAt(++at) - zero;
  for (let place = 0; place < 3; place++) {
    const there = digit >= 0 && digit <= 9;
    value = value * 10 + (there ? digit : 0);
    if (there) digit = text.charCodeAt(++at) - zero;
  }
  return digit >= 5 && digit <= 9 ? value + 1 : value;
}

function requestOf({ endUs, tags, us, failed }: Group): ObservedRequest | null {
  const status = Number(tags.status);
  const request: ObservedRequest = {
    series: tags.name === '' ? Number.NaN : Number(tags.name),
    iteration: metadataNumber(tags.metadata, 'i'),
    scheduleStartMs: metadataNumber(tags.metadata, 's'),
    endUs,
    serviceUs: us.duration ?? Number.NaN,
    blockedUs: us.blocked ?? Number.NaN,
    connectingUs: us.connecting ?? Number.NaN,
    tlsUs: us.tls_handshaking ?? Number.NaN,
    waitingUs: us.waiting ?? Number.NaN,
    status,
    errorCode: tags.errorCode,
    failed: failed ?? (status === 0 || status >= 400),
  };
  const { series, iteration, scheduleStartMs, serviceUs, blockedUs, connectingUs, tlsUs, waitingUs } =
    request;
  // One NaN in a sum shows that any was there.
  const sum =
    series + iteration + scheduleStartMs + endUs + serviceUs + blockedUs + connectingUs + tlsUs + waitingUs;
  return Number.isFinite(sum + status) ? request : null;
}

/** `i=7&s=1795416634002`, in any order. */
function metadataNumber(metadata: string, key: 'i' | 's'): number {
  const at = metadata.startsWith(`${key}=`) ? 0 : metadata.indexOf(`&${key}=`) + 1;
  if (at === 0 && !metadata.startsWith(`${key}=`)) return Number.NaN;
  const end = metadata.indexOf('&', at);
  const value = metadata.slice(at + 2, end === -1 ? undefined : end);
  return value === '' ? Number.NaN : Number(value);
}
