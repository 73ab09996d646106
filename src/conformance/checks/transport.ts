import { apiTypes } from '../../contract/contract.ts';
import { type Check, fail, pass } from '../check.ts';

export const answered: Check = {
  id: 'answered',
  title: 'An answer comes back',
  family: 'transport',
  apiTypes,
  severity: 'error',
  why: 'Nothing else can be said about a request that nobody answers.',
  fix: 'Look at the invoke URL, at the DNS name and at what stands between here and the API.',
  source: 'https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-call-api.html',
  after: [],
  judge({ exchange: { answer } }) {
    if (answer.kind === 'response') return pass;
    return fail(`no answer came: ${answer.message}`, { expected: 'an answer', received: answer.cause });
  },
};

/** Statuses that send the caller to the address in `location`. */
const redirects = [301, 302, 303, 307, 308];

export const redirectLocation: Check = {
  id: 'redirect-location',
  title: 'A redirect says where to',
  family: 'transport',
  apiTypes,
  severity: 'error',
  why: 'A client that is redirected without an address stops with an error.',
  fix: 'Let the function return a location header together with the 3xx status.',
  source: 'https://www.rfc-editor.org/rfc/rfc9110#section-15.4',
  after: ['answered', 'status'],
  judge({ status, header }) {
    if (!redirects.includes(status)) return null;
    const location = header('location');
    if (location !== null && location !== '') return pass;
    return fail(`status ${status} without a location header`, {
      pointer: 'location',
      expected: 'an address',
      received: location ?? 'no header',
    });
  },
};
