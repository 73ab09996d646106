import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { ScenarioPlan } from '../../load/plan.ts';
import type { Contract, Route } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import { UsageError } from '../errors/usage-error.ts';
import { describePlan, requestsPerSeries } from './describe-plan.ts';
import type { Plan } from './plan.ts';
import { planLatency } from './plan-latency.ts';

/** What k6 reads of a plan is what Node writes into it. */
const readByScenario = (plan: Plan): ScenarioPlan => plan;

const rest: Target = {
  target: 'my-api:rest',
  apiType: 'rest',
  invokeUrl: 'https://rest.example/dev',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: 'my-api',
  endpointType: 'REGIONAL',
  apiId: 'rest',
};
const http: Target = {
  ...rest,
  target: 'my-api:http',
  apiType: 'http',
  invokeUrl: 'https://http.example',
  apiId: 'http',
};
const ok = { 'it answers': { expect: { status: 200 } } };
const hello: Route = { responses: {}, examples: ok };
const contract: Contract = {
  name: 'my-api',
  objectives: { p95Ms: 300 },
  routes: {
    'GET /hello': { ...hello, weight: 3 },
    'GET /users/{id}': {
      responses: {},
      objectives: { p99Ms: 900 },
      examples: {
        one: { path: { id: 1 }, expect: { status: 200 } },
        two: { path: { id: 2 }, expect: { status: 200 } },
        'not there': { path: { id: 3 }, expect: { status: 404 } },
      },
    },
    'POST /users': { responses: {}, examples: { made: { body: {}, expect: { status: 201 } } } },
  },
};
const subjects = [rest, http].map((target) => ({ target, contract }));
const base = { runId: 'r', subjects, ratePerSecond: 20, durationSeconds: 30 };
const of = (routes: Contract['routes']) => [{ target: rest, contract: { name: 'c', routes } }];

test('every target gets the rate, and virtual users of its own that cover a stall of two seconds', () => {
  const { arrivals, targets } = readAndCheck(planLatency(base));
  assert.equal(arrivals.totalPerSecond, 40);
  assert.equal(arrivals.expected, 1200);
  assert.equal(arrivals.virtualUsers, 40);
  assert.equal(targets.length, 2);
});

test('targets take turns: their schedules are shifted against each other by equal parts of the period', () => {
  assert.deepEqual(
    planLatency(base).targets.map(({ offsetSeconds }) => offsetSeconds),
    [0, 0.025],
  );
});

test('rates below one are kept as they are, and one slow answer never makes the next arrival wait', () => {
  const { arrivals } = planLatency({
    ...base,
    subjects: subjects.slice(0, 1),
    ratePerSecond: 0.5,
    durationSeconds: 3,
  });
  assert.equal(arrivals.totalPerSecond, 0.5);
  assert.equal(arrivals.expected, 2);
  assert.equal(arrivals.virtualUsers, 2);
});

test('only success examples of routes that are safe to repeat are sent', () => {
  const plan = planLatency(base);
  assert.deepEqual(
    plan.series.map(({ target, route }) => `${target} ${route}`),
    [
      'my-api:rest GET /hello',
      'my-api:rest GET /users/{id}',
      'my-api:http GET /hello',
      'my-api:http GET /users/{id}',
    ],
  );
  assert.deepEqual(
    plan.requests.slice(0, 3).map(({ url }) => url),
    [
      'https://rest.example/dev/hello',
      'https://rest.example/dev/users/1',
      'https://rest.example/dev/users/2',
    ],
  );
});

test("a route's own objectives stand in place of the contract's", () => {
  const { series } = planLatency(base);
  assert.deepEqual(series[0]?.objectives, { p95Ms: 300 });
  assert.deepEqual(series[1]?.objectives, { p99Ms: 900 });
});

test('a route with an effect is sent where the contract says that it is safe to repeat', () => {
  const post: Route = {
    responses: {},
    safeToRepeat: true,
    examples: {
      a: { bodyBase64: '/w==', expect: { status: 200 } },
      b: { body: 'é', expect: { status: 201 } },
    },
  };
  const { requests } = planLatency({ ...base, subjects: of({ 'POST /lambda': post }) });
  assert.deepEqual(
    requests.map(({ body }) => body),
    [{ base64: '/w==' }, { text: '"é"' }],
  );
  assert.throws(
    () => planLatency({ ...base, effects: 'none', subjects: of({ 'POST /lambda': post }) }),
    (error) => error instanceof UsageError && /protected/.test(error.next.join()),
  );
});

test("every stretch of a target's order holds each route by its weight", () => {
  fc.assert(
    fc.property(
      fc.integer(),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 5 }),
      (seed, weights) => {
        const routes = Object.fromEntries(weights.map((weight, n) => [`GET /r${n}`, { ...hello, weight }]));
        const subjects = [rest, http].map((target) => ({ target, contract: { name: 'c', routes } }));
        const plan = planLatency({ ...base, seed, subjects });
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (const { order, target } of plan.targets) {
          const counts = weights.map(() => 0);
          for (const [place, request] of order.entries()) {
            const index = plan.requests[request]?.series ?? -1;
            assert.equal(plan.series[index]?.target, target);
            const route = index % weights.length;
            counts[route] = (counts[route] ?? 0) + 1;
            const due = (place + 1) * ((weights[route] ?? 0) / total);
            assert.ok(
              Math.abs((counts[route] ?? 0) - due) <= 8,
              `route ${route} at ${place}: ${counts[route]} for ${due}`,
            );
          }
        }
      },
    ),
    { seed: 7, numRuns: 50 },
  );
});

test('the same seed gives the same order, another seed another', () => {
  const orders = (seed: number) => planLatency({ ...base, seed }).targets.map(({ order }) => order);
  assert.deepEqual(orders(4), orders(4));
  assert.notDeepEqual(orders(4), orders(5));
});

test('the warm-up is no harder on a target than the load, and gives every request and virtual user its turn', () => {
  const plan = planLatency(base);
  assert.deepEqual(plan.warmUp, { arrivals: 80, ratePerSecond: 20, seconds: 4 });
  assert.deepEqual(
    plan.targets.map(({ warmUp }) => warmUp),
    [
      [0, 1, 2],
      [3, 4, 5],
    ],
  );
  const slow = planLatency({ ...base, ratePerSecond: 0.1 });
  assert.deepEqual(slow.warmUp, { arrivals: slow.arrivals.virtualUsers, ratePerSecond: 0.1, seconds: 20 });
});

test('a long run has a short order', () => {
  const { targets, arrivals } = planLatency({ ...base, ratePerSecond: 500, durationSeconds: 3600 });
  assert.equal(arrivals.expected, 3_600_000);
  assert.ok(targets.every(({ order }) => order.length <= 2048));
});

test('--route takes an exact key before a part of one, and leaves out targets without a match', () => {
  const both = planLatency({ ...base, routes: '/users' });
  assert.deepEqual(
    both.series.map(({ route }) => route),
    ['GET /users/{id}', 'GET /users/{id}'],
  );
  const exact = { 'GET /a': hello, 'GET /a/b': hello };
  const one = planLatency({ ...base, routes: 'GET /a', subjects: [...of(exact), ...subjects] });
  assert.deepEqual(
    one.series.map(({ route }) => route),
    ['GET /a'],
  );
  assert.equal(one.arrivals.totalPerSecond, 20);
});

test('what cannot be measured is refused in one sentence that says what to do', () => {
  const refusals: [Parameters<typeof planLatency>[0], RegExp, RegExp][] = [
    [
      { ...base, subjects: of({ 'POST /lambda': hello }) },
      /"c" has no route for my-api:rest that is safe to repeat/,
      /safeToRepeat: true/,
    ],
    [
      {
        ...base,
        subjects: of({ 'GET /a': { responses: {}, examples: { no: { expect: { status: 404 } } } } }),
      },
      /expects a success/,
      /GET \/a an example/,
    ],
    [{ ...base, routes: 'POST /users' }, /POST \/users has an effect/, /safeToRepeat/],
    [{ ...base, routes: 'GET /helo' }, /matches --route "GET \/helo"/, /Did you mean "GET \/hello"/],
    [{ ...base, ratePerSecond: 0 }, /rate of 0/, /--rate 20/],
    [{ ...base, ratePerSecond: Number.NaN }, /rate of NaN/, /--rate/],
    [{ ...base, ratePerSecond: -3 }, /rate of -3/, /--rate/],
    [{ ...base, ratePerSecond: 1e-4 }, /quarter of an hour/, /--rate/],
    [{ ...base, ratePerSecond: 1e6 }, /4000000 virtual users, about 931.3 GB/, /Up to --rate \d+/],
    [{ ...base, durationSeconds: 0 }, /duration of 0/, /--duration/],
    [{ ...base, durationSeconds: Number.POSITIVE_INFINITY }, /duration of Infinity/, /--duration/],
    [{ ...base, durationSeconds: 1e6 }, /longer than a day/, /--duration/],
    [
      { ...base, maxRequests: 1359 },
      /1360 requests \(1200 measured, 160 to warm up\).* allows 1359/,
      /Lower --rate/,
    ],
  ];
  for (const [options, message, next] of refusals) {
    assert.throws(
      () => planLatency(options),
      (error) =>
        error instanceof UsageError && message.test(error.message) && next.test(error.next.join(' ')),
      String(message),
    );
  }
  assert.equal(planLatency({ ...base, maxRequests: 1360 }).arrivals.expected, 1200);
});

test('the plan is told as lines whose counts add up to what is sent', () => {
  const plan = planLatency({ ...base, ratePerSecond: 333, durationSeconds: 61 });
  assert.equal(
    requestsPerSeries(plan).reduce((sum, count) => sum + count, 0),
    plan.arrivals.expected,
  );
  const lines = describePlan(plan);
  assert.match(lines[0] ?? '', /^40,626 requests in 1m1s: 666 a second \(333 for each of 2 targets\)/);
  assert.ok(
    lines.some((line) => /^ +15,2\d\d {2}GET \/hello$/.test(line)),
    lines.join('\n'),
  );
});

test('a plan names the variables that hold secrets and holds none', () => {
  const secured: Route = { ...hello, auth: { header: 'X-Api-Key', from: 'env:MY_KEY' } };
  const plan = planLatency({ ...base, subjects: of({ 'GET /a': secured }) });
  assert.deepEqual(plan.requests[0]?.secretHeaders, { 'x-api-key': 'MY_KEY' });
});

test('a secret that Node has to prepare gets a variable of its own, the same for all who need it', () => {
  const bearer: Route = { ...hello, auth: { header: 'authorization', scheme: 'Bearer', from: 'env:TOKEN' } };
  const printed: Route = { ...hello, auth: { header: 'x-api-key', from: 'command:./key.sh' } };
  const plan = readAndCheck(
    planLatency({ ...base, subjects: of({ 'GET /a': bearer, 'GET /b': bearer, 'GET /c': printed }) }),
  );
  assert.deepEqual(
    plan.requests.map(({ secretHeaders }) => secretHeaders),
    [
      { authorization: 'GATEWRIGHT_SECRET_1' },
      { authorization: 'GATEWRIGHT_SECRET_1' },
      { 'x-api-key': 'GATEWRIGHT_SECRET_2' },
    ],
  );
  assert.deepEqual(plan.secrets, {
    GATEWRIGHT_SECRET_1: { from: 'env:TOKEN', scheme: 'Bearer' },
    GATEWRIGHT_SECRET_2: { from: 'command:./key.sh' },
  });
});

test('what has to be signed is left to k6, for the region of its target', () => {
  const signed: Route = { ...hello, auth: { iam: true } };
  const { requests } = readAndCheck(planLatency({ ...base, subjects: of({ 'GET /a': signed }) }));
  assert.deepEqual(
    requests.map(({ signing }) => signing),
    [{ region: 'eu-west-1' }],
  );
});

function readAndCheck(plan: Plan): Plan {
  assert.deepEqual(readByScenario(JSON.parse(JSON.stringify(plan))), plan);
  return plan;
}
