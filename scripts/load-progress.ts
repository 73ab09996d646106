import { formatDuration } from '../src/plan/duration.ts';
import type { Plan } from '../src/plan/plan.ts';
import type { Progress } from '../src/sample/progress.ts';

/** A line for where a run stands, by the time that has really passed: a target that goes silent tells nothing of it. */
export function progressLines({ arrivals, timeoutSeconds }: Plan): (now: Progress) => string {
  let begun: number | null = null;
  return (now) => {
    if (now.started === 0) return '  warming up';
    begun ??= performance.now() - now.elapsedSeconds * 1000;
    const passed = (performance.now() - begun) / 1000;
    const left = Math.ceil(arrivals.durationSeconds - passed);
    const [where, rest] =
      arrivals.durationSeconds === 0
        ? [`${Math.floor(passed)} s`, []]
        : left > 0
          ? [`${Math.floor(passed)} of ${arrivals.durationSeconds} s`, [`${formatDuration(left)} left`]]
          : ['all sent', [`waiting for the last answers, ${timeoutSeconds} s at the most`]];
    const { p50Ms, p95Ms } = now;
    const numbers = [
      where,
      `${now.finished} done`,
      ...(passed < 1
        ? []
        : [`${(now.finished / Math.min(passed, arrivals.durationSeconds || passed)).toFixed(1)}/s`]),
      ...(p50Ms === null || p95Ms === null
        ? []
        : [`p50 ${p50Ms.toFixed(1)} ms`, `p95 ${p95Ms.toFixed(1)} ms`]),
      `${now.errors} errors`,
      ...(now.dropped === 0 ? [] : [`${now.dropped} dropped`]),
      ...rest,
    ];
    return `  ${numbers.join(' · ')}`;
  };
}
