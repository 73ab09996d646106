import { apiTypes } from '../../contract/contract.ts';
import type { Observed } from '../answer.ts';
import { fail, type Outcome, pass, shown, skip } from '../check.ts';
import type { Purpose } from '../exchange.ts';
import type { TargetCheck, TargetFacts, TargetOutcome } from '../target-check.ts';

type Judge = (variant: Observed, example: Observed) => Outcome;

/** Only where the example itself succeeded: else nothing is learnt from its variant. */
function ofVariant(purpose: Purpose, judge: Judge) {
  return ({ exchanges }: TargetFacts): readonly TargetOutcome[] =>
    exchanges
      .filter(({ exchange, status }) => exchange.purpose === purpose && status > 0)
      .flatMap((variant) => {
        const example = exchanges.find(
          ({ exchange }) =>
            exchange.purpose === 'example' &&
            exchange.example === variant.exchange.probe?.of &&
            exchange.route.split(' ')[1] === variant.exchange.route.split(' ')[1],
        );
        if (example === undefined || example.status < 200 || example.status > 299) return [];
        const { route, example: title } = variant.exchange;
        return [{ outcome: judge(variant, example), route, example: title, observed: variant }];
      });
}

const seen = ({ status, json, text }: Observed) => `${status} ${json.ok ? shown(json.value) : shown(text)}`;

export const doubledStage: TargetCheck = {
  id: 'doubled-stage',
  title: 'A URL with the stage in it twice leads nowhere',
  family: 'routing',
  apiTypes,
  severity: 'warning',
  why: 'Two URLs lead to the same answer, and a client that builds the wrong one goes unnoticed until the catch-all is gone.',
  fix: "Take the stage out of the routes' paths, or remove the catch-all route that takes it.",
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html',
  judge: ofVariant('doubled-stage', (variant) => {
    if (variant.status >= 400 && variant.status <= 499) return pass;
    return fail(`expected a refusal, received ${seen(variant)}`, {
      expected: 'a 4xx',
      received: seen(variant),
    });
  }),
};

export const trailingSlash: TargetCheck = {
  id: 'trailing-slash',
  title: 'A slash at the end of a path makes nothing crash',
  family: 'routing',
  apiTypes,
  severity: 'warning',
  why: 'Clients and crawlers add slashes; a server error for one sets off alarms.',
  fix: 'Let the function strip the slash before it looks its route up, or read resource or routeKey instead of the path.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html',
  judge: ofVariant('trailing-slash', (variant) => {
    if (variant.status >= 500) {
      return fail(`the path answers, and with a slash at its end it fails: ${seen(variant)}`, {
        expected: 'the same answer, or a 4xx',
        received: seen(variant),
      });
    }
    if (variant.status < 400 || variant.gatewayError !== null) return pass;
    return skip(
      `the function takes the path with a slash for another one, and refuses it with ${variant.status}`,
    );
  }),
};

export const headOfGet: TargetCheck = {
  id: 'head-of-get',
  title: 'HEAD of a GET route is refused, or answered without a body',
  family: 'routing',
  apiTypes,
  severity: 'warning',
  why: 'Monitors, link checkers and caches ask by HEAD; a server error for one sets off alarms.',
  fix: 'Let the function treat HEAD as GET, or deploy GET instead of ANY.',
  source: 'https://www.rfc-editor.org/rfc/rfc9110#section-9.3.2',
  judge: ofVariant('head', (variant) => {
    if (variant.status >= 500) {
      return fail(`GET answers, and HEAD of the same path fails with ${variant.status}`, {
        expected: 'the status of GET, or a 4xx',
        received: String(variant.status),
      });
    }
    return pass;
  }),
};
