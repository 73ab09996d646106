import { UsageError } from '../errors/usage-error.ts';
import type { PhaseWish } from './arrivals.ts';
import { formatDuration, parseDuration } from './duration.ts';
import { parseRate } from './rate.ts';

/** How the rate goes over the time of a run. Rates are a second, for each target. */
export type LoadShape = Constant | Ramp | Spike;

export interface Constant {
  readonly kind: 'constant';
  readonly ratePerSecond: number;
}

/** Equal steps of equal length, each a steady load by itself. */
export interface Ramp {
  readonly kind: 'ramp';
  readonly fromPerSecond: number;
  readonly toPerSecond: number;
  readonly steps: number;
}

/** A constant rate with a much higher one in its middle. */
export interface Spike {
  readonly kind: 'spike';
  readonly ratePerSecond: number;
  readonly peakPerSecond: number;
  /** Default: a fifth of the run. */
  readonly seconds?: number;
}

const usualSteps = 5;
const mostSteps = 100;

/** `10..100:5`: five steps from 10 to 100 a second. */
export function parseRamp(typed: string): Ramp {
  const match = /^([^.:]+(?:\.\d+)?(?:\/[smh])?)\.\.([^:]+)(?::(\d+))?$/.exec(typed.trim());
  const next = 'Rates from and to, and how many steps: --ramp 10..100:5';
  if (match === null) throw new UsageError(`--ramp "${typed}" is not a ramp.`, next);
  const [, from = '', to = '', steps = String(usualSteps)] = match;
  const ramp: Ramp = {
    kind: 'ramp',
    fromPerSecond: parseRate(from, '--ramp'),
    toPerSecond: parseRate(to, '--ramp'),
    steps: Number(steps),
  };
  if (ramp.fromPerSecond === ramp.toPerSecond) {
    throw new UsageError(`--ramp ${typed} stays at one rate.`, `Try: --rate ${from}`);
  }
  if (ramp.steps < 2 || ramp.steps > mostSteps) {
    throw new UsageError(`--ramp ${typed} has ${steps} steps; 2 to ${mostSteps} make sense.`, next);
  }
  return ramp;
}

/** `200:5s`: up to 200 a second for five seconds. */
export function parseSpike(typed: string, ratePerSecond: number): Spike {
  const [peak = '', time, ...more] = typed.trim().split(':');
  if (more.length > 0 || peak === '') {
    throw new UsageError(
      `--spike "${typed}" is not a spike.`,
      'The rate of its peak, and how long it lasts if not a fifth of the run: --spike 200 or --spike 200:5s',
    );
  }
  const peakPerSecond = parseRate(peak, '--spike');
  if (peakPerSecond <= ratePerSecond) {
    throw new UsageError(
      `--spike ${typed} is no spike above the rate of ${ratePerSecond} a second.`,
      `Try: --spike ${ratePerSecond * 10}`,
    );
  }
  const kind = 'spike';
  if (time === undefined) return { kind, ratePerSecond, peakPerSecond };
  return { kind, ratePerSecond, peakPerSecond, seconds: parseDuration(time, '--spike RATE:') };
}

/** The phases of a shape over a run of this length. Those of several rates begin on whole seconds, as results are kept by the second. */
export function phasesOf(shape: LoadShape, durationSeconds: number): PhaseWish[] {
  switch (shape.kind) {
    case 'constant':
      return [{ name: 'steady', seconds: durationSeconds, ratePerSecond: shape.ratePerSecond }];
    case 'ramp':
      return rampPhases(shape, whole(durationSeconds, `--ramp with ${shape.steps} steps`, shape.steps));
    case 'spike':
      return spikePhases(shape, whole(durationSeconds, '--spike', 3));
  }
}

function rampPhases({ fromPerSecond, toPerSecond, steps }: Ramp, duration: number): PhaseWish[] {
  const start = (step: number) => Math.round((step * duration) / steps);
  return Array.from({ length: steps }, (_, step) => ({
    name: `step ${step + 1}`,
    seconds: start(step + 1) - start(step),
    ratePerSecond: fromPerSecond + ((toPerSecond - fromPerSecond) * step) / (steps - 1),
  }));
}

function spikePhases(spike: Spike, duration: number): PhaseWish[] {
  const { ratePerSecond, peakPerSecond } = spike;
  const seconds = Math.max(1, Math.round(spike.seconds ?? duration / 5));
  if (seconds > duration - 2) {
    throw new UsageError(
      `A spike of ${formatDuration(seconds)} leaves no time before and after it in a run of ${formatDuration(duration)}.`,
      `Try: --duration ${formatDuration(seconds * 5)}`,
    );
  }
  const before = Math.floor((duration - seconds) / 2);
  return [
    { name: 'before', seconds: before, ratePerSecond },
    { name: spikeName, seconds, ratePerSecond: peakPerSecond },
    { name: 'after', seconds: duration - before - seconds, ratePerSecond },
  ];
}

/** The phase that objectives are not about. */
export const spikeName = 'spike';

function whole(duration: number, option: string, least: number): number {
  const seconds = Math.round(duration);
  if (seconds >= least) return seconds;
  throw new UsageError(
    `${option} needs at least ${formatDuration(least)}, a second for each part, and has ${formatDuration(duration)}.`,
    `Try: --duration ${formatDuration(least * 10)}`,
  );
}
