import type { ConnectionMeasurement } from '../run/connections.ts';
import { createHistogram, encodeHistogram, recordUs, shiftHistogram } from './histogram.ts';
import type { Sample } from './sample.ts';

/** What opening connections to one target takes, kept apart from its requests. */
export interface ConnectionRecording {
  /** A request that had to open its connection, measured or of the warm-up. */
  opened(sample: Sample): void;
  /** A measured request over an open connection. */
  reused(sample: Sample): void;
  spoke(protocol: string): void;
  finish(calibrationUs: number): ConnectionMeasurement;
}

export function isFresh({ request }: Sample): boolean {
  return request.connectingUs > 0 || request.tlsUs > 0;
}

/** Waiting for an open connection takes a few microseconds, and longer on a machine that is busy. */
const leastOpeningUs = 100;

export function createConnectionRecording(): ConnectionRecording {
  const histograms = {
    service: createHistogram(),
    response: createHistogram(),
    connecting: createHistogram(),
    tls: createHistogram(),
    waiting: createHistogram(),
  };
  const protocols: { [protocol: string]: number } = {};
  let opened = 0;
  let openedInWarmUp = 0;
  let sentAgain = 0;
  let floorUs = Number.POSITIVE_INFINITY;
  let openingFloorUs = Number.POSITIVE_INFINITY;
  return {
    opened({ request, arrival, intendedStartUs }) {
      const { connectingUs, tlsUs, blockedUs } = request;
      recordUs(histograms.connecting, connectingUs);
      if (tlsUs > 0) recordUs(histograms.tls, tlsUs);
      recordUs(histograms.waiting, blockedUs - connectingUs - tlsUs);
      if (connectingUs > 0) {
        floorUs = Math.min(floorUs, connectingUs);
        openingFloorUs = Math.min(openingFloorUs, Math.max(leastOpeningUs, connectingUs + tlsUs));
      }
      if (arrival < 0) {
        openedInWarmUp++;
        return;
      }
      opened++;
      if (request.status === 0) return;
      recordUs(histograms.service, request.serviceUs);
      recordUs(histograms.response, request.endUs - intendedStartUs);
    },
    reused({ request }) {
      if (request.blockedUs >= openingFloorUs) sentAgain++;
    },
    spoke(protocol) {
      protocols[protocol] = (protocols[protocol] ?? 0) + 1;
    },
    finish: (calibrationUs) => ({
      opened,
      openedInWarmUp,
      service: encodeHistogram(histograms.service),
      response: encodeHistogram(shiftHistogram(histograms.response, -calibrationUs)),
      connecting: encodeHistogram(histograms.connecting),
      tls: encodeHistogram(histograms.tls),
      waiting: encodeHistogram(histograms.waiting),
      connectFloorMs: Number.isFinite(floorUs) ? floorUs / 1000 : null,
      ...(sentAgain === 0 ? {} : { sentAgain }),
      protocols,
    }),
  };
}
