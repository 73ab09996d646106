import { apiTypes, type Expectation } from '../../contract/contract.ts';
import { applies } from '../../contract/route.ts';
import type { Observed } from '../answer.ts';
import { type Check, fail, type Outcome, pass, shown, skip } from '../check.ts';
import { firstDifference } from '../difference.ts';
import type { Broken } from '../generated/broken.ts';
import { type Refusal, refusalOf } from '../generated/refusal.ts';
import type { Promised } from '../promise.ts';
import type { Severity } from '../result.ts';
import { firstSchemaError } from '../schema.ts';
import { answerOf, bodyAsPromised, validation } from './request-answer.ts';

type Judge = (observed: Observed, refusal: Refusal, promised: Promised) => Outcome | null;

/** Only for requests that were generated to be refused. */
function ofBroken(judge: Judge) {
  return (observed: Observed, promised: Promised): Outcome | null => {
    const { purpose, broken } = observed.exchange;
    if (purpose !== 'broken-request' || broken === undefined) return null;
    return judge(observed, refusalOf(observed), promised);
  };
}

export const brokenRefused: Check = {
  id: 'broken-request-refused',
  title: 'A request that breaks the promised schema is refused',
  family: 'request',
  apiTypes,
  severity: 'error',
  why: 'What is not refused is stored or computed with, and fails later, where nobody knows why.',
  fix: 'Check the input in the function, or in a request validator on a REST API.',
  source: validation,
  after: ['answered'],
  judge: ofBroken((observed, refusal, promised) => {
    if (refusal === 'refused' || refusal === 'crashed') return pass;
    if (refusal === 'unclear')
      return skip(`the ${observed.status} says nothing about what the request holds`);
    return fail(`expected a refusal, received ${answerOf(observed)}`, {
      ...placed(observed),
      expected: statusText(promised, observed),
      received: answerOf(observed),
      severity: severityOfAccepted(observed.exchange.broken, promised),
    });
  }),
};

/**
 * A warning where lenience may be meant: JSON Schema leaves it open whether formats are checked, a reader may take JSON
 * without looking at its content type, and no body is as good as an empty object where nothing is required.
 */
function severityOfAccepted(broken: Broken | undefined, { route }: Promised): Severity {
  const schema = route?.request?.body;
  const nothingRequired = schema !== undefined && firstSchemaError(schema, {}) === null;
  if (broken?.rule === 'format' || broken?.rule === 'content-type') return 'warning';
  return broken?.rule === 'empty' && nothingRequired ? 'warning' : 'error';
}

export const brokenSurvived: Check = {
  id: 'broken-request-survived',
  title: 'A request that breaks the promised schema makes nothing crash',
  family: 'request',
  apiTypes,
  severity: 'error',
  why: 'Anybody can make the API fail, and the caller is told that it is not their mistake.',
  fix: 'Check the input before it is used, and answer 400 with what is wrong.',
  source: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.6',
  after: ['answered'],
  judge: ofBroken((observed, refusal, promised) => {
    if (refusal === 'unclear') return null;
    if (refusal !== 'crashed') return pass;
    return fail(`expected a refusal, received ${answerOf(observed)}`, {
      ...placed(observed),
      expected: statusText(promised, observed),
      received: answerOf(observed),
    });
  }),
};

export const brokenAnswer: Check = {
  id: 'broken-request-answer',
  title: 'A refused request is answered as promised',
  family: 'request',
  apiTypes,
  severity: 'error',
  why: 'Clients show their users what the refusal says; another status or body is read as another error.',
  fix: 'Answer what the contract promises for refused requests, or correct request.invalid.',
  source: validation,
  after: ['answered', 'broken-request-refused', 'broken-request-survived'],
  judge: ofBroken((observed, refusal, promised) => {
    const expectation = expectedRefusal(promised, observed);
    if (refusal !== 'refused' || expectation === null || refusesElsewhere(observed)) return null;
    const { status, json, gatewayError } = observed;
    if (status !== expectation.status) {
      return fail(`expected status ${expectation.status} for a refusal, received ${status}`, {
        expected: String(expectation.status),
        received: answerOf(observed),
      });
    }
    // The gateway says in words of its own what it refuses.
    if (gatewayError !== null) return pass;
    const difference =
      expectation.body === undefined
        ? null
        : firstDifference(expectation.body, json.ok ? json.value : undefined);
    if (difference !== null) {
      return fail(
        `${difference.pointer || 'the body:'} expected ${shown(difference.expected)}, received ${shown(difference.received)}`,
        { pointer: difference.pointer, expected: shown(difference.expected), received: answerOf(observed) },
      );
    }
    return bodyAsPromised(observed, promised);
  }),
};

/** Statuses that say what is wrong better than the promised one, and parameters that name nothing. */
function refusesElsewhere({ status, exchange: { broken } }: Observed): boolean {
  return (
    status === 413 ||
    status === 415 ||
    broken?.rule === 'content-type' ||
    (status === 404 && broken?.part === 'path')
  );
}

function expectedRefusal({ route }: Promised, { exchange: { apiType } }: Observed): Expectation | null {
  const request = route?.request;
  if (request?.invalid === undefined || !applies(request, apiType)) return null;
  return 'status' in request.invalid ? request.invalid : request.invalid[apiType];
}

function statusText(promised: Promised, observed: Observed): string {
  return String(expectedRefusal(promised, observed)?.status ?? 400);
}

function placed({ exchange: { broken } }: Observed): { pointer?: string } {
  return broken === undefined || broken.place === '' ? {} : { pointer: broken.place };
}
