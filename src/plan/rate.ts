import { UsageError } from '../errors/usage-error.ts';

const secondsPer = { s: 1, m: 60, h: 3600 } as const satisfies Record<string, number>;

/** Arrivals a second of a rate as people type it: `20`, `0.5`, `20/s`, `30/m`. */
export function parseRate(typed: string, option = '--rate'): number {
  const match = /^(\d+(?:\.\d+)?|\.\d+)(?:\/(s|m|h))?$/.exec(typed.trim().toLowerCase());
  if (match === null) {
    throw new UsageError(`${option} "${typed}" is not a rate.`, [
      'Requests a second for each target, as in 20 or 0.5; 30/m is thirty a minute.',
      `Try: ${option} 20`,
    ]);
  }
  const perSecond = Number(match[1]) / secondsPer[(match[2] ?? 's') as keyof typeof secondsPer];
  if (perSecond <= 0) throw new UsageError(`${option} ${typed} sends nothing.`, `Try: ${option} 1`);
  return perSecond;
}
