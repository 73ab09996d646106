import { expectations } from '../expectations.ts';
import type { Cause, Facts } from './cause.ts';
import { everywhere, onRest, own } from './recognise.ts';

const refusalOf = ({ observed: { exchange, status } }: Facts) =>
  `${status} ${expectations[exchange.apiType].unknownRoute.message}`;

/** `/dev/dev/…`: what stands before the route's own path ends with the same segment twice, or the path starts with it. */
function stageTwice({ observed: { exchange } }: Facts): boolean {
  const own = (exchange.route.split(' ')[1] ?? '').split('/').slice(1);
  const segments = new URL(exchange.request.url).pathname.split('/').slice(1);
  const start = segments.length - own.length;
  const [before, last] = segments.slice(0, start).slice(-2);
  const base = last ?? before ?? '';
  if (last !== undefined && before === last) return true;
  return base !== '' && own[0] === base && segments[start] === base;
}

/** The same request, with the stage put in front of its path, was answered. */
function answersWithStage({ neighbourhood }: Facts): boolean {
  return neighbourhood.sameRoute.some(
    ({ exchange, status }) => exchange.purpose === 'doubled-stage' && status >= 200 && status <= 299,
  );
}

const explains = ['status', 'gateway-error'] as const;

/** The URL itself is wrong, whatever is deployed. */
export const urlCauses: readonly Cause[] = [
  {
    id: 'another-api-type',
    explains: ['request-id'],
    when: ({ failure }) => failure.message.includes(', but '),
    cause: (facts) =>
      `This is ${onRest(facts) ? 'an HTTP API, and it is tested as a REST API' : 'a REST API, and it is tested as an HTTP API'}: its answers carry the other type's request id.`,
    fix: (facts) => `Write --api ${onRest(facts) ? 'http' : 'rest'}, or apiType in the config.`,
  },
  {
    id: 'stage-twice',
    explains: [...explains, 'cors-preflight-status'],
    when: (facts) => own('route-missing', 'forbidden')(facts) && stageTwice(facts),
    cause: (facts) => `${refusalOf(facts)}: the URL holds the stage twice.`,
    fix: 'Take the stage off the invoke URL or off the paths of the contract; it belongs into one of them.',
  },
  {
    id: 'stage-missing',
    explains,
    when: (facts) => own('route-missing', 'forbidden')(facts) && answersWithStage(facts),
    cause: (facts) =>
      `${refusalOf(facts)}: the URL lacks the stage, and with it in front of the path the route answers.`,
    fix: 'Add the stage to the invoke URL, or let the base path mapping of the custom domain lead to it.',
  },
];

/** The gateway has no such route: not on this stage, or not for this path. */
export const missingRouteCauses: readonly Cause[] = [
  {
    id: 'no-route-at-all',
    explains: [...explains, 'cors-preflight-status'],
    when: (facts) => own('route-missing')(facts) && everywhere(facts),
    cause: (facts) =>
      `${refusalOf(facts)} on every route: the stage is missing or doubled in the URL, or its deployment holds none of these routes.`,
    fix: 'Compare the URL with what npx gatewright discover prints, then deploy the API to this stage again.',
  },
  {
    id: 'root-without-route',
    explains,
    when: (facts) =>
      own('route-missing')(facts) &&
      facts.observed.exchange.route.endsWith(' /') &&
      facts.neighbourhood.catchAll,
    cause: (facts) => `${refusalOf(facts)} on the root alone: {proxy+} takes every path but /.`,
    fix: (facts) =>
      onRest(facts)
        ? 'Add a method to the root resource itself, with the same integration, and deploy.'
        : 'Add the route ANY /, or $default, with the same integration.',
  },
  {
    id: 'slash-decoded',
    explains,
    when: (facts) =>
      own('route-missing')(facts) &&
      facts.neighbourhood.routeAnswers !== null &&
      /%2F/i.test(new URL(facts.observed.exchange.request.url).pathname),
    cause: (facts) =>
      `${refusalOf(facts)} although the route answers other paths: %2F was decoded on the way, so that one segment became two.`,
    fix: 'Let whatever stands before the gateway pass paths on as they are, or call it with a value that holds no slash; a greedy {name+} takes several segments.',
  },
  {
    id: 'signature-expected',
    explains,
    when: own('signature'),
    cause:
      'The gateway read the Authorization header as an AWS signature: there is no such route on this stage, or the method demands IAM.',
    fix: 'Deploy the API to this stage again; for a method with AWS_IAM, sign the request.',
  },
  {
    id: 'route-not-deployed-rest',
    explains,
    when: (facts) => own('route-missing')(facts) && onRest(facts),
    cause: (facts) =>
      `${refusalOf(facts)} on a promised route: the resource or method is not in the stage's deployment, or it demands IAM and the request is not signed.`,
    fix: 'Create a new deployment for the stage (changes to a REST API reach nobody before that), and let it depend on every method.',
  },
  {
    id: 'route-not-deployed-http',
    explains,
    when: own('route-missing'),
    cause: (facts) =>
      `${refusalOf(facts)} on a promised route: no route of the API matches this method and path on this stage.`,
    fix: 'Create the route with an integration, and deploy the stage where it does not deploy by itself.',
  },
];
