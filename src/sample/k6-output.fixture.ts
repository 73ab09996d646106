/** One request as k6 would have written it; times in microseconds since the epoch, durations in milliseconds. */
export interface WrittenRequest {
  readonly name?: string;
  readonly scenario?: string;
  readonly iteration: number;
  readonly scheduleStartMs: number;
  readonly startUs: number;
  readonly blockedMs?: number;
  readonly connectingMs?: number;
  readonly durationMs: number;
  readonly status?: number;
  readonly errorCode?: string;
  readonly failed?: boolean;
  readonly receivedBytes?: number;
}

export const header =
  'metric_name,timestamp,metric_value,error_code,name,scenario,status,extra_tags,metadata\n';

/** The rows that k6 2.2.0 writes for an iteration with one request. */
export function requestRows(request: WrittenRequest): string {
  const { name = '0', scenario = '0', status = 200, errorCode = '', blockedMs = 0.004 } = request;
  const endUs = Math.round(request.startUs + (blockedMs + request.durationMs) * 1000);
  const metadata = `i=${request.iteration}&s=${request.scheduleStartMs}`;
  const values = {
    http_reqs: 1,
    http_req_duration: request.durationMs,
    http_req_blocked: blockedMs,
    http_req_connecting: request.connectingMs ?? 0,
    http_req_tls_handshaking: 0,
    http_req_sending: 0.02,
    http_req_waiting: Math.max(0, request.durationMs - 0.03),
    http_req_receiving: 0.01,
    http_req_failed: Number(request.failed ?? status !== 200),
  };
  const rows = Object.entries(values).map(
    ([metric, value]) =>
      `${metric},${endUs},${value.toFixed(6)},${errorCode},${quoted(name)},${scenario},${status},,${metadata}`,
  );
  const iteration = `${endUs + 20},${(request.receivedBytes ?? 127).toFixed(6)},,,${scenario},,,${metadata}`;
  return `${rows.join('\n')}\ndata_sent,${iteration}\ndata_received,${iteration}\niterations,${iteration}\n`;
}

export function droppedRow(timeUs: number, scenario = '0'): string {
  return `dropped_iterations,${timeUs},1.000000,,,${scenario},,,\n`;
}

/** A field as Go's encoding/csv writes it. */
export function quoted(field: string): string {
  return /[",\r\n]|^\s/.test(field) ? `"${field.replaceAll('"', '""')}"` : field;
}

/** The bytes of a text in pieces that end at these places. */
export function chunksOf(text: string, cuts: readonly number[]): Buffer[] {
  const bytes = Buffer.from(text, 'utf8');
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  return [...places, bytes.length].map((end, index) => bytes.subarray(places[index - 1] ?? 0, end));
}
