import { capturersOf, placeholdersOf } from './capture.ts';
import { apiTypes, type Contract, type Example } from './contract.ts';
import { examplesOf } from './example.ts';
import { routesOf } from './route.ts';
import type { Check, Mistake } from './shape.ts';
import { isFields, mapOf, member, name, oneOf, record, shown, suggestion, text, wrong } from './shape.ts';

const example = "{ id: '/id' }";

/** `{ id: '/id' }`: names that can stand between braces, and where in an answer their values are. */
export const capture: Check = (value, path) => [
  ...mapOf(source, example)(value, path),
  ...Object.keys(isFields(value) ? value : {})
    .filter((key) => !/^[A-Za-z_][\w-]*$/.test(key))
    .map((key) =>
      wrong(member(path, key), 'is no name of letters, digits, _ and -.', 'It is used as {{name}}.'),
    ),
];

const source: Check = (value, path) =>
  isFields(value)
    ? record({ required: { from, match: expression } }, "{ from: 'header.location', match: '([^/]+)$' }")(
        value,
        path,
      )
    : from(value, path);

const from: Check = (value, path) =>
  typeof value === 'string' && /^(\/.*|header\.[!#$%&'*+.^_`|~\w-]+)$/.test(value)
    ? []
    : [
        wrong(
          path,
          `is ${shown(value)}, neither a JSON pointer nor a header.`,
          "Write '/id' or 'header.location'.",
        ),
      ];

const expression: Check = (value, path) => {
  if (typeof value !== 'string') return text(value, path);
  try {
    new RegExp(value);
    return [];
  } catch (error) {
    return [wrong(path, `is no regular expression: ${(error as Error).message}.`)];
  }
};

/** Where answers tell their version. Takes the keys of the contract's routes from the contract itself. */
export function version(value: unknown, path: string, routes: readonly string[]): Mistake[] {
  if (isFields(value) && 'header' in value) {
    return record({ required: { header: name } }, "{ header: 'x-version' }")(value, path);
  }
  return record(
    { required: { route: oneOf(...routes), pointer: from } },
    "{ header: 'x-version' } or { route: 'GET /health', pointer: '/version' }",
  )(value, path);
}

/** Captures that contradict each other: asked once every example by itself is sound. */
export function disorder(contract: Contract): Mistake[] {
  const all = apiTypes.flatMap((apiType) =>
    routesOf(contract, apiType).flatMap(({ key, route }) =>
      examplesOf(route, apiType).map(({ title, example: one }) => ({ key, title, example: one, apiType })),
    ),
  );
  const capturing = all.some(({ example: one }) => one.capture !== undefined);
  if (!capturing) return [];
  const mistakes = apiTypes.flatMap((apiType) => {
    const placed = all.filter((each) => each.apiType === apiType);
    return [...capturedTwice(placed), ...unknownNames(placed), ...circles(contract, placed, apiType)];
  });
  return mistakes.filter(
    ({ path, message }, index) =>
      mistakes.findIndex((other) => other.path === path && other.message === message) === index,
  );
}

interface Placed {
  readonly key: string;
  readonly title: string;
  readonly example: Example;
}

function placeOf({ key, title }: Omit<Placed, 'example'>): string {
  return member(member(member('routes', key), 'examples'), title);
}

function capturedTwice(placed: readonly Placed[]): Mistake[] {
  const first = new Map<string, Placed>();
  return placed.flatMap((each) =>
    Object.keys(each.example.capture ?? {}).flatMap((one) => {
      const before = first.get(one);
      if (before === undefined) first.set(one, each);
      return before === undefined
        ? []
        : [
            wrong(
              member(`${placeOf(each)}.capture`, one),
              `is captured by "${before.title}" of ${before.key} already.`,
              'Give it a name of its own.',
            ),
          ];
    }),
  );
}

function unknownNames(placed: readonly Placed[]): Mistake[] {
  const known = placed.flatMap(({ example: one }) => Object.keys(one.capture ?? {}));
  return placed.flatMap((each) =>
    [...placeholdersOf(each.example), ...placeholdersOf({ ...each.example.cleanup, expect: { status: 200 } })]
      .filter((one) => !known.includes(one))
      .map((one) =>
        wrong(
          placeOf(each),
          `uses {{${one}}}, which no example captures.`,
          suggestion(one, known) ?? `Captured are ${[...new Set(known)].join(', ')}.`,
        ),
      ),
  );
}

/** An example that waits for itself, by however long a way. */
function circles(contract: Contract, placed: readonly Placed[], apiType: 'rest' | 'http'): Mistake[] {
  const capturers = capturersOf(contract, apiType);
  const waitsFor = (each: Placed) =>
    placeholdersOf(each.example).flatMap((one) => {
      const { route, example: title } = capturers.get(one) ?? {};
      return placed.filter((other) => other.key === route && other.title === title);
    });
  const leadsBack = (start: Placed) => {
    const seen = new Set<Placed>();
    const ahead = waitsFor(start);
    for (let each = ahead.pop(); each !== undefined; each = ahead.pop()) {
      if (each === start) return true;
      if (!seen.has(each)) ahead.push(...waitsFor(each));
      seen.add(each);
    }
    return false;
  };
  const [one] = placed.filter(leadsBack);
  if (one === undefined) return [];
  return [
    wrong(
      placeOf(one),
      `uses ${placeholdersOf(one.example)
        .map((each) => `{{${each}}}`)
        .join(' and ')}, and what captures that waits for this example in turn.`,
      'Let one of them do without.',
    ),
  ];
}
