import type { Options, Scenario } from 'k6/options';
import { currentScenario, sampleMetadata } from './execution.ts';
import { stopAtLimit } from './limit.ts';
import type { ScenarioPlan } from './plan.ts';
import { order, plan } from './planned.ts';

/** A scenario for each target, named by the target's place in the plan: its virtual users keep their connections to one origin. */
export function scheduleOptions(): Options {
  const { arrivals, targets, timeoutSeconds } = plan;
  return {
    scenarios: Object.fromEntries(
      targets.map(({ offsetSeconds }, target): [string, Scenario] => [
        String(target),
        {
          ...arrivalRate(plan),
          exec: 'arrive',
          startTime: microseconds(offsetSeconds),
          preAllocatedVUs: arrivals.virtualUsers,
          maxVUs: arrivals.virtualUsers,
          gracefulStop: `${timeoutSeconds + 5}s`,
        },
      ]),
    ),
    discardResponseBodies: true,
    maxRedirects: 0,
    userAgent: 'gatewright',
    ...reachOptions(),
  };
}

/** The key is read here: neither the plan nor k6's environment holds it. */
function reachOptions(): Options {
  const { hosts, clientCertificates } = plan.reach ?? { hosts: {}, clientCertificates: [] };
  return {
    ...(Object.keys(hosts).length === 0 ? {} : { hosts }),
    ...(clientCertificates.length === 0
      ? {}
      : {
          tlsAuth: clientCertificates.map(({ cert, key }) => ({ cert: open(cert), key: open(key) })),
        }),
  };
}

// k6 takes whole numbers; a thousand seconds make them of any rate.
const timeUnit = '1000s';
const perTimeUnit = (ratePerSecond: number) => Math.round(ratePerSecond * 1000);

type ArrivalRate =
  | { executor: 'constant-arrival-rate'; rate: number; timeUnit: string; duration: string }
  | {
      executor: 'ramping-arrival-rate';
      startRate: number;
      timeUnit: string;
      stages: { target: number; duration: string }[];
    };

/** src/plan/timetable.ts tells when these start each arrival. */
function arrivalRate({ arrivals, warmUp, targets }: ScenarioPlan): ArrivalRate {
  const { ratePerSecond, durationSeconds, expected, phases } = arrivals;
  if (phases.length === 1) {
    // To half a period after the last arrival at the latest, so that there is never one too many.
    const measured = Math.min(durationSeconds, (expected / targets.length - 0.5) / ratePerSecond);
    const duration = microseconds(warmUp.arrivals / ratePerSecond + measured);
    return { executor: 'constant-arrival-rate', rate: perTimeUnit(ratePerSecond), timeUnit, duration };
  }
  return {
    executor: 'ramping-arrival-rate',
    startRate: perTimeUnit(warmUp.ratePerSecond),
    timeUnit,
    // A stage without length is a jump.
    stages: [warmUp, ...phases].flatMap((phase) => {
      const target = perTimeUnit(phase.ratePerSecond);
      return [
        { target, duration: '0s' },
        { target, duration: microseconds(phase.seconds) },
      ];
    }),
  };
}

function microseconds(seconds: number): string {
  return `${Math.round(seconds * 1e6)}us`;
}

const perTarget = order.length / plan.targets.length;

/**
 * Which of the plan's requests this arrival sends. Its number goes into the samples' metadata (`i`): together with the
 * schedule's start it says when the arrival was due.
 */
export function arrivalRequest(): number {
  const scenario = currentScenario();
  const arrival = scenario.iterationInTest;
  sampleMetadata().i = arrival;
  tellStart();
  const target = Number(scenario.name);
  stopAtLimit(target, arrival);
  const measured = arrival - plan.warmUp.arrivals;
  if (measured >= 0) return order[target * perTarget + (measured % perTarget)] ?? 0;
  const { warmUp = [] } = plan.targets[target] ?? {};
  return warmUp[arrival % warmUp.length] ?? 0;
}

let start: 'untold' | 'telling' | 'told' = 'untold';

/** The schedule's start (`s`) in a virtual user's first iteration alone: k6 writes metadata into thirteen rows a request. */
function tellStart(): void {
  if (start === 'told') return;
  const metadata = sampleMetadata();
  if (start === 'untold') {
    metadata.s = currentScenario().startTime;
    start = 'telling';
  } else {
    delete metadata.s;
    start = 'told';
  }
}
