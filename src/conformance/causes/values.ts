import { type ValueChange, valueChange } from '../value-change.ts';
import type { Cause, Facts, Sentence } from './cause.ts';
import { onRest } from './recognise.ts';

const explains = ['body', 'body-text'] as const;

/** The change that the failure shows, read from its two values. */
function changeOf({ failure, observed: { exchange } }: Facts): ValueChange | null {
  const { pathname, searchParams } = new URL(exchange.request.url);
  const repeated = [...new Set(searchParams.keys())]
    .map((name) => searchParams.getAll(name))
    .filter((values) => values.length > 1);
  return valueChange(parsed(failure.expected), parsed(failure.received), {
    stage: pathname.split('/')[1] || null,
    repeated,
  });
}

function parsed(shown: string | undefined): unknown {
  try {
    return JSON.parse(shown ?? '');
  } catch {
    return undefined;
  }
}

/** Whether the value stood in the query, and not in the path or body. */
function inQuery({ failure, observed: { exchange } }: Facts): boolean {
  const expected = parsed(failure.expected);
  return [...new URL(exchange.request.url).searchParams.values()].some((value) => value === expected);
}

function changed(change: ValueChange, id: string, said: { cause: Sentence; fix: Sentence }): Cause {
  return { id, explains, when: (facts) => changeOf(facts) === change, ...said };
}

/** The answer holds what was sent, and something was done to it on the way. */
export const valueCauses: readonly Cause[] = [
  changed('plus-became-space', 'plus-became-space', {
    cause:
      'A plus sign became a space: the value was decoded as a form although it had been decoded already.',
    fix: 'Take values from queryStringParameters or pathParameters as they are, and decode a raw query string only once.',
  }),
  changed('space-became-plus', 'space-became-plus', {
    cause: 'A space came back as a plus sign: the value was encoded as a form and not decoded as one.',
    fix: 'Decode with the counterpart of what encoded: unquote_plus or URLSearchParams for forms.',
  }),
  changed('left-encoded', 'path-left-encoded', {
    cause: (facts) =>
      inQuery(facts)
        ? 'The value came back percent-encoded: the function reads the raw query string, or encodes what it answers.'
        : 'The value came back percent-encoded: a REST API hands path parameters to the function as they were sent.',
    fix: (facts) =>
      inQuery(facts)
        ? 'Read queryStringParameters, which both API types decode.'
        : 'Decode path parameters in the function (once).',
  }),
  changed('decoded-twice', 'path-decoded-twice', {
    cause: 'The value was decoded once too often on the way.',
    fix: 'Take the decoding out of the function where the gateway has decoded already (query parameters; paths of an HTTP API).',
  }),
  changed('cut-at-slash', 'cut-at-slash', {
    cause: (facts) =>
      `Only one piece of a value with a slash came through: %2F was decoded${onRest(facts) ? '' : ', as an HTTP API does in paths,'} before the path was split.`,
    fix: 'Split the path first and decode the pieces; read pathParameters instead of splitting; for values with slashes, use {name+} or the query.',
  }),
  changed('cut-at-reserved', 'cut-at-reserved', {
    cause:
      'The value ends where ?, #, &, ; or = begins: it was decoded and then read as part of a URL again.',
    fix: 'Encode a value wherever it is put into a URL, and decode it only after the URL was taken apart.',
  }),
  changed('stage-in-front', 'stage-in-front', {
    cause:
      "The path starts with the stage's name: rawPath and requestContext hold it, also on an HTTP API with a named stage.",
    fix: 'Read path (format 1.0), routeKey or pathParameters, or take /STAGE off rawPath.',
  }),
  changed('another-of-repeated', 'another-of-repeated', {
    cause: (facts) =>
      onRest(facts)
        ? 'Of a parameter that was sent several times another value was used: queryStringParameters holds the last one.'
        : 'Of a parameter that was sent several times one value was used: queryStringParameters holds all of them, joined by commas.',
    fix: (facts) =>
      onRest(facts)
        ? 'Read multiValueQueryStringParameters where all values count, or the first.'
        : 'Split the value at its commas, or read rawQueryString where values hold commas themselves.',
  }),
  changed('all-of-repeated', 'all-of-repeated', {
    cause:
      'All values of a repeated parameter came as one, joined by commas, as payload format 2.0 hands them to the function.',
    fix: 'Pick the value that is meant: split at the commas, or use payload format 1.0 and multiValueQueryStringParameters.',
  }),
  changed('bytes-as-latin1', 'bytes-as-latin1', {
    cause: 'Letters beyond ASCII came back as two or three others each: UTF-8 bytes were read as Latin-1.',
    fix: 'Decode bytes (a base64 body, an unquoted path) as UTF-8, and answer with charset=utf-8.',
  }),
  changed('letters-lost', 'letters-lost', {
    cause:
      'Letters beyond ASCII came back as question marks: they were encoded in a character set that lacks them.',
    fix: 'Encode and decode as UTF-8 everywhere between the request and the answer.',
  }),
  changed('left-base64', 'left-base64', {
    cause: 'The value came back in base64: the function did not decode a body that isBase64Encoded marks.',
    fix: 'Decode event.body where event.isBase64Encoded is true: an HTTP API sends every body so whose type is no text, a REST API those of binaryMediaTypes.',
  }),
  changed('became-value', 'became-value', {
    cause: ({ failure }) => `The text ${failure.expected} came back as a number or boolean.`,
    fix: 'Answer what was promised: parameters are text, and a number only after the function made one of them.',
  }),
  changed('became-text', 'became-text', {
    cause: ({ failure }) =>
      `${failure.expected} came back as text: parameters of path, query and headers always are.`,
    fix: 'Convert the parameter in the function before it is used or answered.',
  }),
  changed('lower-case', 'lower-case', {
    cause: 'The value came back in lower case.',
    fix: 'Compare without regard to case, and keep the value as it was sent.',
  }),
  {
    id: 'empty-as-missing',
    explains,
    when: (facts) => parsed(facts.failure.expected) === '' && sentEmpty(facts),
    cause: ({ failure }) =>
      `A parameter that was sent empty was taken for one that is missing, and ${failure.received} was used.`,
    fix: 'Ask whether the key is there (in, hasOwn), not whether its value is truthy.',
  },
  {
    id: 'default-lost',
    explains: ['body', 'body-text', 'body-schema'],
    when: (facts) => isLost(facts) && (isParameterLeftOut(facts) || answersWithQueryAlone(facts)),
    cause: ({ failure }) =>
      `The default of ${failure.pointer || 'the value'} is lost: without the query parameter the function answers ${failure.received}.`,
    fix: 'Give each parameter its default where the key is missing and where the whole of queryStringParameters is null.',
  },
  {
    id: 'parameter-lost',
    explains: ['body', 'body-schema', 'body-text'],
    when: isLost,
    cause: ({ failure }) =>
      `The function has no value for ${failure.pointer || 'the body'}: it left the field out, or reads its input from a key that this payload format doesn't have.`,
    fix: 'Compare the keys that it reads with the event: queryStringParameters and pathParameters are null without values in format 1.0 and absent in 2.0, and defaults have to be set by the function.',
  },
];

function isLost({ failure }: Facts): boolean {
  return ['null', '"None"', '"undefined"', '"null"', '"NaN"', 'nothing'].includes(failure.received ?? '');
}

/** The lost value has the name of a query parameter that other examples send, and this one doesn't. */
function isParameterLeftOut({ failure, observed: { exchange }, promised }: Facts): boolean {
  const name = failure.pointer?.split('/').at(-1) ?? '';
  if (name === '' || new URL(exchange.request.url).searchParams.has(name)) return false;
  return Object.values(promised.route?.examples ?? {}).some(({ query }) => Object.hasOwn(query ?? {}, name));
}

function answersWithQueryAlone(facts: Facts): boolean {
  return facts.neighbourhood.routeAnswers === 'with-query' && !hasQuery(facts);
}

function hasQuery({ observed: { exchange } }: Facts): boolean {
  return new URL(exchange.request.url).search !== '';
}

function sentEmpty({ observed: { exchange } }: Facts): boolean {
  return [...new URL(exchange.request.url).searchParams.values()].includes('');
}
