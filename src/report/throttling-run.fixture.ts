import type { Contract } from '../contract/contract.ts';
import type { Target } from '../discovery/target.ts';
import { planThrottling } from '../plan/plan-throttling.ts';
import type { KnownSettings } from '../plan/throttling-plan.ts';
import { type Observations, refusals } from '../run/observation.ts';
import type { Run } from '../run/run.ts';
import { simulatedRun, steady } from '../statistics/simulated-run.fixture.ts';
import { simulated, type TrueLimit } from '../throttling/simulated-limit.fixture.ts';

const target: Target = {
  target: 'shop:rest',
  apiType: 'rest',
  invokeUrl: 'https://rest.example/dev',
  stage: 'dev',
  region: 'eu-west-1',
  stackName: 'shop',
  endpointType: 'REGIONAL',
  apiId: 'rest',
};

export interface ThrottlingRun {
  readonly limit: TrueLimit;
  readonly promise?: { readonly ratePerSecond: number; readonly burst: number };
  readonly settings?: KnownSettings;
  /** So many are accepted; then `Limit Exceeded`. */
  readonly quota?: number;
  /** Every so many accepted ones fail behind the throttle. */
  readonly failing?: number;
  /** It was ended after so many seconds. */
  readonly endedAfterSeconds?: number;
}

/** A throttling run as the recorder would have written it, against a limit that is known. */
export function throttlingRun({
  limit,
  promise,
  settings,
  quota,
  failing,
  endedAfterSeconds,
}: ThrottlingRun): Run {
  const guess = promise ?? { ratePerSecond: limit.ratePerSecond, burst: limit.burst };
  const contract: Contract = {
    name: 'shop',
    routes: {
      'GET /users': {
        responses: {},
        examples: { ok: { expect: { status: 200 } } },
        ...(promise === undefined ? {} : { throttle: promise }),
      },
    },
  };
  const plan = planThrottling({
    runId: '20261123-101500-throttling-abcd',
    subjects: [{ target, contract }],
    upTo: 3,
    guess,
    settingsOf: () => settings ?? { limits: [], unread: [], complete: false },
  });
  const simulation = simulated({ limit, guess, seed: 1 });
  const untilMs = 1000 * (endedAfterSeconds ?? Number.POSITIVE_INFINITY);
  const sent = simulation.observations
    .filter(({ sentMs }) => sentMs < untilMs)
    .toSorted((a, b) => a.sentMs - b.sentMs);
  let accepted = 0;
  const answers = sent.map(({ refusal }) => {
    if (quota !== undefined && accepted >= quota) return { status: 429, refusal: 'quota' } as const;
    if (refusal !== null) return { status: 429, refusal } as const;
    accepted++;
    const fails = failing !== undefined && accepted % failing === 0;
    return { status: fails ? 502 : 200, refusal: null } as const;
  });
  const timesUs = sent.map(({ sentMs }) => Math.round(sentMs * 1000));
  const all = (value: number) => timesUs.map(() => value);
  const observations: Observations = {
    leftOut: 0,
    target: all(0),
    request: all(0),
    arrival: timesUs.map((_, index) => index),
    intendedUs: timesUs,
    sentUs: timesUs,
    serviceUs: timesUs.map((_, index) => 5000 + (index % 7) * 100),
    status: answers.map(({ status }) => status),
    refusal: answers.map(({ refusal }) => refusals.indexOf(refusal)),
    mark: all(-1),
    marks: [],
    warned: all(0),
    fresh: all(0),
  };
  const count = timesUs.length;
  const run = simulatedRun({
    series: [
      {
        target: target.target,
        route: 'GET /users',
        outcomes: steady(count, plan.arrivals.durationSeconds, () => 5),
      },
    ],
    expected: plan.arrivals.expected,
  });
  return { ...run, runId: plan.runId, plan, observations };
}
