import { UsageError } from '../errors/usage-error.ts';

const secondsPer = { ms: 0.001, s: 1, m: 60, h: 3600 } as const satisfies Record<string, number>;

/**
 * Seconds of a duration as people type it: `30s`, `2m`, `1m30s`, `500ms`. A bare number is refused, since
 * nobody can tell seconds from minutes in it.
 */
export function parseDuration(typed: string, option = '--duration'): number {
  const text = typed.trim().toLowerCase();
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) throw unreadable(typed, option);
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)];
  const seconds = parts.reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * secondsPer[unit as keyof typeof secondsPer],
    0,
  );
  if (seconds <= 0) throw new UsageError(`${option} ${typed} is no time at all.`, `Try: ${option} 30s`);
  return seconds;
}

function unreadable(typed: string, option: string): UsageError {
  const meant = /^\d+(\.\d+)?$/.test(typed.trim()) ? `${typed.trim()}s` : '30s';
  return new UsageError(`${option} "${typed}" is not a duration.`, [
    'A number and its unit, ms, s, m or h, as in 30s, 2m, 1m30s or 500ms.',
    `Try: ${option} ${meant}`,
  ]);
}

/** `90` → `1m30s`, `0.5` → `500ms`: what `parseDuration` reads back. */
export function formatDuration(seconds: number): string {
  if (seconds < 1) return `${Math.round(seconds * 1000)}ms`;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = Math.round((seconds % 60) * 1000) / 1000;
  return `${hours > 0 ? `${hours}h` : ''}${minutes > 0 ? `${minutes}m` : ''}${rest > 0 ? `${rest}s` : ''}`;
}
