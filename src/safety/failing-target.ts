import type { Plan } from '../plan/plan.ts';
import type { Sample } from '../sample/sample.ts';
import { plural, share } from '../statistics/figures.ts';

export interface FailingTarget {
  readonly target: string;
  /** A sentence. */
  readonly message: string;
  /** Most of the failures got no answer at all: the target is lost, rather than at fault. */
  readonly unanswered: boolean;
}

export const guardLimits = {
  /** More than this share of a target's requests has failed … */
  share: 0.5,
  /** … within this long, … */
  windowMs: 10_000,
  /** … which at least this part of has passed, … */
  leastMs: 5_000,
  /** … among at least this many. */
  least: 20,
} as const;

interface Slot {
  readonly second: number;
  requests: number;
  failed: number;
  unanswered: number;
}

/**
 * Notices that a target is failing: more than half of its requests of the last ten seconds, by their end. Statuses that the
 * plan expects, as 429 where a throttle is looked for, are no failures.
 */
export function watchForFailure(plan: Plan): { see(sample: Sample): FailingTarget | null } {
  const windows = plan.targets.map((): Slot[] => []);
  return {
    see({ request, arrival }) {
      const slots = windows[request.target];
      if (slots === undefined || arrival < 0) return null;
      const second = Math.floor(request.endUs / 1e6);
      const slot = slots.find((one) => one.second === second) ?? opened(slots, second);
      slot.requests++;
      if (!request.failed) return null;
      slot.failed++;
      if (request.status === 0) slot.unanswered++;
      return judge(plan.targets[request.target]?.target ?? '', slots, second);
    },
  };
}

function opened(slots: Slot[], second: number): Slot {
  const slot = { second, requests: 0, failed: 0, unanswered: 0 };
  slots.push(slot);
  const oldest = second - guardLimits.windowMs / 1000;
  while ((slots[0]?.second ?? second) <= oldest) slots.shift();
  return slot;
}

function judge(target: string, slots: readonly Slot[], now: number): FailingTarget | null {
  const seconds = now - Math.min(...slots.map(({ second }) => second));
  const requests = sum(slots.map((slot) => slot.requests));
  const failed = sum(slots.map((slot) => slot.failed));
  if (seconds * 1000 < guardLimits.leastMs || requests < guardLimits.least) return null;
  if (failed <= requests * guardLimits.share) return null;
  const unanswered = sum(slots.map((slot) => slot.unanswered)) > failed / 2;
  return {
    target,
    unanswered,
    message: `${target} is failing: ${share(failed / requests)} of the last ${plural(requests, 'request')} ${unanswered ? 'got no answer' : 'failed'}; the run was ended there (--no-guard goes on whatever happens)`,
  };
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
