import { expectations } from '../expectations.ts';
import type { Cause, Facts } from './cause.ts';
import { everywhere, onRest, own } from './recognise.ts';

const logsOf = ({ observed: { exchange } }: Facts) => expectations[exchange.apiType].logs;

const explains = ['status', 'gateway-error'] as const;
/** Where everything fails, a preflight that reaches the same function is no finding of its own. */
const explainsAll = [...explains, 'cors-preflight-status'] as const;

/** The gateway asked the function or backend, and made an error of what came back. */
export const integrationCauses: readonly Cause[] = [
  {
    id: 'integration-unreachable',
    explains,
    when: own('integration-unreachable'),
    cause: '504: the gateway could not reach the backend of the HTTP integration.',
    fix: "Look at the integration's URL, its DNS name and security groups.",
  },
  {
    id: 'integration-timeout',
    explains,
    when: (facts) => own('integration-timeout')(facts) || facts.observed.status === 504,
    cause: (facts) =>
      `${facts.observed.status}: the integration took longer than the gateway waits (${onRest(facts) ? '29' : '30'} s by default).`,
    fix: 'Make the function faster or asynchronous; look for a connection inside it that hangs, such as a VPC without a route.',
  },
  {
    id: 'function-timed-out',
    explains,
    when: (facts) => own('integration-failed')(facts) && fromFunction(facts) && endsOnTheSecond(facts),
    cause: (facts) =>
      `The function timed out, or raised: the error came after a little more than ${seconds(facts)} s, and a function's timeout is a whole number of seconds.`,
    fix: (facts) =>
      `Look for "Task timed out" in ${logsOf(facts)} for this request id; give the function more time or memory, or make it faster.`,
  },
  {
    id: 'function-always-fails-rest',
    explains: explainsAll,
    when: (facts) => own('integration-failed')(facts) && facts.observed.status === 502 && everywhere(facts),
    cause:
      'The function fails on every route: it does not load (an import, the handler name, a missing environment variable), times out, or returns something that is no proxy result (statusCode a number, body a string, no other keys than headers, multiValueHeaders and isBase64Encoded), or reads events of payload format 2.0, which a REST API never sends.',
    fix: (facts) => `Look at ${logsOf(facts)} for this request id.`,
  },
  {
    id: 'function-always-fails-http',
    explains: explainsAll,
    when: (facts) => own('integration-failed')(facts) && !onRest(facts) && everywhere(facts),
    cause:
      'Every route fails: the gateway may not invoke the function, the function does not load, times out or returns an invalid result, or it reads events of another payload format (1.0) than the integration sends (2.0).',
    fix: (facts) =>
      `Add a lambda:InvokeFunction permission for this API and stage, compare PayloadFormatVersion with what the handler reads, and look at ${logsOf(facts)}.`,
  },
  {
    id: 'query-default-lost',
    explains,
    when: (facts) =>
      own('integration-failed')(facts) &&
      facts.neighbourhood.routeAnswers === 'with-query' &&
      !hasQuery(facts),
    cause: (facts) =>
      `The function fails without query parameters, and answers this route with them: queryStringParameters is ${onRest(facts) ? 'null' : 'absent (null in payload format 1.0)'} then.`,
    fix: 'Read it as (event.get("queryStringParameters") or {}) or event.queryStringParameters ?? {}, and give each parameter its default.',
  },
  {
    id: 'fails-for-this-input',
    explains,
    when: (facts) => own('integration-failed')(facts) && facts.neighbourhood.routeAnswers !== null,
    cause:
      'The function answers other examples of this route, so it is deployed and may be invoked: it raised an error or returned an invalid result for this very request.',
    fix: (facts) => `Look at ${logsOf(facts)} for this request id.`,
  },
  {
    id: 'function-failed-rest',
    explains,
    when: (facts) => own('integration-failed')(facts) && facts.observed.status === 502,
    cause:
      'The function raised an error, timed out, or returned something that is no proxy result (statusCode a number, body a string, no other keys than headers, multiValueHeaders and isBase64Encoded).',
    fix: (facts) => `Look at ${logsOf(facts)} for this request id.`,
  },
  {
    id: 'integration-misconfigured-rest',
    explains: explainsAll,
    when: (facts) =>
      own('integration-failed')(facts) &&
      onRest(facts) &&
      (facts.check !== 'cors-preflight-status' || everywhere(facts)),
    cause:
      'The integration is misconfigured: the gateway may not invoke the function, a stage variable in its URI is missing, its method is not POST, or a mapping fails.',
    fix: 'Add a lambda:InvokeFunction permission for this API and stage, then look at the integration and the stage variables.',
  },
  {
    id: 'function-failed-http',
    explains,
    when: own('integration-failed'),
    cause:
      'The function raised an error, timed out, returned an invalid result, or the gateway may not invoke it.',
    fix: (facts) =>
      `Look at ${logsOf(facts)} for this request id, and at the lambda:InvokeFunction permission.`,
  },
];

function hasQuery({ observed: { exchange } }: Facts): boolean {
  return new URL(exchange.request.url).search !== '';
}

/** On a REST API 500 means that the function was never asked. */
function fromFunction({ observed: { exchange, status } }: Facts): boolean {
  return exchange.apiType === 'http' || status === 502;
}

/** Just past a whole number of seconds; where every route fails, all of them past the same one. */
function endsOnTheSecond(facts: Facts): boolean {
  const { durationMs } = facts.observed.exchange.answer;
  const durations = everywhere(facts) ? [durationMs, ...facts.neighbourhood.failedAfterMs] : [durationMs];
  const second = Math.floor(durationMs / 1000);
  return second >= 1 && durations.every((each) => each >= second * 1000 && each < second * 1000 + 400);
}

function seconds({ observed: { exchange } }: Facts): string {
  return String(Math.floor(exchange.answer.durationMs / 1000));
}
