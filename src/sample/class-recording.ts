import type { JsHistogram } from 'hdr-histogram-js';
import type { ClassMeasurement } from '../run/run.ts';
import { createHistogram, encodeHistogram, recordUs, shiftHistogram } from './histogram.ts';
import type { ObservedRequest } from './sample.ts';

interface ClassHistograms {
  readonly service: JsHistogram;
  readonly response: JsHistogram;
}

/** The latencies of each class of status by itself. */
export function createClassRecording() {
  const classes = new Map<string, ClassHistograms>();
  return {
    record({ status, serviceUs }: ObservedRequest, responseUs: number): void {
      const name = `${Math.floor(status / 100)}xx`;
      const known = classes.get(name) ?? { service: createHistogram(), response: createHistogram() };
      classes.set(name, known);
      recordUs(known.service, serviceUs);
      recordUs(known.response, responseUs);
    },
    /** Nothing where there is only one: the series has its histograms already. */
    finish(calibrationUs: number): { [statusClass: string]: ClassMeasurement } {
      if (classes.size < 2) return {};
      return Object.fromEntries(
        [...classes].map(([name, { service, response }]) => [
          name,
          {
            count: service.totalCount,
            service: encodeHistogram(service),
            response: encodeHistogram(shiftHistogram(response, -calibrationUs)),
          },
        ]),
      );
    },
  };
}
