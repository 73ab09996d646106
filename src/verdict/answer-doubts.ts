import { isProxied } from '../run/from-elsewhere.ts';
import type { Run, SeriesMeasurement } from '../run/run.ts';
import { bound, count, plural } from '../statistics/figures.ts';
import { measuredRoutes } from '../statistics/latency-series.ts';
import { latencyObjectives } from './objectives.ts';

/** A handful in a long run changes no figure. */
const tolerance = { share: 0.01, answers: 2 } as const;

/** Answers that something else than the target seems to have made: a login page, an error page of a proxy, another host. */
export function answeredFromElsewhere(run: Run): string[] {
  return run.plan.targets.flatMap(({ target }) => {
    const routes = measuredRoutes(run, target).map(({ measurement }) => measurement);
    const requests = routes.reduce((sum, { count: times }) => sum + times, 0);
    return [
      ...redirected(target, routes, requests),
      ...pages(target, routes, requests),
      ...pagesOfProxy(run, target),
    ];
  });
}

function pagesOfProxy(run: Run, target: string): string[] {
  if (!isProxied(run)) return [];
  const routes = measuredRoutes(run, target).map(({ measurement }) => measurement);
  const requests = routes.reduce((sum, { count: times }) => sum + times, 0);
  const times = Math.min(
    requests,
    routes.reduce((sum, { foreignPages = 0 }) => sum + foreignPages, 0),
  );
  if (isFew(times, requests)) return [];
  return [
    `${count(times)} of ${plural(requests, 'request')} to ${target} were answered by the proxy ${(run.machine.proxies ?? []).join(', ')} with a page of its own in the API's place, which no part of AWS made: log in to the proxy, or take the API out of its way with NO_PROXY`,
  ];
}

function redirected(target: string, routes: readonly SeriesMeasurement[], requests: number): string[] {
  const to = added(routes.map(({ redirectedTo }) => redirectedTo));
  const times = Math.min(requests, total(to));
  if (isFew(times, requests)) return [];
  const [place = 'the same host'] = mostFirst(to);
  return [
    `${count(times)} of ${plural(requests, 'request')} to ${target} were redirected to ${place}, which was not followed: something in front of the target answered in its place`,
  ];
}

function pages(target: string, routes: readonly SeriesMeasurement[], requests: number): string[] {
  const page = ({ otherMediaTypes }: SeriesMeasurement) => otherMediaTypes['text/html'] ?? 0;
  const times = Math.min(
    requests,
    routes.reduce((sum, route) => sum + page(route), 0),
  );
  if (isFew(times, requests)) return [];
  return [
    `${count(times)} of ${plural(requests, 'request')} to ${target} were answered with an HTML page and an expected status where the contract promises something else: a login or error page was measured, not the API`,
  ];
}

function isFew(times: number, requests: number): boolean {
  return times <= tolerance.answers || times <= tolerance.share * requests;
}

interface Times {
  readonly [name: string]: number;
}

function added(all: readonly Times[]): Times {
  const sums: { [name: string]: number } = {};
  for (const [name, times] of all.flatMap((one) => Object.entries(one))) {
    sums[name] = (sums[name] ?? 0) + times;
  }
  return sums;
}

function total(times: Times): number {
  return Object.values(times).reduce((sum, one) => sum + one, 0);
}

function mostFirst(times: Times): string[] {
  return Object.entries(times)
    .sort(([, a], [, b]) => b - a)
    .map(([name]) => name);
}

/** Objectives that nothing could break: that they are held says nothing, and looks as if it did. */
export function vacuousObjectives({ plan: { series, timeoutSeconds } }: Run): string[] {
  const vacuous = series.flatMap(({ target, route, objectives }) => [
    ...(objectives.errorRate === 1
      ? [{ place: `${target} ${route}`, why: 'an error rate of 1 allows every request to fail' }]
      : []),
    ...latencyObjectives(objectives).flatMap(({ percentile, boundMs }) =>
      boundMs < timeoutSeconds * 1000
        ? []
        : [
            {
              place: `${target} ${route}`,
              why: `${percentile} ≤ ${bound(boundMs)} ms holds for every answer, as requests are given up after ${bound(timeoutSeconds)} s`,
            },
          ],
    ),
  ]);
  const [first, ...others] = vacuous;
  if (first === undefined) return [];
  const more = others.length === 0 ? '' : ` (and ${plural(others.length, 'objective')} more like this)`;
  return [`${first.place} has an objective that can't be broken: ${first.why}${more}`];
}
