import type { SecondMeasurement, SeriesMeasurement } from '../run/run.ts';
import {
  createHistogram,
  decodeHistogram,
  encodeHistogram,
  mergeHistograms,
  recordUs,
  shiftHistogram,
} from './histogram.ts';
import type { ObservedRequest } from './sample.ts';

/** What one series measured, second by second. */
export interface SeriesRecording {
  /** `second` is of the request's intended start, `responseUs` from there to its end, not yet calibrated. */
  record(request: ObservedRequest, second: number, responseUs: number): void;
  received(bytes: number): void;
  /** Makes histograms of the seconds before this one, which few answers are still to come for. */
  closeBefore(second: number, calibrationUs: number): void;
  finish(calibrationUs: number): SeriesMeasurement;
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
  open: OpenSecond | null;
  /** More than one where answers came after it was closed. */
  readonly closed: ClosedPart[];
}

/**
 * Memory grows with the seconds of the run, by some hundred bytes each, and not with its requests. The calibration
 * is known only at the end: seconds are closed with what is known by then, mostly the same, and moved by the
 * difference at the end.
 */
export function createSeriesRecording(): SeriesRecording {
  const seconds = new Map<number, Second>();
  const open = new Set<number>();
  const byStatus: { [status: string]: number } = {};
  const byErrorCode: { [code: string]: number } = {};
  let count = 0;
  let errors = 0;
  let bytesReceived = 0;

  const close = (number: number, calibrationUs: number) => {
    open.delete(number);
    const second = seconds.get(number);
    if (!second?.open) return;
    second.closed.push(closedPart(second.open, calibrationUs));
    second.open = null;
  };

  return {
    record(request, number, responseUs) {
      const second = seconds.get(number) ?? { count: 0, errors: 0, open: null, closed: [] };
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
      second.open ??= { serviceUs: [], responseUs: [] };
      second.open.serviceUs.push(request.serviceUs);
      second.open.responseUs.push(responseUs);
      open.add(number);
    },
    received(bytes) {
      bytesReceived += bytes;
    },
    closeBefore(before, calibrationUs) {
      for (const number of open) if (number < before) close(number, calibrationUs);
    },
    finish(calibrationUs) {
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
        service: encodeHistogram(mergeHistograms(finished.map(({ service }) => decodeHistogram(service)))),
        response: encodeHistogram(mergeHistograms(finished.map(({ response }) => decodeHistogram(response)))),
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
  { count, errors, closed }: Second,
  calibrationUs: number,
): SecondMeasurement {
  const [only, ...more] = closed;
  if (only !== undefined && more.length === 0 && only.calibratedUs === calibrationUs) {
    return { second, count, errors, service: only.service, response: only.response };
  }
  const service = mergeHistograms(closed.map((part) => decodeHistogram(part.service)));
  const response = mergeHistograms(
    closed.map((part) => shiftHistogram(decodeHistogram(part.response), part.calibratedUs - calibrationUs)),
  );
  return { second, count, errors, service: encodeHistogram(service), response: encodeHistogram(response) };
}
