import { sleep } from 'k6';
import { SharedArray } from 'k6/data';
import encoding from 'k6/encoding';
import exec from 'k6/execution';
import http from 'k6/http';
import type { Options } from 'k6/options';
import type { PlannedRequest, ScenarioPlan } from './plan.ts';

const readPlan = (): ScenarioPlan => JSON.parse(open(__ENV.GATEWRIGHT_PLAN ?? 'plan.json'));
// Shared: a copy of the order in each virtual user would take seconds to start and half of the memory.
const order = new SharedArray('order', () => [...readPlan().order]);
const plan = new SharedArray('plan', () => [{ ...readPlan(), order: [] }])[0] as Omit<ScenarioPlan, 'order'>;
const { arrivals, warmUp: warming } = plan;
const requests = plan.requests.map(prepare);

export const options: Options = {
  scenarios: {
    'warm-up': {
      executor: 'per-vu-iterations',
      exec: 'warmUp',
      vus: arrivals.virtualUsers,
      maxDuration: `${warming.seconds}s`,
      // Ends before the next one starts, so that both are given the same virtual users and their connections.
      gracefulStop: '0s',
    },
    measured: {
      executor: 'constant-arrival-rate',
      exec: 'arrive',
      startTime: `${warming.seconds}s`,
      // k6 takes whole numbers; a thousand seconds make them of any rate.
      rate: Math.round(arrivals.totalPerSecond * 1000),
      timeUnit: '1000s',
      duration: `${Math.round(arrivals.durationSeconds * 1000)}ms`,
      preAllocatedVUs: arrivals.virtualUsers,
      maxVUs: arrivals.virtualUsers,
      gracefulStop: `${plan.timeoutSeconds + 5}s`,
    },
  },
  discardResponseBodies: true,
  maxRedirects: 0,
  userAgent: 'gatewright',
};

/** Each virtual user in its turn opens a connection to every origin; over all of them every request is sent. */
export function warmUp(): void {
  const turn = exec.vu.idInTest - 1;
  sleep((warming.spreadSeconds * turn) / arrivals.virtualUsers);
  http.batch(warming.origins.map((origin) => requests[origin[turn % origin.length] ?? 0] ?? ''));
}

/** One arrival. Its number and the schedule's start say when it was meant to start. */
export function arrive(): void {
  const arrival = exec.scenario.iterationInTest;
  exec.vu.metrics.metadata.i = arrival;
  exec.vu.metrics.metadata.s = exec.scenario.startTime;
  const request = requests[order[arrival % order.length] ?? 0];
  if (request !== undefined) http.request(request.method, request.url, request.body, request.params);
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
