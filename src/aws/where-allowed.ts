import { UsageError } from '../errors/usage-error.ts';
import { isDenied, isNoAwsAnswer, isNotFound, isNotImplemented, statusOf } from './aws-error.ts';

/**
 * `null` where the caller lacks the permission, an emulator the operation, or where this operation alone fails on the other side: the
 * field stays unknown, the rest goes on.
 */
export async function whereAllowed<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    const cause = error instanceof UsageError ? error.cause : error;
    const isOdd = isNotImplemented(cause) || isNoAwsAnswer(cause) || (statusOf(cause) ?? 0) >= 500;
    if (isDenied(cause) || isOdd) return null;
    throw error;
  }
}

/** `gone` where API Gateway knows nothing of that name. */
export async function unlessGone<T>(answer: Promise<T>): Promise<T | 'gone'> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof UsageError && isNotFound(error.cause)) return 'gone';
    throw error;
  }
}
