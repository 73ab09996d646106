import { authsOf } from '../contract/auth.ts';
import type { Example } from '../contract/contract.ts';
import { examplesOf, expectationFor } from '../contract/example.ts';
import type { Mark } from '../contract/marks.ts';
import { type ContractRoute, effectOf, marksOf, routesOf } from '../contract/route.ts';
import type { StudyRoute } from './cached-routes.ts';
import type { CachingPurpose, CachingStudy } from './caching-plan.ts';
import type { StudyRequests } from './caching-sequence.ts';
import { loadRequest } from './load-request.ts';
import { loadableExamples } from './loadable.ts';
import {
  allowsMadeUp,
  canonical,
  parametersOf,
  type Variation,
  variationsOf,
  whyNotVaried,
  withValue,
} from './parameter-variation.ts';
import type { LoadRequest } from './plan.ts';
import type { SecretVariables } from './secret-variables.ts';

interface Laying {
  readonly study: number;
  /** Made-up values are the same within a run, and others in every run. */
  readonly seed: string;
  readonly variables: SecretVariables;
  add(request: Omit<LoadRequest, 'series'>, routeKey: string, purpose: CachingPurpose): number;
}

type Facts = Pick<CachingStudy, 'freshBy' | 'parameters' | 'notVaried' | 'mark'>;

const mostRepeated = 4;

/** All requests of one study, handed to `add`. */
export function studyRequests(
  { subject, route, deployed }: StudyRoute,
  { study, seed, variables, add }: Laying,
): Facts & { laid: StudyRequests } {
  const { target, contract } = subject;
  const examples = loadableExamples(contract, route.route, 'rest');
  const [example] = examples as [Example];
  const keys = (deployed.read ? deployed.cache?.keyedBy : undefined) ?? route.route.cache?.keyedBy ?? [];
  const promised = route.route.cache?.keyedBy ?? [];
  const parameters = parametersOf(route, examples, [...promised, ...keys]);
  const freshBy = keys.map(canonical).find((key) => allowsMadeUp(route, key)) ?? null;
  const mark = marksOf(contract, route.route).invocation ?? null;
  const vary = (base: Example, parameter: string, salt = '') =>
    variationsOf(route, {
      parameter,
      base,
      examples,
      marked: mark !== null,
      seed: `${seed} ${target.target} ${route.key}${salt}`,
    });
  const made = freshBy === null ? undefined : vary(example, freshBy, ' base').find(({ fresh }) => fresh);
  const base = freshBy === null || made === undefined ? example : withValue(example, freshBy, made.value);
  const place = { target, contract, route, series: 0, variables };
  const own = loadRequest(place, base);
  const mine = (purpose: Purpose, request = own) =>
    add(request, route.key, { study, ...purpose } as CachingPurpose);
  const varied = parameters
    .filter((parameter) => whyNotVaried(route, parameter) === null)
    .map((parameter) => ({ parameter, values: vary(base, parameter) }));
  return {
    freshBy: made === undefined ? null : freshBy,
    parameters: varied.flatMap(({ parameter, values }) => (values.length === 0 ? [] : [parameter])),
    notVaried: notVaried(route, parameters, varied),
    mark: mark === null ? null : inWords(mark),
    laid: {
      stream: mine({ does: 'stream' }),
      keep: mine({ does: 'keep' }),
      varied: varied.map(({ parameter, values }) =>
        values.map(({ value, fresh }) =>
          mine(
            { does: 'vary', parameter, value: String(value), fresh },
            loadRequest(place, withValue(base, parameter, value)),
          ),
        ),
      ),
      refresh: [
        mine(
          { does: 'refresh', caller: authsOf(route.route).length > 0 ? 'credentials' : 'anybody' },
          {
            ...own,
            headers: { ...own.headers, 'cache-control': 'max-age=0' },
            expectStatus: [...own.expectStatus, 403],
          },
        ),
      ],
      repeat: repeatable({ subject, route, deployed }).map(({ what, of, title, example: one }) =>
        add(loadRequest({ ...place, route: of }, one), of.key, {
          ...{ study, does: 'repeat', what, route: of.key, example: title },
        }),
      ),
      floor: add(noSuchPath(target.invokeUrl, seed), 'no such path', { study, does: 'floor' }),
    },
  };
}

/** The gateway answers it by itself, as it does what it finds in its cache. */
function noSuchPath(invokeUrl: string, seed: string): Omit<LoadRequest, 'series'> {
  return {
    method: 'GET',
    url: `${invokeUrl}/gatewright-${seed.slice(-4)}-no-such-path`,
    headers: {},
    secretHeaders: {},
    body: null,
    expectStatus: [403, 404],
  };
}

type Purpose =
  | { does: 'stream' | 'keep' }
  | { does: 'vary'; parameter: string; value: string; fresh: boolean }
  | { does: 'refresh'; caller: 'anybody' | 'credentials' };

function notVaried(
  route: ContractRoute,
  parameters: readonly string[],
  varied: readonly { parameter: string; values: readonly Variation[] }[],
): CachingStudy['notVaried'] {
  return parameters.flatMap((parameter) => {
    const because = whyNotVaried(route, parameter);
    if (because !== null) return [{ parameter, because }];
    const values = varied.find((one) => one.parameter === parameter)?.values ?? [];
    return values.length > 0
      ? []
      : [{ parameter, because: 'there is no other value that its schema allows' }];
  });
}

interface Repeatable {
  readonly what: 'method' | 'error';
  readonly of: ContractRoute;
  readonly title: string;
  readonly example: Example;
}

/** What a cache should keep nothing of: errors of the route, and methods other than GET that may be sent again and again. */
function repeatable({ subject: { contract, target }, route }: StudyRoute): Repeatable[] {
  const errors = examplesOf(route.route, 'rest')
    .filter(({ example }) => expectationFor(example, 'rest').status >= 400)
    .map(({ title, example }): Repeatable => ({ what: 'error', of: route, title, example }));
  const others = routesOf(contract, target.apiType)
    .filter(
      (one) =>
        one.method !== 'GET' &&
        one.pathTemplate === route.pathTemplate &&
        (one.route.safeToRepeat === true || effectOf(one.route, one.method) === 'none'),
    )
    .flatMap((of): Repeatable[] => {
      const [example] = loadableExamples(contract, of.route, 'rest');
      if (example === undefined) return [];
      const title = Object.entries(of.route.examples).find(([, one]) => one === example)?.[0] ?? of.key;
      return [{ what: 'method', of, title, example }];
    });
  return [...others, ...errors].slice(0, mostRepeated);
}

function inWords(mark: Mark): string {
  return 'header' in mark ? `header ${mark.header}` : `body ${mark.pointer}`;
}
