import type { LatencyPlan } from '../../src/plan/plan.ts';
import { seeded } from '../../src/statistics/simulated-run.fixture.ts';
import { planOf } from './plans.ts';
import { firstIteration, type Written } from './written-by-k6.ts';

const planned = planOf('http://127.0.0.1:1', {
  rate: 1000,
  seconds: 5000,
  paths: ['/a', '/b', '/c', '/d'],
});

/** A run of 5,000 s at 1,000/s, behind a warm-up whose end brings every number to seven digits. */
export const longPlan: LatencyPlan = {
  ...planned,
  warmUp: { arrivals: firstIteration, ratePerSecond: 1000, seconds: firstIteration / 1000 },
};

const random = seeded(1);

/** What every turn of the plan's order brings: lognormal, 20 ms in the middle and 80 ms at p99; every fiftieth fails. */
export const mixture: readonly Written[] = (longPlan.targets[0]?.order ?? []).map((request, index) => ({
  series: longPlan.requests[request]?.series ?? 0,
  status: index % 50 === 7 ? 500 : 200,
  durationMs: Math.round(1000 * 20 * Math.exp((normal() * Math.log(4)) / 2.326)) / 1000,
}));

function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
