import type { Subject } from '../config/subjects.ts';
import { capturersOf, placeholdersOf } from '../contract/capture.ts';
import type { ApiType, Contract, Example, Route } from '../contract/contract.ts';
import { examplesOf, expectationFor } from '../contract/example.ts';
import { type ContractRoute, effectOf, routesOf } from '../contract/route.ts';
import { didYouMean } from '../errors/nearest.ts';
import { UsageError } from '../errors/usage-error.ts';

export interface ChosenSubject extends Subject {
  readonly routes: readonly ContractRoute[];
}

/** `safe`: routes without an effect, and those that the contract calls safe to repeat; `none`: only the former. */
export type LoadableEffects = 'safe' | 'none';

export interface LoadableOptions {
  /** An exact route key, or a part of one. */
  readonly filter?: string | undefined;
  readonly effects?: LoadableEffects | undefined;
}

/**
 * The routes that may be sent again and again, of the subjects that have some. Throws a UsageError where a
 * subject has none, or where `filter` leaves none at all.
 */
export function loadableRoutes(
  subjects: readonly Subject[],
  { filter, effects = 'safe' }: LoadableOptions = {},
): ChosenSubject[] {
  if (subjects.length === 0) throw new UsageError('There is no target to measure.');
  if (filter === undefined) return subjects.map((subject) => allOf(subject, effects));
  const chosen = subjects.map((subject) => ({
    ...subject,
    routes: matching(loadable(subject, effects), filter),
  }));
  const loaded = chosen.filter(({ routes }) => routes.length > 0);
  if (loaded.length === 0) throw nothingMatches(subjects, filter, effects);
  return loaded;
}

/**
 * The examples of a route that promise a success: answers of 2xx and 3xx. One that needs a value of another answer is left
 * out: under load nobody waits for that.
 */
export function loadableExamples(contract: Contract, route: Route, apiType: ApiType): Example[] {
  const captured = capturersOf(contract, apiType);
  return examplesOf(route, apiType)
    .map(({ example }) => example)
    .filter((example) => {
      const { status } = expectationFor(example, apiType);
      return status >= 200 && status < 400 && !placeholdersOf(example).some((name) => captured.has(name));
    });
}

function allOf(subject: Subject, effects: LoadableEffects): ChosenSubject {
  const routes = loadable(subject, effects);
  if (routes.length > 0) return { ...subject, routes };
  const { contract, target } = subject;
  const repeatable = routesOf(contract, target.apiType).filter((route) => safe(route, effects));
  if (repeatable.length > 0) {
    throw new UsageError(
      `No example of the contract "${contract.name}" expects a success from ${target.target}, so there is nothing to measure.`,
      `Give ${repeatable[0]?.key} an example that expects a status of 2xx and needs no value of another answer.`,
    );
  }
  throw new UsageError(
    `The contract "${contract.name}" has no route for ${target.target} that is safe to repeat.`,
    effects === 'none'
      ? "The environment is protected: only routes with effect 'none', as GET has, are sent to it."
      : [
          "A route is sent under load only where its effect is 'none', as it is for GET, or where the contract allows it.",
          'If repeating it does no harm, write safeToRepeat: true into the route; or leave this target out.',
        ],
  );
}

function loadable({ target, contract }: Subject, effects: LoadableEffects): ContractRoute[] {
  return routesOf(contract, target.apiType).filter(
    (route) =>
      safe(route, effects) &&
      route.route.weight !== 0 &&
      loadableExamples(contract, route.route, target.apiType).length > 0,
  );
}

function safe({ route, method }: ContractRoute, effects: LoadableEffects): boolean {
  return effectOf(route, method) === 'none' || (effects === 'safe' && route.safeToRepeat === true);
}

function matching(routes: readonly ContractRoute[], filter: string): readonly ContractRoute[] {
  const exact = routes.filter(({ key }) => key === filter);
  if (exact.length > 0) return exact;
  return routes.filter(({ key }) => key.toLowerCase().includes(filter.toLowerCase()));
}

function nothingMatches(subjects: readonly Subject[], filter: string, effects: LoadableEffects): UsageError {
  const withEffect = subjects.flatMap(({ contract, target }) =>
    matching(routesOf(contract, target.apiType), filter).filter((route) => !safe(route, effects)),
  )[0];
  if (withEffect !== undefined) {
    return new UsageError(
      `${withEffect.key} has an effect, so it isn't sent under load.`,
      effects === 'none'
        ? 'The environment is protected, so safeToRepeat counts for nothing here.'
        : 'If repeating it does no harm, write safeToRepeat: true into the route.',
    );
  }
  const known = [...new Set(subjects.flatMap((subject) => loadable(subject, effects).map(({ key }) => key)))];
  return new UsageError(`No route that may be sent under load matches --route "${filter}".`, [
    ...didYouMean(filter, known),
    known.length === 0 ? 'None of these contracts has one.' : `There are: ${known.join(', ')}.`,
  ]);
}
