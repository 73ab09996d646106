/** What was done to a text on its way. */
export type ValueChange =
  | 'left-encoded'
  | 'decoded-twice'
  | 'plus-became-space'
  | 'space-became-plus'
  | 'cut-at-slash'
  | 'cut-at-reserved'
  | 'stage-in-front'
  | 'another-of-repeated'
  | 'all-of-repeated'
  | 'bytes-as-latin1'
  | 'letters-lost'
  | 'left-base64'
  | 'became-text'
  | 'became-value'
  | 'lower-case';

/** Where the values that were sent are known. */
export interface SentValues {
  readonly stage: string | null;
  /** Values of query parameters that were sent more than once, each in order. */
  readonly repeated: readonly (readonly string[])[];
}

/**
 * How the received value came out of the expected one, or `null` where it is simply another one. Both as JSON values;
 * text is compared whole.
 */
export function valueChange(expected: unknown, received: unknown, sent: SentValues): ValueChange | null {
  if (typeof expected === 'string' && typeof received === 'string')
    return textChange(expected, received, sent);
  if (typeof expected === 'string' && ['number', 'boolean'].includes(typeof received)) {
    return expected === String(received) ? 'became-value' : null;
  }
  if (typeof received === 'string' && ['number', 'boolean'].includes(typeof expected)) {
    return received === String(expected) ? 'became-text' : null;
  }
  return null;
}

function textChange(expected: string, received: string, sent: SentValues): ValueChange | null {
  if (expected === received || expected === '') return null;
  return changes.find(([, happened]) => happened(expected, received, sent))?.[0] ?? null;
}

type Happened = (expected: string, received: string, sent: SentValues) => boolean;

/** In the order of how much each explains. */
const changes: readonly (readonly [ValueChange, Happened])[] = [
  ['all-of-repeated', (_, received, { repeated }) => repeated.some((values) => isAll(values, received))],
  [
    'another-of-repeated',
    (expected, received, { repeated }) =>
      repeated.some(
        (values) => values.includes(received) && (values.includes(expected) || isAll(values, expected)),
      ),
  ],
  [
    'plus-became-space',
    (expected, received) => expected.includes('+') && expected.replaceAll('+', ' ') === received,
  ],
  [
    'space-became-plus',
    (expected, received) => expected.includes(' ') && expected.replaceAll(' ', '+') === received,
  ],
  [
    'left-encoded',
    (expected, received) => decoded(received) === expected || formDecoded(received) === expected,
  ],
  [
    'decoded-twice',
    (expected, received) => decoded(expected) === received || formDecoded(expected) === received,
  ],
  ['bytes-as-latin1', (expected, received) => Buffer.from(expected, 'utf8').toString('latin1') === received],
  ['letters-lost', lettersLost],
  ['left-base64', (expected, received) => Buffer.from(expected, 'utf8').toString('base64') === received],
  [
    'stage-in-front',
    (expected, received, { stage }) =>
      stage !== null && received === `/${stage}${expected.startsWith('/') ? '' : '/'}${expected}`,
  ],
  [
    'cut-at-slash',
    (expected, received) => expected.split('/').length > 1 && expected.split('/').includes(received),
  ],
  [
    'cut-at-reserved',
    (expected, received) =>
      received !== '' && /^[?#&;=]/.test(expected.slice(received.length)) && expected.startsWith(received),
  ],
  ['lower-case', (expected, received) => expected.toLowerCase() === received],
];

/** A comma, with or without a space, is how lists of values are joined. */
function isAll(values: readonly string[], text: string): boolean {
  return text === values.join(',') || text === values.join(', ');
}

function lettersLost(expected: string, received: string): boolean {
  const plain = /^[\x20-\x7e]*$/;
  if (plain.test(expected) || !/[?\ufffd]/.test(received)) return false;
  const kept = [...expected].filter((letter) => plain.test(letter)).join('');
  return received.replaceAll(/[?\ufffd]+/g, '') === kept.replaceAll('?', '');
}

function decoded(text: string): string | null {
  try {
    const once = decodeURIComponent(text);
    return once === text ? null : once;
  } catch {
    return null;
  }
}

function formDecoded(text: string): string | null {
  return decoded(text.replaceAll('+', ' '));
}
