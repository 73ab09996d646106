import type { Result } from '../conformance/result.ts';
import type { Target } from '../discovery/target.ts';
import {
  lognormal,
  type Outcome,
  seeded,
  simulatedRun,
  steady,
} from '../statistics/simulated-run.fixture.ts';
import { combineJudgements } from '../verdict/combine.ts';
import type { LatencyDocument, SmokeDocument } from './documents.ts';
import { latencyDocument } from './latency-document.ts';
import type { ReportInput } from './report-input.ts';

export const runId = '20260302-101500-demo-k3f9';

export const targets: readonly Target[] = [
  {
    target: 'my-api:rest',
    apiType: 'rest',
    invokeUrl: 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/dev',
    stage: 'dev',
    region: 'eu-west-1',
    stackName: 'my-api',
    endpointType: 'REGIONAL',
    apiId: 'a1b2c3d4e5',
  },
  {
    target: 'my-api:http',
    apiType: 'http',
    invokeUrl: 'https://f6g7h8i9j0.execute-api.eu-west-1.amazonaws.com',
    stage: '$default',
    region: 'eu-west-1',
    stackName: 'my-api',
    endpointType: 'REGIONAL',
    apiId: 'f6g7h8i9j0',
  },
];

const routes = ['GET /users', 'GET /users/{id}', 'POST /users', 'GET /search'];
const checks = [
  'status',
  'content-type',
  'response-schema',
  'body',
  'proxy-format',
  'request-id',
  'cors-simple',
];

const failure: Result = {
  check: 'cors-preflight',
  severity: 'error',
  target: 'my-api:rest',
  route: 'POST /users',
  example: 'preflight from https://app.example.com',
  outcome: 'fail',
  message: 'the preflight does not allow the header Content-Type that the contract promises',
  diagnosis:
    'The OPTIONS method’s integration response sets Access-Control-Allow-Headers without Content-Type, so browsers refuse every JSON POST. Add it there and deploy the API again.',
  requestId: '0f6c2f0e-7b1a-4b57-9a52-0f1c2d3e4f50',
  pointer: 'access-control-allow-headers',
  expected: 'a list with Content-Type',
  received: 'Authorization,X-Amz-Date',
  curl: "curl -i -X OPTIONS 'https://a1b2c3d4e5.execute-api.eu-west-1.amazonaws.com/dev/users' -H 'Origin: https://app.example.com' -H 'Access-Control-Request-Method: POST' -H 'Access-Control-Request-Headers: content-type'",
  exchange: 'my-api:rest/POST /users/preflight',
};

const second: Result = {
  ...failure,
  check: 'response-schema',
  target: 'my-api:http',
  route: 'GET /users/{id}',
  example: 'a user by id',
  message: 'the body does not match the schema: /id must be a string',
  diagnosis: 'The handler returns the id as a number; the contract promises a string.',
  pointer: '/id',
  expected: '"123"',
  received: '123',
  curl: 'curl -i \'https://f6g7h8i9j0.execute-api.eu-west-1.amazonaws.com/users/123\' -H "x-api-key: $MY_API_KEY"',
  exchange: 'my-api:http/GET /users/{id}/a user by id',
};

const warning: Result = {
  ...second,
  check: 'security-headers',
  severity: 'warning',
  message: 'answers carry no strict-transport-security header',
  diagnosis: 'Set it in the handler, or in the distribution before the API.',
};

const skipped: Result = {
  check: 'cors-preflight',
  severity: 'error',
  target: 'my-api:http',
  route: 'GET /search',
  example: 'preflight',
  outcome: 'skip',
  message: 'the contract promises no CORS for this route',
  exchange: 'my-api:http/GET /search/preflight',
};

export const passes: readonly Result[] = targets.flatMap(({ target }) =>
  routes.flatMap((route) =>
    checks.map(
      (check): Result => ({
        check,
        severity: 'error',
        target,
        route,
        example: 'an example',
        outcome: 'pass',
        exchange: `${target}/${route}/an example`,
      }),
    ),
  ),
);

/** A gate's document from results, with the verdict that they imply. */
export function smokeDocument(results: readonly Result[]): SmokeDocument {
  const errors = results.filter(({ outcome, severity }) => outcome === 'fail' && severity === 'error');
  return {
    schemaVersion: 1,
    runId,
    verdict: errors.length > 0 ? 'fail' : 'pass',
    reasons: errors.map(({ target, route, message }) => `${target} ${route}: ${message}.`),
    results,
  };
}

export const failingSmoke = smokeDocument([...passes, failure, second, warning, skipped]);
export const soundSmoke = smokeDocument([...passes, skipped]);

const seconds = 30;

/** A stall of a second in the middle: requests due in it wait for its end. */
function stalled(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.map((outcome, index) =>
    outcome.second === 17 ? { ...outcome, ms: (outcome.ms as number) + 1000 - (index % 20) * 50 } : outcome,
  );
}

function faulty(outcomes: readonly Outcome[]): Outcome[] {
  return outcomes.map((outcome, index) => {
    if (outcome.second === 22 && index % 4 === 0) return { ...outcome, status: 502 };
    return outcome.second === 23 && index % 9 === 0 ? { ...outcome, ms: null } : outcome;
  });
}

const random = seeded(42);
export const run = simulatedRun({
  series: [
    {
      target: 'my-api:rest',
      route: 'GET /users',
      objectives: { p95Ms: 400 },
      outcomes: stalled(steady(300, seconds, lognormal(random, 34, 110))),
    },
    {
      target: 'my-api:rest',
      route: 'GET /users/{id}',
      objectives: { p95Ms: 70, p99Ms: 400 },
      outcomes: steady(300, seconds, lognormal(random, 28, 95)),
    },
    {
      target: 'my-api:http',
      route: 'GET /users',
      objectives: { p95Ms: 200 },
      outcomes: faulty(steady(300, seconds, lognormal(random, 14, 48))),
    },
    {
      target: 'my-api:http',
      route: 'GET /users/{id}',
      objectives: { p95Ms: 200 },
      outcomes: steady(300, seconds, lognormal(random, 11, 40)),
    },
  ],
});

export const latency: LatencyDocument = { ...latencyDocument(run), runId };

/** A report on a gate that failed and a measurement with a stall, errors and an objective that nobody can tell. */
export const reportInput = {
  runId,
  generatedAt: '2026-03-02T10:16:02.000Z',
  targets,
  smoke: failingSmoke,
  run,
  latency,
} as const satisfies ReportInput;

export const judgement = combineJudgements(failingSmoke, latency);
