import type { Subject } from '../../config/subjects.ts';
import { placeholdersOf } from '../../contract/capture.ts';
import { examplesOf, expectationFor, type TitledExample } from '../../contract/example.ts';
import { type ContractRoute, effectOf } from '../../contract/route.ts';
import { type BuiltRequest, buildRequest } from '../../request/build-request.ts';
import { covers } from '../coverage.ts';
import type { PlannedExchange, Purpose } from '../exchange.ts';
import { plan } from '../planned-exchange.ts';

/**
 * One GET example of the target asked again in three ways that nobody promises: with the stage twice in its URL, with a
 * slash at its end, and by HEAD. Nothing where no such example stands for itself.
 */
export function urlVariants(subject: Subject, routes: readonly ContractRoute[]): PlannedExchange[] {
  const base = exampleToVary(subject, routes);
  if (base === null) return [];
  const { route, titled } = base;
  const request = buildRequest(subject.target, route, titled.example);
  const variant = (purpose: Purpose, example: string, varied: Partial<BuiltRequest>) =>
    plan(
      subject,
      {
        route: purpose === 'head' ? `HEAD ${route.pathTemplate}` : route.key,
        example,
        purpose,
        provokes: '4xx',
        probe: { of: titled.title, does: example },
      },
      { ...request, ...varied },
    );
  const { invokeUrl } = subject.target;
  const after = request.url.slice(invokeUrl.length);
  const [path = '', query] = after.split('?');
  const stage = stageFor(subject.target);
  const taken = (method: string, at: string) =>
    routes.some((one) => one.method === method && covers(one.pathTemplate, at));
  return [
    ...(stage === '' || taken('GET', `/${stage}${path}`)
      ? []
      : [variant('doubled-stage', 'the stage twice in the URL', { url: `${invokeUrl}/${stage}${after}` })]),
    ...(path.endsWith('/')
      ? []
      : [
          variant('trailing-slash', 'a slash at the end', {
            url: `${invokeUrl}${path}/${query === undefined ? '' : `?${query}`}`,
          }),
        ]),
    ...(taken('HEAD', path) ? [] : [variant('head', 'HEAD of a GET route', { method: 'HEAD' })]),
  ];
}

/** What the URL ends with; where it has no path, the stage, which it may lack. `''` where there is none. */
function stageFor({ invokeUrl, stage }: Subject['target']): string {
  const last = new URL(invokeUrl).pathname.split('/').at(-1) ?? '';
  return last !== '' ? last : stage === null || stage === '$default' ? '' : stage;
}

function exampleToVary(
  { target }: Subject,
  routes: readonly ContractRoute[],
): { route: ContractRoute; titled: TitledExample } | null {
  for (const route of routes) {
    if (route.method !== 'GET' || effectOf(route.route, route.method) !== 'none') continue;
    if (route.pathTemplate.endsWith('+}') || route.pathTemplate === '/') continue;
    const titled = examplesOf(route.route, target.apiType).find(
      ({ example }) =>
        expectationFor(example, target.apiType).status < 300 && placeholdersOf(example).length === 0,
    );
    if (titled !== undefined) return { route, titled };
  }
  return null;
}
