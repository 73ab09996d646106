import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { everyCheck } from '../conformance/every-check.ts';
import { checksPage, formatChecks } from './checks-page.ts';

const checks = everyCheck();

test('the page of documentation is the catalogue as it stands', () => {
  const page = readFileSync(new URL('../../docs/checks.md', import.meta.url), 'utf8');
  assert.equal(
    page,
    checksPage(checks),
    'run: npx gatewright smoke --list-checks --markdown > docs/checks.md',
  );
});

test('every check says what it asserts, why, what to do, and where that is written', () => {
  for (const { id, title, why, fix, source } of checks) {
    assert.match(id, /^[a-z][a-z0-9-]+$/);
    for (const sentence of [why, fix]) assert.match(sentence, /^[A-Z0-9*].+[.]$/s, `${id}: ${sentence}`);
    assert.ok(title.length > 8 && !title.endsWith('.'), id);
    assert.match(source, /^https:\/\//, id);
  }
  assert.equal(new Set(checks.map(({ id }) => id)).size, checks.length);
});

test('the table for a terminal has a line for each check', () => {
  assert.equal(formatChecks(checks).split('\n').length, checks.length + 1);
});
