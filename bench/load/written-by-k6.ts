import { header, requestRows } from '../../src/sample/k6-output.fixture.ts';

/** Bytes of as many requests as the plan's order has, whose times and numbers are written anew for every turn. */
export interface Turn {
  readonly bytes: Buffer;
  /** Where a time stands, and how far it is behind the turn's start. */
  readonly times: readonly (readonly [at: number, us: number])[];
  /** Where an iteration's number stands, and which of the turn it is. */
  readonly numbers: readonly (readonly [at: number, index: number])[];
}

export interface Written {
  /** Index of the series, and of the status. */
  readonly series: number;
  readonly status: number;
  readonly durationMs: number;
}

/** Seven digits for a number, all the while. */
export const firstIteration = 1_000_000;
/** Sixteen for a time. */
const placeholderMs = 1_700_000_000_000;
const placeholderUs = /1[67]\d{14}(?=,)/g;

/** The rows of k6 2.2.0 for these requests, one a millisecond, in the order of their ends. */
export function turnOf(requests: readonly Written[]): Turn {
  const rows = requests
    .map(({ series, status, durationMs }, index) => ({
      endMs: index + durationMs,
      index,
      text: requestRows({
        name: String(series),
        iteration: firstIteration + index,
        scheduleStartMs: placeholderMs,
        startUs: placeholderMs * 1000 + index * 1000 + 1200,
        durationMs,
        status,
      }).replaceAll(`&s=${placeholderMs}`, ''),
    }))
    .sort((a, b) => a.endMs - b.endMs);
  const times: [number, number][] = [];
  const numbers: [number, number][] = [];
  let at = 0;
  for (const { index, text } of rows) {
    for (const found of text.matchAll(placeholderUs))
      times.push([at + found.index, Number(found[0]) - placeholderMs * 1000]);
    for (const found of text.matchAll(/i=\d{7}/g)) numbers.push([at + found.index + 2, index]);
    at += text.length;
  }
  return { bytes: Buffer.from(rows.map(({ text }) => text).join('')), times, numbers };
}

/** The turn's bytes as those of turn number `turn`. */
export function written(
  { bytes, times, numbers }: Turn,
  turn: number,
  { startUs, size }: { startUs: number; size: number },
): Buffer {
  const copy = Buffer.from(bytes);
  const beganUs = startUs + turn * size * 1000;
  for (const [at, us] of times) digits(copy, at, { value: beganUs + us, places: 16 });
  for (const [at, index] of numbers)
    digits(copy, at, { value: firstIteration + turn * size + index, places: 7 });
  return copy;
}

function digits(bytes: Buffer, at: number, { value, places }: { value: number; places: number }): void {
  let rest = value;
  for (let place = at + places - 1; place >= at; place--) {
    const next = Math.floor(rest / 10);
    bytes[place] = 48 + rest - next * 10;
    rest = next;
  }
}

/** The header, and a request of the warm-up that tells when the schedule began, as a virtual user's first one does. */
export function beginning(scheduleStartMs: number): string {
  return (
    header + requestRows({ iteration: 0, scheduleStartMs, startUs: scheduleStartMs * 1000, durationMs: 1 })
  );
}
