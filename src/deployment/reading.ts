import { codeOf, isExpired, messageOf } from '../aws/aws-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import { type Missing, MissingPermission, missingLines } from '../permission/missing-permission.ts';
import type { Reading } from './deployment.ts';

export const read = <T>(value: T): Reading<T> => ({ read: true, value });

export const unread = (because: string, missing?: Missing): Reading<never> => ({
  read: false,
  because,
  ...(missing === undefined ? {} : { permission: missing.permission, without: missing.without }),
});

/**
 * What one or more calls told, or why they didn't. It never rejects: an answer of another shape than AWS's, which
 * emulators give, is as good as none.
 */
export async function readingOf<T>(answer: Promise<T>): Promise<Reading<T>> {
  try {
    return read(await answer);
  } catch (error) {
    if (!(error instanceof UsageError)) return unread(`The answer is not as AWS gives it: ${lineOf(error)}.`);
    // Only of this much is it the reader's to mend.
    const because = isExpired(error.cause) ? [error.message, ...error.next].join(' ') : error.message;
    return unread(because, error instanceof MissingPermission ? error : undefined);
  }
}

/** What follows from two readings, where both were had. */
export function combined<A, B, C>(a: Reading<A>, b: Reading<B>, combine: (a: A, b: B) => C): Reading<C> {
  if (!a.read) return a;
  return b.read ? read(combine(a.value, b.value)) : b;
}

function lineOf(error: unknown): string {
  return (messageOf(error).split('\n')[0] || codeOf(error) || 'nothing').replace(/\.$/, '');
}

/**
 * What readings leave unsaid: a line for each feature that permissions are missing for, and one for each other reason. A name says what the
 * reading would have told.
 */
export function unreadLines(
  readings: readonly (readonly [what: string, reading: Reading<unknown>])[],
  besides: readonly Missing[] = [],
): string[] {
  const other = new Map<string, string[]>();
  for (const [what, reading] of readings) {
    if (reading.read || reading.permission !== undefined) continue;
    const because = reading.because.replace(/\.$/, '');
    other.set(because, [...new Set([...(other.get(because) ?? []), what])]);
  }
  const missing = readings.flatMap(([what, reading]) => missingOf(reading, what));
  return [
    ...missingLines([...missing, ...besides]),
    ...[...other].map(([because, what]) => `${listed(what)} could not be read: ${because}`),
  ];
}

const listed = (what: readonly string[]) =>
  what.length < 2 ? what.join() : `${what.slice(0, -1).join(', ')} and ${what.at(-1)}`;

/** The permission that a reading lacks, where it does. */
export function missingOf(reading: Reading<unknown>, what = 'it'): Missing[] {
  if (reading.read || reading.permission === undefined) return [];
  return [{ permission: reading.permission, without: reading.without ?? what }];
}
