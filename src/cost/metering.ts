import { ceiling, exact, over } from './exact.ts';
import { httpMeteringStep } from './price-list.ts';

/**
 * How many requests one call of an HTTP API is charged as: a step for each started 512 KB (API Gateway pricing page,
 * "HTTP APIs are metered in 512 KB increments"). AWS doesn't publish whether request and answer are added up; the
 * larger of the two is taken here. The least is one.
 */
export function meteredSteps(requestBytes: number, responseBytes: number): bigint {
  const steps = ceiling(over(exact(Math.max(requestBytes, responseBytes)), exact(httpMeteringStep)));
  return steps < 1n ? 1n : steps;
}
