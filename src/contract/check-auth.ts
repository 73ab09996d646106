import { headerName } from './check-promise.ts';
import { commandWords } from './command-words.ts';
import type { Check, Mistake } from './shape.ts';
import { isFields, listOf, mapOf, member, oneOf, record, shown, wrong } from './shape.ts';

const keyExample = "{ header: 'x-api-key', from: 'env:MY_API_KEY' }";

/** One way of showing who calls, or a list of those that go together. */
export const auth: Check = (value, path) => {
  if (!Array.isArray(value)) return one(value, path);
  if (value.length === 0) return [wrong(path, 'is empty.', 'Leave it out for a public route.')];
  return [...listOf(one, `[${keyExample}]`)(value, path), ...clashes(value, path)];
};

const one: Check = (value, path) => (isFields(value) && 'iam' in value ? iam : header)(value, path);

const iam = record(
  {
    required: {
      iam: (value, path) =>
        value === true ? [] : [wrong(path, `is ${shown(value)}, not true.`, 'Write { iam: true }.')],
    },
  },
  '{ iam: true }',
);

const source: Check = (value, path) => {
  if (typeof value === 'string' && /^env:[A-Za-z_]\w*$/.test(value)) return [];
  if (typeof value === 'string' && value.startsWith('command:')) {
    const said = commandWords(value.slice('command:'.length));
    if (!('mistake' in said)) return [];
    return [
      wrong(
        path,
        `${said.mistake}: the command runs without a shell.`,
        "Quote it, or put it into a script: 'command:./token.sh'.",
      ),
    ];
  }
  return [
    wrong(
      path,
      'does not name an environment variable or a command: a secret never stands in a contract.',
      "Write 'env:MY_API_KEY', or 'command:' and a command that prints it.",
    ),
  ];
};

const headerShape = record(
  {
    required: { header: headerName, from: source },
    optional: {
      scheme: oneOf('Bearer'),
      refused: mapOf(source, "{ expired: 'env:EXPIRED_TOKEN' }"),
      another: source,
    },
  },
  keyExample,
);

const header: Check = (value, path) => [
  ...headerShape(value, path),
  ...(isFields(value) ? sameSecrets(value, path) : []),
];

/** What must be refused can't be what is let in. */
function sameSecrets(value: { readonly [key: string]: unknown }, path: string): Mistake[] {
  const refused = isFields(value.refused) ? Object.entries(value.refused) : [];
  return [
    ...refused.flatMap(([why, from]) =>
      from === value.from || from === value.another
        ? [
            wrong(
              member(member(path, 'refused'), why),
              'is a secret that is to be let in.',
              'Name another one.',
            ),
          ]
        : [],
    ),
    ...(value.another !== undefined && value.another === value.from
      ? [wrong(member(path, 'another'), 'is the same secret as from.', "Name the second caller's.")]
      : []),
  ];
}

/** A request has each header once, and a signature takes the authorization header. */
function clashes(values: readonly unknown[], path: string): Mistake[] {
  const names = values.map((value) => {
    if (!isFields(value)) return null;
    if (value.iam === true) return 'authorization';
    return typeof value.header === 'string' ? value.header.toLowerCase() : null;
  });
  return names.flatMap((name, index) =>
    name !== null && names.indexOf(name) < index
      ? [
          wrong(
            member(path, String(index)),
            `takes the header ${name}, as an earlier one does.`,
            name === 'authorization' ? 'A signature of { iam: true } takes it too.' : 'Keep one of them.',
          ),
        ]
      : [],
  );
}
