import { codeOf, isDenied, messageOf } from '../discovery/aws-error.ts';
import { UsageError } from '../errors/usage-error.ts';
import type { Reading } from './deployment.ts';

export const read = <T>(value: T): Reading<T> => ({ read: true, value });

export const unread = (because: string, permission?: string): Reading<never> => ({
  read: false,
  because,
  ...(permission === undefined ? {} : { permission }),
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
    const { cause } = error;
    return isDenied(cause) ? unread(error.message, permissionIn(cause)) : unread(error.message);
  }
}

/** What follows from two readings, where both were had. */
export function combined<A, B, C>(a: Reading<A>, b: Reading<B>, combine: (a: A, b: B) => C): Reading<C> {
  if (!a.read) return a;
  return b.read ? read(combine(a.value, b.value)) : b;
}

export const valueOrNull = <T>(reading: Reading<T>): T | null => (reading.read ? reading.value : null);

function permissionIn(cause: unknown): string {
  const [, action = 'apigateway:GET', resource] =
    /not authorized to perform:? ([\w-]+:\w+)(?: on resource: arn:[^:]*:[^:]*:[^:]*:[^:]*:(\/\S*))?/.exec(
      messageOf(cause),
    ) ?? [];
  return resource === undefined ? action : `${action} on ${resource}`;
}

function lineOf(error: unknown): string {
  return (messageOf(error).split('\n')[0] || codeOf(error) || 'nothing').replace(/\.$/, '');
}
