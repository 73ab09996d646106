import {
  build,
  decodeFromCompressedBase64,
  encodeIntoCompressedBase64,
  type Float64Histogram,
  type Histogram,
  type JsHistogram,
} from 'hdr-histogram-js';

/** Whole microseconds to three significant digits; it grows as values come. */
export function createHistogram(): JsHistogram {
  return build({
    bitBucketSize: 64,
    autoResize: true,
    highestTrackableValue: 2,
    numberOfSignificantValueDigits: 3,
  }) as Float64Histogram;
}

/**
 * Records whole microseconds, `count` times. The library takes NaN without a word and is corrupt from then on, cuts
 * fractions, and stops at negative values: here a value that is no number throws, fractions are rounded, and what
 * a stepped clock made negative counts as 0.
 */
export function recordUs(histogram: Histogram, us: number, count = 1): void {
  if (!Number.isFinite(us)) throw new RangeError(`${us} is no number of microseconds`);
  histogram.recordValueWithCount(Math.max(0, Math.round(us)), count);
}

/** HdrHistogram V2, compressed, base64, as HdrHistogram's own tools in any language read it. */
export function encodeHistogram(histogram: Histogram): string {
  return encodeIntoCompressedBase64(histogram);
}

/** @throws Error if the text is no such histogram. */
export function decodeHistogram(encoded: string): JsHistogram {
  return decodeFromCompressedBase64(encoded, 64) as JsHistogram;
}

/** The histogram that one recorder would have made of all the values. */
export function mergeHistograms(histograms: Iterable<Histogram>): JsHistogram {
  const merged = createHistogram();
  for (const histogram of histograms) if (histogram.totalCount > 0) merged.add(histogram as JsHistogram);
  return merged;
}

/** The same of encoded ones, of which a long run has thousands: one after another, so that never more than a few are in memory. */
export function mergeEncoded(encoded: Iterable<string>): string {
  const merged = createHistogram();
  for (const one of encoded) {
    const histogram = decodeHistogram(one);
    if (histogram.totalCount > 0) merged.add(histogram);
  }
  return encodeHistogram(merged);
}

/**
 * The same values, each `byUs` later (earlier where negative, and 0 at the least). A value of more than 2,047 µs is
 * known to its bucket's width of 0.1 % or less and moves with the bucket's middle, so it may land one bucket beside.
 */
export function shiftHistogram(histogram: JsHistogram, byUs: number): JsHistogram {
  if (byUs === 0) return histogram;
  const shifted = createHistogram();
  for (let index = 0, seen = 0; seen < histogram.totalCount; index++) {
    const count = histogram.getCountAtIndex(index);
    if (count === 0) continue;
    seen += count;
    recordUs(shifted, histogram.medianEquivalentValue(histogram.valueFromIndex(index)) + byUs, count);
  }
  return shifted;
}
