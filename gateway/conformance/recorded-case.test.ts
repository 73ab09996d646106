import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { readCases } from './recorded-case.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cases-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const whole = {
  id: 'a',
  api: 'REST',
  definition: 'a.yaml',
  request: { method: 'GET', path: '/dev' },
  expect: { status: 200 },
};
const put = (name: string, content: unknown): void =>
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

test('a folder without cases has none, and no problem', () => {
  assert.deepEqual(readCases(folder), { cases: [], problems: [] });
});

test('files that end in .json are case files; other files and folders are not', () => {
  put('a.json', [whole]);
  put('FORMAT.md', '# Form');
  put('a.json.orig', 'not JSON');
  mkdirSync(join(folder, 'schema.json'));
  assert.deepEqual(
    readCases(folder).cases.map(({ id }) => id),
    ['a'],
  );
});

test('a byte order mark, CRLF and fields that nobody knows do no harm', () => {
  put('a.json', `\uFEFF${JSON.stringify([{ ...whole, unknown: 1 }], null, 2).replaceAll('\n', '\r\n')}`);
  const { cases, problems } = readCases(folder);
  assert.equal(cases.length, 1);
  assert.deepEqual(problems, []);
});

test('what is not of the form is told and left out, and the rest is read', () => {
  put('a.json', [
    whole,
    { id: 'no-definition', request: whole.request, expect: whole.expect },
    'a text',
    { ...whole, id: 'no-status', expect: {} },
  ]);
  put('b.json', '[{');
  put('c.json', { cases: [] });
  put('d.json', [{ id: 'left-out', api: 'HTTP', skip: 'a reason' }]);
  const { cases, problems } = readCases(folder);
  assert.deepEqual(
    cases.map(({ id }) => id),
    ['a', 'left-out'],
  );
  assert.deepEqual(
    problems.map((problem) => problem.replace(/: .*/, '')),
    [
      'Case 1 of a.json (no-definition) has neither a reason to skip it nor definition, request and expect.',
      'Case 2 of a.json has no id.',
      'Case 3 of a.json (no-status) expects no status.',
      "b.json isn't valid JSON",
      'c.json must be a list of cases.',
    ],
  );
});
