import { mediaTypeOf } from '../answer.ts';
import type { Cause, Facts } from './cause.ts';
import { onRest } from './recognise.ts';

/** Some of the values came, but not all of them. */
function lostValues({ failure }: Facts): boolean {
  const expected = (failure.expected ?? '').split(/,\s*/);
  const received = failure.received ?? '';
  return expected.length > 1 && expected.includes(received);
}

/** How a function's result lost something between the function and the wire. */
export const resultCauses: readonly Cause[] = [
  {
    id: 'cookies-folded',
    explains: ['set-cookie'],
    when: ({ failure }) => failure.received === 'one line',
    cause: 'Several cookies were returned as one header value, joined by a comma.',
    fix: 'Return each by itself: under multiValueHeaders["Set-Cookie"] in payload format 1.0, under cookies in 2.0.',
  },
  {
    id: 'cookies-lost-rest',
    explains: ['set-cookie'],
    when: onRest,
    cause: ({ failure }) =>
      failure.received === 'no cookie'
        ? 'No cookie arrived: a REST API takes them from headers["Set-Cookie"] or multiValueHeaders["Set-Cookie"] alone, and knows no cookies list.'
        : 'Some cookies arrived: headers hold one value for each name, and the last one wins.',
    fix: 'Return all of them under multiValueHeaders["Set-Cookie"].',
  },
  {
    id: 'cookies-lost-http',
    explains: ['set-cookie'],
    when: () => true,
    cause: ({ failure }) =>
      failure.received === 'no cookie'
        ? 'No cookie arrived: payload format 2.0 takes cookies from the cookies list, and ignores multiValueHeaders.'
        : 'Some cookies arrived: headers hold one value for each name, and the cookies list takes all of them.',
    fix: 'Return them as cookies: ["name=value; Path=/", …] beside statusCode; with payload format 1.0, under multiValueHeaders["Set-Cookie"].',
  },
  {
    id: 'header-values-lost',
    explains: ['headers'],
    when: lostValues,
    cause: (facts) =>
      onRest(facts)
        ? 'Of several values of the header one arrived: headers hold one value for each name.'
        : 'Of several values of the header one arrived: payload format 2.0 ignores multiValueHeaders.',
    fix: (facts) =>
      onRest(facts)
        ? 'Return the list under multiValueHeaders, or one value joined by commas.'
        : 'Return one value joined by commas under headers.',
  },
  {
    id: 'header-remapped',
    explains: ['headers'],
    when: ({ failure, observed }) => observed.header(`x-amzn-remapped-${failure.pointer ?? ''}`) !== null,
    cause: ({ failure }) =>
      `The header arrived as x-amzn-Remapped-${failure.pointer}: a REST API renames the ones that it keeps for itself.`,
    fix: 'Return the information under a header name that the gateway passes on.',
  },
  {
    id: 'content-type-missing-http',
    explains: ['content-type'],
    when: (facts) => !onRest(facts) && mediaTypeOf(facts.failure.received ?? '') === 'text/plain',
    cause: 'The function returned no content type, and an HTTP API then says text/plain.',
    fix: 'Return headers: { "content-type": "application/json" } with every answer, errors included.',
  },
  {
    id: 'content-type-missing-rest',
    explains: ['content-type'],
    when: (facts) => onRest(facts) && mediaTypeOf(facts.failure.received ?? '') === 'application/json',
    cause: 'The function returned no content type, and a REST API then says application/json.',
    fix: 'Return the Content-Type header with every answer, errors included.',
  },
];
