import type { Expectation } from './recorded-case.ts';

/** Where an answer isn't as recorded; `where` is `status`, `header NAME`, or a pointer into body, event or backend. */
export interface Difference {
  readonly where: string;
  readonly expected: unknown;
  /** Left out where there is nothing. */
  readonly actual?: unknown;
}

/** What is compared: the answer, its body as bytes, and what the HTTP backend got last. */
export interface Observed {
  readonly status: number;
  /** By lower-case name; repeated ones joined by `, `. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** `undefined`: nothing reached the backend. */
  readonly backend: unknown;
}

/** Every way in which an answer differs from the one recorded: an empty list is a pass. */
export function differencesOf(observed: Observed, expect: Expectation): Difference[] {
  const { status, headers, body, backend } = observed;
  const found: Difference[] = [];
  if (status !== expect.status)
    found.push(
      { where: 'status', expected: expect.status, actual: status },
      ...(expect.body === undefined
        ? [{ where: 'body', expected: 'as recorded', actual: excerpt(body) }]
        : []),
    );
  if (expect.body !== undefined) found.push(...inBody(body, expect.body));
  for (const [name, value] of Object.entries(expect.headers ?? {}))
    found.push(...within(headers[name], value, `header ${name}`));
  if (expect.event !== undefined) found.push(...within(parsed(body), expect.event, 'event'));
  if (expect.backend !== undefined) found.push(...within(backend, expect.backend, 'backend'));
  return found;
}

function inBody(body: Buffer, expected: unknown): Difference[] {
  const text = body.toString();
  if (hasOnly(expected, 'text')) return equal(text, expected.text, 'body');
  if (hasOnly(expected, 'base64')) return equal(body.toString('base64'), expected.base64, 'body');
  if (hasOnly(expected, 'empty')) return equal(text, '', 'body');
  if (hasOnly(expected, 'startsWith'))
    return text.startsWith(String(expected.startsWith))
      ? []
      : [{ where: 'body', expected, actual: excerpt(body) }];
  return within(parsed(body), expected, 'body');
}

/** Objects as subsets, lists element by element; `matches` and `absent` stand for values. */
function within(actual: unknown, expected: unknown, where: string): Difference[] {
  if (hasOnly(expected, 'matches')) {
    const isText = typeof actual === 'string' || typeof actual === 'number';
    return isText && pattern(String(expected.matches)).test(String(actual))
      ? []
      : [different(where, expected, actual)];
  }
  if (hasOnly(expected, 'absent')) return actual === undefined ? [] : [different(where, expected, actual)];
  if (Array.isArray(expected)) {
    if (!Array.isArray(actual) || actual.length !== expected.length)
      return [different(where, expected, actual)];
    return expected.flatMap((item, index) => within(actual[index], item, `${where}/${index}`));
  }
  if (typeof expected === 'object' && expected !== null) {
    if (typeof actual !== 'object' || actual === null || Array.isArray(actual))
      return [different(where, expected, actual)];
    const held = new Map(Object.entries(actual));
    return Object.entries(expected).flatMap(([key, item]) => within(held.get(key), item, `${where}/${key}`));
  }
  return equal(actual, expected, where);
}

/** Flags may stand at the beginning, as in Java and Python. */
function pattern(source: string): RegExp {
  const [, flags = '', rest = source] = /^\(\?([ims]+)\)(.*)$/s.exec(source) ?? [];
  return new RegExp(rest, flags);
}

function equal(actual: unknown, expected: unknown, where: string): Difference[] {
  return actual === expected ? [] : [different(where, expected, actual)];
}

function different(where: string, expected: unknown, actual: unknown): Difference {
  return actual === undefined ? { where, expected } : { where, expected, actual };
}

/** The body as JSON, or its text where it isn't. */
function parsed(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString());
  } catch {
    return body.toString();
  }
}

const excerpt = (body: Buffer) => body.toString().slice(0, 300);

function hasOnly<Key extends string>(value: unknown, key: Key): value is Record<Key, unknown> {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 1 && key in value;
}
