import type { Result } from './result.ts';

/** A planned exchange that could not be made, although the scope has it. */
export interface NotMade {
  /** Its id. */
  readonly exchange: string;
  readonly target: string;
  readonly route: string;
  readonly example: string;
  /** The end of a sentence. */
  readonly because: string;
}

/** Something that an example created and that is still there. */
export interface LeftBehind {
  readonly target: string;
  readonly route: string;
  readonly example: string;
  /** Why, in one sentence. */
  readonly because: string;
  /** A line for a shell that removes it; not there where not even that is known. */
  readonly curl?: string;
}

/** What was not made is neither kept nor broken. */
export function notMadeResults(notMade: readonly NotMade[]): Result[] {
  return notMade.map(({ exchange, target, route, example, because }) => ({
    check: 'answered',
    severity: 'error',
    target,
    route,
    example,
    outcome: 'skip',
    message: `not sent: ${because}`,
    exchange,
  }));
}
