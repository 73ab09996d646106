import type { Result } from './result.ts';

/** Failures of one target that have one cause: reported once, with all that it hit. */
export interface Kind {
  /** Shown in full, for all of them. */
  readonly first: Result;
  /** All of them, the first included, in the order of the results. */
  readonly results: readonly Result[];
}

/**
 * Groups failures by target, severity and cause; where no cause is known, by what the check says. In the order
 * of their first result, so that a gate on which everything fails is still read in one look.
 */
export function kindsOf(failures: readonly Result[]): Kind[] {
  const kinds = new Map<string, { first: Result; results: Result[] }>();
  for (const failure of failures) {
    const { target, severity, diagnosis, check, message } = failure;
    const key = JSON.stringify([target, severity, diagnosis ?? `${check}: ${message}`]);
    const kind = kinds.get(key);
    if (kind === undefined) kinds.set(key, { first: failure, results: [failure] });
    else kind.results.push(failure);
  }
  return [...kinds.values()];
}

/** What a kind hit beside the result that is shown, a line a route: `GET /search: 9 examples`. */
export function alsoHit({ first, results }: Kind): string[] {
  const examples = new Map<string, Set<string>>();
  for (const result of results) {
    const { route, example, exchange } = result;
    if (result === first) continue;
    if (exchange !== undefined && exchange === first.exchange) continue;
    examples.set(route, (examples.get(route) ?? new Set()).add(example));
  }
  return [...examples].map(([route, titles]) => {
    const [only] = titles;
    return titles.size === 1 ? `${route} → ${only}` : `${route}: ${titles.size} examples`;
  });
}
