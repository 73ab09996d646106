import { objectivesOf } from '../contract/route.ts';
import { loadRequest } from './load-request.ts';
import { type ChosenSubject, loadableExamples } from './loadable.ts';
import type { Weighted } from './order.ts';
import type { LoadRequest, PlannedSecret, PlannedSeries } from './plan.ts';
import { SecretVariables } from './secret-variables.ts';

export interface LaidOut {
  readonly series: readonly PlannedSeries[];
  readonly requests: readonly LoadRequest[];
  /** For each target its requests with their shares of its arrivals. */
  readonly mix: readonly (readonly Weighted[])[];
  readonly secrets: { readonly [variable: string]: PlannedSecret };
}

/** Series, requests and shares of all routes, indices settled. `alsoExpected` are statuses that are no errors anywhere. */
export function layOut(chosen: readonly ChosenSubject[], alsoExpected: readonly number[] = []): LaidOut {
  const series: PlannedSeries[] = [];
  const requests: LoadRequest[] = [];
  const variables = new SecretVariables();
  const mix = chosen.map(({ target, contract, routes }) =>
    routes.flatMap((route): Weighted[] => {
      const objectives = objectivesOf(contract, route.route);
      const index = series.push({ target: target.target, route: route.key, objectives }) - 1;
      const place = { target, contract, route, series: index, variables, alsoExpected };
      const examples = loadableExamples(contract, route.route, target.apiType);
      return examples.map((example) => ({
        request: requests.push(loadRequest(place, example)) - 1,
        weight: (route.route.weight ?? 1) / examples.length,
      }));
    }),
  );
  return { series, requests, mix, secrets: variables.made };
}
