import type { MethodThrottle, Throttle } from '../model.ts';
import type { Properties } from './properties.ts';

/** An account's own limits, which stand in for the half of a pair that a template leaves out (AWS documentation, "Amazon API Gateway quotas"). */
const accountThrottle: Throttle = { ratePerSecond: 10_000, burst: 5_000 };

/** A pair of limits; `null` where neither is given, or both are negative, which means no limit. */
export function readThrottle(
  properties: Properties | undefined,
  rateName: string,
  burstName: string,
): Throttle | null {
  const rate = properties?.number(rateName);
  const burst = properties?.number(burstName);
  const unlimited = (limit: number | undefined) => limit === undefined || limit < 0;
  if (unlimited(rate) && unlimited(burst)) return null;
  return {
    ratePerSecond: unlimited(rate) ? accountThrottle.ratePerSecond : (rate as number),
    burst: unlimited(burst) ? accountThrottle.burst : (burst as number),
  };
}

/** Throttles of MethodSettings, the more special ones first: a method, its path, its verb, the whole stage. */
export function readMethodThrottles(settings: readonly Properties[]): MethodThrottle[] {
  const throttles = settings.flatMap((one): MethodThrottle[] => {
    const throttle = readThrottle(one, 'ThrottlingRateLimit', 'ThrottlingBurstLimit');
    if (throttle === null) return [];
    return [
      {
        resourcePath: resourcePathOf(one.text('ResourcePath') ?? '/*'),
        httpMethod: (one.text('HttpMethod') ?? '*').toUpperCase(),
        throttle,
      },
    ];
  });
  const generality = ({ resourcePath, httpMethod }: MethodThrottle): number =>
    (resourcePath === '/*' ? 2 : 0) + (httpMethod === '*' ? 1 : 0);
  return throttles.sort((one, other) => generality(one) - generality(other));
}

/** CloudFormation takes `/~1users~1{id}` and `/users/{id}`; `*` and `/*` mean every path. */
export function resourcePathOf(given: string): string {
  if (given === '*' || given === '/*') return '/*';
  return given.includes('~1') ? given.replace(/^\//, '').replaceAll('~1', '/') : given;
}
