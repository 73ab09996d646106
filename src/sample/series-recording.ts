import type { EnvironmentNeeds, SecondMeasurement, SeriesMeasurement } from '../run/run.ts';
import type { AnswerNotes } from './answer-notes.ts';
import { createClassRecording } from './class-recording.ts';
import { createColdStartRecording } from './cold-start-recording.ts';
import {
  createHistogram,
  decodeHistogram,
  encodeHistogram,
  mergeEncoded,
  mergeHistograms,
  recordUs,
  shiftHistogram,
} from './histogram.ts';
import type { ObservedRequest } from './sample.ts';
import { createToldRecording } from './told-recording.ts';

/** What one series measured, second by second. */
export interface SeriesRecording {
  record(request: ObservedRequest, placed: Placed): void;
  /** A request of the warm-up. */
  beforehand(request: ObservedRequest, cold: boolean): void;
  /** A measured iteration is over. */
  ended(bytes: number, notes: AnswerNotes): void;
  /** Makes histograms of the seconds before this one, which few answers are still to come for. */
  closeBefore(second: number, calibrationUs: number): void;
  finish(calibrationUs: number, needs?: EnvironmentNeeds): SeriesMeasurement;
}

export interface Placed {
  /** Of the request's intended start. */
  readonly second: number;
  /** From the intended start to the end, not yet calibrated. */
  readonly responseUs: number;
  /** Why it is in no histogram of steady state. */
  readonly apart: 'cold-start' | 'fresh' | null;
}

/** A second that answers still come for: its values as they are. */
interface OpenSecond {
  readonly serviceUs: number[];
  readonly responseUs: number[];
}

interface ClosedPart {
  readonly service: string;
  readonly response: string;
  /** What was already taken off the response times. */
  readonly calibratedUs: number;
}

interface Second {
  count: number;
  errors: number;
  apart: number;
  open: OpenSecond | null;
  /** More than one where answers came after it was closed. */
  readonly closed: ClosedPart[];
}

/**
 * Memory grows with the seconds of the run, by some hundred bytes each, and not with its requests. The calibration
 * is known only at the end: seconds are closed with what is known by then, mostly the same, and moved by the
 * difference at the end.
 */
export function createSeriesRecording(marked = false, lookEvery = 1): SeriesRecording {
  const seconds = new Map<number, Second>();
  const open = new Set<number>();
  const byStatus: { [status: string]: number } = {};
  const byErrorCode: { [code: string]: number } = {};
  let count = 0;
  let errors = 0;
  let bytesReceived = 0;
  const classes = createClassRecording();
  const coldStarts = createColdStartRecording(marked);
  const told = createToldRecording(lookEvery);

  const close = (number: number, calibrationUs: number) => {
    open.delete(number);
    const second = seconds.get(number);
    if (!second?.open) return;
    second.closed.push(closedPart(second.open, calibrationUs));
    second.open = null;
  };

  return {
    record(request, { second: number, responseUs, apart }) {
      const second = seconds.get(number) ?? { count: 0, errors: 0, apart: 0, open: null, closed: [] };
      seconds.set(number, second);
      count++;
      second.count++;
      if (request.failed) {
        errors++;
        second.errors++;
      }
      if (request.status === 0) {
        const code = request.errorCode === '' ? 'unknown' : request.errorCode;
        byErrorCode[code] = (byErrorCode[code] ?? 0) + 1;
        return;
      }
      byStatus[request.status] = (byStatus[request.status] ?? 0) + 1;
      if (apart === 'cold-start') coldStarts.measured(request);
      if (apart !== null) {
        second.apart++;
        return;
      }
      classes.record(request, responseUs);
      second.open ??= { serviceUs: [], responseUs: [] };
      second.open.serviceUs.push(request.serviceUs);
      second.open.responseUs.push(responseUs);
      open.add(number);
    },
    beforehand: coldStarts.beforehand,
    ended(bytes, notes) {
      bytesReceived += bytes;
      told.take(notes);
    },
    closeBefore(before, calibrationUs) {
      for (const number of open) if (number < before) close(number, calibrationUs);
    },
    finish(calibrationUs, needs) {
      for (const number of open) close(number, calibrationUs);
      const finished = [...seconds]
        .sort(([a], [b]) => a - b)
        .map(([number, second]) => finishSecond(number, second, calibrationUs));
      return {
        count,
        errors,
        byStatus,
        byErrorCode,
        bytesReceived,
        service: mergeEncoded(finished.map(({ service }) => service)),
        response: mergeEncoded(finished.map(({ response }) => response)),
        byClass: classes.finish(calibrationUs),
        coldStarts: coldStarts.finish(needs),
        ...told.finish(),
        seconds: finished,
      };
    },
  };
}

function closedPart({ serviceUs, responseUs }: OpenSecond, calibratedUs: number): ClosedPart {
  const service = createHistogram();
  const response = createHistogram();
  for (const us of serviceUs) recordUs(service, us);
  for (const us of responseUs) recordUs(response, us - calibratedUs);
  return { service: encodeHistogram(service), response: encodeHistogram(response), calibratedUs };
}

function finishSecond(
  second: number,
  { count, errors, apart, closed }: Second,
  calibrationUs: number,
): SecondMeasurement {
  const [only, ...more] = closed;
  if (only !== undefined && more.length === 0 && only.calibratedUs === calibrationUs) {
    return { second, count, errors, apart, service: only.service, response: only.response };
  }
  const service = mergeEncoded(closed.map((part) => part.service));
  const response = mergeHistograms(
    closed.map((part) => shiftHistogram(decodeHistogram(part.response), part.calibratedUs - calibrationUs)),
  );
  return {
    second,
    count,
    errors,
    apart,
    service,
    response: encodeHistogram(response),
  };
}
