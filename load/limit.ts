import exec from 'k6/execution';
import { plan } from './planned.ts';

/**
 * Ends the whole run before a target gets one request more than it may (`--max-requests`, `--max-cost`). k6 counts the
 * arrivals of a scenario over all its virtual users, so that the limit holds to the request.
 */
export function stopAtLimit(target: number, arrival: number): void {
  const most = plan.targets[target]?.mostRequests;
  if (most === undefined || arrival < most) return;
  exec.test.abort(
    `limit reached: target ${target} had the ${most} requests that --max-requests or --max-cost leave it`,
  );
}
