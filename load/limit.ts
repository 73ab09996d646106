import exec from 'k6/execution';
import { plan } from './planned.ts';

/**
 * Ends the whole run before a target gets one request more than it may (`--max-requests`, `--max-cost`). k6 counts the
 * arrivals of a scenario over all its virtual users, so that the limit holds to the request.
 */
export function stopAtLimit(target: number, arrival: number): void {
  const { target: name = '', mostRequests } = plan.targets[target] ?? {};
  if (mostRequests === undefined || arrival < mostRequests) return;
  exec.test.abort(`${name} has had the ${mostRequests} requests that --max-requests or --max-cost leave it`);
}
