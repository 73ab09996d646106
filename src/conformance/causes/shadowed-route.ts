import { pathParameters } from '../../contract/route.ts';
import { covers } from '../coverage.ts';
import type { Cause, Facts } from './cause.ts';
import { fromDeployment, type Known } from './deployed.ts';

const explains = ['status', 'body', 'body-text', 'body-schema', 'content-type', 'gateway-error'] as const;

/** A route that isn't deployed, and another one that takes its calls without a word. */
export const deployedShadowCauses: readonly Cause[] = fromDeployment([
  {
    id: 'another-route-answers',
    explains,
    when: (facts, known) => facts.observed.gatewayError === null && stranger(facts, known) !== null,
    cause: (known, facts) =>
      `${facts.observed.exchange.route} is not deployed on this stage, and ${stranger(facts, known)} answers in its place.`,
    fix: (_, { observed: { exchange } }) =>
      exchange.apiType === 'rest'
        ? 'Add the method to the API, let the deployment depend on it, and deploy: the specific path then goes before the greedy one.'
        : 'Add the route to the API: the specific path then goes before the greedy one and before $default.',
  },
]);

/** The same, as far as the contract alone can tell. */
export const shadowCauses: readonly Cause[] = [
  {
    id: 'another-route-may-answer',
    explains,
    when: (facts) =>
      facts.observed.gatewayError === null && facts.deployment === null && wider(facts) !== null,
    cause: (facts) =>
      `${wider(facts)} takes this path too, and answers in its place where ${facts.observed.exchange.route} is not deployed.`,
    fix: 'Look whether the stage has the specific route; if it has, compare the function with the contract at the pointer.',
  },
];

/** The deployed route that takes the promised one without being it. */
function stranger({ observed: { exchange } }: Facts, { route }: Known): string | null {
  if (route === null) return null;
  return withoutNames(pathOf(route.key)) === withoutNames(pathOf(exchange.route)) ? null : route.key;
}

/** A route of the contract with a greedy parameter, or with any where this one has none. */
function wider({ promised: { contract }, observed: { exchange } }: Facts): string | null {
  const [method, path = ''] = exchange.route.split(' ');
  const takes = (key: string) => {
    const [ofMethod, template = ''] = key.split(' ');
    if (key === exchange.route || ofMethod !== method || !covers(template, path)) return false;
    return pathParameters(template).some(({ greedy }) => greedy) || pathParameters(path).length === 0;
  };
  return Object.keys(contract.routes).find(takes) ?? null;
}

const pathOf = (key: string) => key.split(' ')[1] ?? key;

/** Names of parameters tell no routes apart. */
const withoutNames = (path: string) => path.replace(/\{[^{}+]+/g, '{');
