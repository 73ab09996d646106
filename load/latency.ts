import { SharedArray } from 'k6/data';
import encoding from 'k6/encoding';
import exec from 'k6/execution';
import http from 'k6/http';
import type { Options, Scenario } from 'k6/options';
import type { PlannedRequest, ScenarioPlan } from './plan.ts';

const readPlan = (): ScenarioPlan => JSON.parse(open(__ENV.GATEWRIGHT_PLAN ?? 'plan.json'));
// Shared: a copy of the orders in each virtual user would take seconds to start and half of the memory.
const order = new SharedArray('order', () => readPlan().targets.flatMap(({ order }) => order));
const plan = new SharedArray('plan', () => [withoutOrders(readPlan())])[0] as ScenarioPlan;
const { arrivals, targets } = plan;
const requests = plan.requests.map(prepare);
const perTarget = order.length / targets.length;

/** By the target's place in the plan. A scenario for each: its virtual users keep their connections to one origin. */
export const options: Options = {
  scenarios: Object.fromEntries(
    targets.map(({ offsetSeconds }, target): [string, Scenario] => [
      String(target),
      {
        executor: 'constant-arrival-rate',
        exec: 'arrive',
        startTime: `${offsetSeconds * 1e6}us`,
        // k6 takes whole numbers; a thousand seconds make them of any rate.
        rate: Math.round(arrivals.ratePerSecond * 1000),
        timeUnit: '1000s',
        duration: `${Math.round(scheduleSeconds() * 1e6)}us`,
        preAllocatedVUs: arrivals.virtualUsers,
        maxVUs: arrivals.virtualUsers,
        gracefulStop: `${plan.timeoutSeconds + 5}s`,
      },
    ]),
  ),
  discardResponseBodies: true,
  maxRedirects: 0,
  userAgent: 'gatewright',
};

/** To half a period after the last arrival at the latest, so that there is never one too many. */
function scheduleSeconds(): number {
  const { ratePerSecond, durationSeconds, expected } = arrivals;
  const { arrivals: warmUp } = plan.warmUp;
  const measured = Math.min(durationSeconds, (expected / targets.length - 0.5) / ratePerSecond);
  return warmUp / ratePerSecond + measured;
}

/** One arrival. Its number and the schedule's start say when it was meant to start. */
export function arrive(): void {
  const arrival = exec.scenario.iterationInTest;
  exec.vu.metrics.metadata.i = arrival;
  exec.vu.metrics.metadata.s = exec.scenario.startTime;
  const request = requests[requestOf(Number(exec.scenario.name), arrival) ?? 0];
  if (request !== undefined) http.request(request.method, request.url, request.body, request.params);
}

function requestOf(target: number, arrival: number): number | undefined {
  const measured = arrival - plan.warmUp.arrivals;
  if (measured >= 0) return order[target * perTarget + (measured % perTarget)];
  const { warmUp = [] } = targets[target] ?? {};
  return warmUp[arrival % warmUp.length];
}

function withoutOrders(whole: ScenarioPlan): ScenarioPlan {
  return { ...whole, targets: whole.targets.map((target) => ({ ...target, order: [] })) };
}

function prepare({ series, method, url, headers, secretHeaders, body, expectStatus }: PlannedRequest) {
  const secrets = Object.entries(secretHeaders).map(([name, variable]) => [name, __ENV[variable] ?? '']);
  const params = {
    headers: { ...headers, ...Object.fromEntries(secrets) },
    tags: { name: String(series) },
    timeout: `${plan.timeoutSeconds}s`,
    responseCallback: http.expectedStatuses(expectStatus),
  };
  const bytes = body === null ? null : 'text' in body ? body.text : encoding.b64decode(body.base64);
  return { method, url, body: bytes, params };
}
