import exec from 'k6/execution';

let scenario: typeof exec.scenario | undefined;
let metadata: typeof exec.vu.metrics.metadata | undefined;

/**
 * k6 builds a new object at each look at `exec.scenario` and `exec.vu`: measured, a third of what a request costs it. An object
 * that it made once reads what is true now, whichever scenario its virtual user works for. There is none before the first iteration.
 */
export function currentScenario(): typeof exec.scenario {
  scenario ??= exec.scenario;
  return scenario;
}

/** What is written here goes with every sample of this virtual user from now on. */
export function sampleMetadata(): typeof exec.vu.metrics.metadata {
  metadata ??= exec.vu.metrics.metadata;
  return metadata;
}
