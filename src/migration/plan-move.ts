import { unreadLines } from '../deployment/reading.ts';
import { type Pricing, priceOf } from './instead.ts';
import { leavingHttp } from './leaving-http.ts';
import { leavingRest } from './leaving-rest.ts';
import type { Blocker, Finding, Known, Move, Weight } from './move.ts';

/**
 * Whether a deployed API can change its type: what of it is in the way, what there is instead and at what price, and
 * what any move takes. Pure. With `pricing`, alternatives are priced for its volume.
 */
export function planMove(known: Known, pricing: Pricing | null = null): Move {
  const { deployment } = known;
  const from = deployment.apiType;
  const findings = from === 'rest' ? leavingRest(known) : leavingHttp(known);
  const blockers = findings
    .map(({ costs, ...finding }: Finding): Blocker => ({ ...finding, price: priceOf(costs, pricing) }))
    .sort((a, b) => weights.indexOf(a.weight) - weights.indexOf(b.weight));
  const conclusion = conclusionOf(blockers);
  const unread = unreadOf(known);
  return {
    target: deployment.target,
    from,
    to: from === 'rest' ? 'http' : 'rest',
    conclusion,
    says: sentence(conclusion, { blockers, partly: unread.length > 0, from }),
    blockers,
    always: alwaysOf(known),
    besides: from === 'rest' ? gainedByHttp : gainedByRest,
    unread,
  };
}

const weights: readonly Weight[] = ['stays', 'change', 'note'];

const nameOf = { rest: 'REST API', http: 'HTTP API' } as const;

function conclusionOf(blockers: readonly Blocker[]): Move['conclusion'] {
  if (blockers.some(({ weight }) => weight === 'stays')) return 'should-stay';
  return blockers.some(({ weight }) => weight === 'change') ? 'with-changes' : 'as-it-is';
}

function sentence(
  conclusion: Move['conclusion'],
  about: { readonly blockers: readonly Blocker[]; readonly partly: boolean; readonly from: Move['from'] },
): string {
  const { blockers, partly, from } = about;
  const to = nameOf[from === 'rest' ? 'http' : 'rest'];
  const features = (weight: Weight) =>
    blockers.filter((one) => one.weight === weight).map(({ feature }) => feature.replaceAll('-', ' '));
  const provided = partly ? ', as far as it could be read' : '';
  switch (conclusion) {
    case 'should-stay':
      return `It should stay ${article(nameOf[from])}${provided}: nothing of ${article(to)} does the work of its ${features('stays').join(', ')}.`;
    case 'with-changes': {
      const changes = features('change');
      return `It can become ${article(to)} with ${changes.length === 1 ? 'this change' : `these ${changes.length} changes`}${provided}: ${changes.join(', ')}.`;
    }
    case 'as-it-is':
      return `It can become ${article(to)} as it is${provided}.`;
  }
}

const article = (name: string) => `${name.startsWith('H') ? 'an' : 'a'} ${name}`;

function alwaysOf({ deployment: { domains } }: Known): string[] {
  const own = domains.read ? domains.value.map(({ name }) => name) : [];
  return [
    'The new API has another id and another URL: both run side by side until the last caller has moved.',
    own.length > 0
      ? `Callers of ${own.join(', ')} notice nothing of that: the mapping of the custom domain is switched, and back if need be. An HTTP API takes domains that are regional and insist on TLS 1.2.`
      : 'Callers know the invoke URL itself, so that each has to be changed; a custom domain first spares the next move.',
    'Error answers of the gateway differ in status, headers and body: npx gatewright smoke holds both types against one contract.',
  ];
}

const gainedByHttp = [
  'CORS as a setting, on errors of the gateway, too.',
  'Private integrations with load balancers and Cloud Map services through one VPC link.',
  'Deployments by themselves.',
] as const;

/** What people move back for. */
const gainedByRest = [
  'AWS WAF on the stage, and resource policies.',
  'Private endpoints, and edge-optimised ones.',
  'API keys with throttles and quotas by caller.',
  'Request validation, mapping templates, MOCK and other integrations without a function.',
  'A cache on the stage, canary releases, gateway responses of one’s own.',
  'Execution logs, X-Ray, streamed answers, and timeouts above 30 s.',
] as const;

function unreadOf({ deployment, features }: Known): string[] {
  const { api, stage, routes, definedRoutes, authorizers, usagePlans } = deployment;
  return unreadLines([
    ["the API's settings", api],
    ["the stage's settings", stage],
    ...(routes.read || definedRoutes.read ? [] : [['its routes', routes] as const]),
    ['authorizers', authorizers],
    ['usage plans', usagePlans],
    ...(features === null
      ? []
      : [
          ['its methods', features.methods] as const,
          ['gateway responses', features.gatewayResponses] as const,
        ]),
  ]);
}
