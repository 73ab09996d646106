import type { ComparisonRun } from '../comparison/pairs-of-run.ts';
import { type SimulatedTarget, simulatedPairs } from '../comparison/simulated-pairs.fixture.ts';
import { encodePairs, pairState } from '../run/pairs.ts';
import { simulatedRun } from '../statistics/simulated-run.fixture.ts';
import {
  type ComparisonContext,
  type ComparisonDocument,
  comparisonDocument,
} from './comparison-document.ts';
import { costFor } from './cost.fixture.ts';

const slow: SimulatedTarget = { medianMs: 30, p99Ms: 90 };
const fast: SimulatedTarget = { medianMs: 12, p99Ms: 40 };

export interface SimulatedComparison {
  readonly baseline?: SimulatedTarget;
  readonly candidate?: SimulatedTarget;
  readonly pairs?: number;
  readonly names?: readonly [string, string];
  readonly route?: string;
}

/** A run of two targets with real pairs of made-up times. */
export function simulatedComparison({
  baseline = slow,
  candidate = fast,
  pairs = 800,
  names = ['my-api:rest', 'my-api:http'],
  route = 'GET /users',
}: SimulatedComparison = {}): ComparisonRun {
  const times = simulatedPairs(baseline, candidate, { pairs, seed: 11 });
  const outcomes = (us: Uint32Array) =>
    Array.from(us, (value, arrival) => ({ second: Math.floor(arrival / 40), ms: value / 1000 }));
  const run = simulatedRun({
    series: [
      { target: names[0], route, outcomes: outcomes(times.baselineUs) },
      { target: names[1], route, outcomes: outcomes(times.candidateUs) },
    ],
  });
  const state = new Uint8Array(pairs).fill(pairState.answered);
  return {
    ...run,
    plan: { ...run.plan, scenario: 'comparison', turns: { gapSeconds: 0.0125, first: [0, 1] } },
    pairs: encodePairs([
      { serviceUs: times.baselineUs, state },
      { serviceUs: times.candidateUs, state },
    ]),
  };
}

/** Everything that a comparison's document can hold. */
export function comparisonFor(
  run: ComparisonRun = simulatedComparison(),
  about: Partial<ComparisonContext> = {},
): ComparisonDocument {
  return comparisonDocument(run, {
    effect: 0.1,
    failWhenSlower: false,
    gbSecond: '0.0000166667',
    equivalence: {
      compared: 3,
      differences: [
        {
          route: 'POST /users',
          example: 'not JSON',
          of: 'body',
          baseline: '/message: string',
          candidate: '',
        },
      ],
      headers: [{ name: 'x-amzn-requestid', kind: 'only-baseline', examples: 3 }],
    },
    remarks: ['Both sides run the same function (users).'],
    blockers: [
      {
        target: 'my-api:rest',
        from: 'rest',
        to: 'http',
        conclusion: 'with-changes',
        says: 'It can become an HTTP API with this change: request validators.',
        blockers: [
          {
            feature: 'request-validators',
            weight: 'change',
            found: 'POST /users is validated before the function runs.',
            instead: 'The function checks what comes.',
            price: { says: 'Work once.', usdAMonth: null },
            source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-vs-rest.html',
          },
        ],
        always: ['The new API has another id and another URL.'],
        besides: ['Deployments by themselves.'],
        unread: [],
      },
    ],
    cost: costFor(),
    ...about,
  });
}
