import type { Sample } from './sample.ts';

/** Looks at every sample, those of the warm-up too, before it counts. */
export interface SampleWatch {
  /** `hold`: it isn't clear yet whose fault it is; the watch keeps it. */
  see(sample: Sample): 'count' | 'hold';
  /** Bytes of answers, headers included. */
  received(target: number, bytes: number): void;
  /** Samples that were held and count after all, each once. */
  released(): readonly Sample[];
  /** The run is over: what is still held and counts. */
  end(): readonly Sample[];
}
