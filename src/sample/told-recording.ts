import type { SeriesMeasurement } from '../run/run.ts';
import type { AnswerNotes } from './answer-notes.ts';
import { createHistogram, encodeHistogram, recordUs } from './histogram.ts';

/** What the answers of a series told of themselves, all together. */
export function createToldRecording(lookEvery: number) {
  const functionTime = createHistogram();
  const gateway = createHistogram();
  const otherMediaTypes: { [mediaType: string]: number } = {};
  const redirectedTo: { [origin: string]: number } = {};
  let foreignPages = 0;
  return {
    take(notes: AnswerNotes): void {
      if (notes.functionUs !== null) recordUs(functionTime, notes.functionUs);
      if (notes.gatewayUs !== null) recordUs(gateway, notes.gatewayUs);
      // Each stands for those beside it that weren't looked at.
      if (notes.mediaType !== null) countIn(otherMediaTypes, notes.mediaType, lookEvery);
      if (notes.foreignPage) foreignPages += lookEvery;
      if (notes.redirectedTo !== null) countIn(redirectedTo, notes.redirectedTo, lookEvery);
    },
    finish: (): Pick<
      SeriesMeasurement,
      'functionTime' | 'otherMediaTypes' | 'redirectedTo' | 'foreignPages'
    > => ({
      ...(foreignPages === 0 ? {} : { foreignPages }),
      otherMediaTypes,
      redirectedTo,
      ...(functionTime.totalCount === 0
        ? {}
        : {
            functionTime: {
              count: functionTime.totalCount,
              function: encodeHistogram(functionTime),
              gateway: encodeHistogram(gateway),
            },
          }),
    }),
  };
}

const mostKinds = 20;

/** A target that answers something else every time must not fill the memory. */
function countIn(counts: { [name: string]: number }, name: string, times: number): void {
  const known = name in counts || Object.keys(counts).length < mostKinds ? name : 'others';
  counts[known] = (counts[known] ?? 0) + times;
}
