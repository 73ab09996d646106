import { apiTypes } from '../../contract/contract.ts';
import { effectOf, parseRouteKey } from '../../contract/route.ts';
import type { Observed } from '../answer.ts';
import { type Check, fail, type Outcome, pass, shown, skip } from '../check.ts';
import type { Promised } from '../promise.ts';
import { credentialKind, refusals } from '../refusal.ts';

const source =
  'https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-control-access-to-api.html';

export const noCredentials: Check = {
  id: 'no-credentials',
  title: 'A route with auth refuses whoever shows nothing, or not everything',
  family: 'auth',
  apiTypes,
  severity: 'error',
  why: 'Whoever finds the URL gets the answer that only some should get.',
  fix: 'Let the method demand what the contract says (an authorizer, AWS_IAM, an API key), and deploy.',
  source,
  after: ['answered'],
  judge: (observed, promised) =>
    observed.exchange.purpose === 'no-credentials' ? refused(observed, promised, 'missing') : null,
};

export const wrongCredentials: Check = {
  id: 'wrong-credentials',
  title: 'A route with auth refuses credentials that nobody gave out',
  family: 'auth',
  apiTypes,
  severity: 'error',
  why: 'Whoever writes a token of his own, or has one for another application, is let in.',
  fix: 'Let the authorizer verify signature, issuer, audience and time of every token, and refuse the rest.',
  source,
  after: ['answered'],
  judge: (observed, promised) =>
    observed.exchange.purpose === 'wrong-credentials' ? refused(observed, promised, 'wrong') : null,
};

/**
 * 401 and 403 refuse, whoever sends them: a function may look at its callers itself, and gateway responses may be
 * changed. So does the way to a login page. Everything else was let past the authorization, or met one that fails.
 */
function refused(observed: Observed, promised: Promised, what: 'missing' | 'wrong'): Outcome {
  const { exchange, status, gatewayError } = observed;
  if (status === 401 || status === 403) return pass;
  if (gatewayError?.kind === 'throttled' || gatewayError?.kind === 'quota-exceeded') {
    return skip(`the gateway refused the probe for another reason: ${status} ${gatewayError.message}`);
  }
  if (namesTheHeader(observed)) return pass;
  if (status >= 300 && status <= 399 && expectsSuccess(observed, promised)) return pass;
  const expected = refusals[exchange.apiType][credentialKind(exchange.probe?.subject)][what];
  const received = `${status} ${observed.json.ok ? shown(observed.json.value) : shown(observed.text)}`;
  const words = { expected, received };
  const how = exchange.example;
  if (status >= 500) {
    const who = gatewayError?.kind === 'authorizer-broken' ? 'the authorizer failed' : 'an error';
    return fail(`expected a refusal (${expected}) ${how}, received ${who}: ${received}`, words);
  }
  if (status >= 400) {
    const past = hasEffect(observed, promised);
    return fail(
      past
        ? `expected ${expected} ${how}; the request came past the authorization and was refused for its content only: ${received}`
        : `expected ${expected} ${how}, received ${received}: refused, but not for its credentials`,
      past ? words : { ...words, severity: 'warning' },
    );
  }
  return fail(`expected ${expected} ${how}, received ${received}`, words);
}

/** A validator that wants the header refuses as well. */
function namesTheHeader({ gatewayError, text, exchange: { probe } }: Observed): boolean {
  const header = probe?.subject ?? '';
  return (
    gatewayError?.kind === 'parameters-refused' &&
    header !== '' &&
    text.toLowerCase().includes(header.toLowerCase())
  );
}

function expectsSuccess({ exchange }: Observed, { route }: Promised): boolean {
  const expect = route?.examples[exchange.probe?.of ?? '']?.expect;
  if (expect === undefined) return true;
  const { status } = 'status' in expect ? expect : expect[exchange.apiType];
  return status < 300;
}

function hasEffect({ exchange }: Observed, { route }: Promised): boolean {
  return route !== null && effectOf(route, parseRouteKey(exchange.route).method) !== 'none';
}
