import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Result } from '../conformance/result.ts';
import type { SmokeDocument } from './documents.ts';
import { formatHtml } from './html.ts';
import { formatMarkdown } from './markdown.ts';
import { notesOf } from './notes.ts';
import { comparison } from './outcomes.ts';
import { formatSmoke } from './terminal-smoke.ts';

const result: Result = {
  check: 'body',
  severity: 'error',
  target: 'shop:rest',
  route: 'GET /items',
  example: 'all items',
  outcome: 'fail',
  message: '/id: expected "1", received "2"',
  pointer: '/id',
  expected: '"1"',
  received: '"2"',
};
const off: Result = {
  ...result,
  check: 'cors-vary-origin',
  outcome: 'skip',
  message: 'switched off by the contract: a proxy adds it',
};
const told: SmokeDocument = {
  schemaVersion: 1,
  runId: 'run',
  verdict: 'pass',
  reasons: [],
  results: [off, { ...off, route: 'GET /users' }, { ...off, message: 'the check answered failed already' }],
  scope: 'deploy',
  leftOut: [{ target: 'shop:rest', route: 'GET /nowhere', example: 'a probe', provokes: '4xx' }],
  leftBehind: [
    {
      target: 'shop:rest',
      route: 'POST /items',
      example: 'a new item',
      because: 'the clean-up was answered with 500',
      curl: 'curl -i -X DELETE https://a.example/items/7',
    },
  ],
  deployments: [
    {
      target: 'shop:rest',
      stage: 'prod',
      deploymentId: '3f2k1a',
      deployedAt: '2026-11-23T09:46:00.000Z',
      canary: { deploymentId: '9z8y7x', percentTraffic: 10 },
      unread: ['its routes could not be read.'],
    },
  ],
  withoutContract: [{ target: 'shop:http', routes: 5, untried: 2 }],
};

test('every report says what was tested, what was not, why, and what is left to clean up', () => {
  const words = [
    'stage prod, deployment 3f2k1a of 2026-11-23 09:46 UTC',
    'a canary takes 10 %',
    'its routes could not be read',
    'shop:http has no contract: 2 of 5 routes were not tried',
    'left out at this scope: 1 request',
    'cors-vary-origin is switched off for shop:rest: a proxy adds it (not judged 2 times)',
    'left behind: POST /items → a new item [shop:rest]: the clean-up was answered with 500',
    'curl -i -X DELETE https://a.example/items/7',
  ];
  const input = { runId: 'run', generatedAt: '2026-11-23T10:00:00.000Z', targets: [], smoke: told };
  const plain = (text: string) => text.replace(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)));
  const reports = {
    terminal: formatSmoke(told),
    markdown: plain(formatMarkdown(input)),
    html: plain(formatHtml(input)),
  };
  for (const [name, text] of Object.entries(reports)) {
    for (const word of words) assert.ok(text.includes(word), `${name}: ${word} in ${text}`);
  }
});

test('a run without anything to note says nothing', () => {
  assert.deepEqual(
    notesOf({ schemaVersion: 1, runId: 'run', verdict: 'pass', reasons: [], results: [] }),
    [],
  );
});

test('what a sentence says already is not said again below it', () => {
  assert.deepEqual(comparison(result), []);
  assert.deepEqual(comparison({ ...result, message: 'the body is another one' }), [
    ['at', '/id'],
    ['expected', '"1"'],
    ['received', '"2"'],
  ]);
  assert.doesNotMatch(
    formatSmoke({ ...told, verdict: 'fail', results: [result] }),
    /^ {2}(expected|received) /m,
  );
});

test('the seed is said where a generated request failed, and where it was chosen', () => {
  const generated: Result = { ...result, check: 'sound-request-served' };
  const seedIn = (document: Partial<SmokeDocument>) =>
    notesOf({ ...told, ...document }).filter(({ text }) => text.includes('--seed')).length;
  assert.equal(seedIn({ seed: 0 }), 0);
  assert.equal(seedIn({ seed: 0, results: [result] }), 0);
  assert.equal(seedIn({ seed: 0, results: [generated] }), 1);
  assert.equal(seedIn({ seed: 12 }), 1);
});
