import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ThrottlingDocument } from './documents.ts';
import { formatHtml } from './html.ts';
import { formatMarkdown } from './markdown.ts';
import { formatThrottling } from './terminal-throttling.ts';
import { throttlingDocument } from './throttling-document.ts';
import { type ThrottlingRun, throttlingRun } from './throttling-run.fixture.ts';
import { studySentences } from './throttling-words.ts';

const schema = JSON.parse(
  readFileSync(new URL('schemas/throttling.schema.json', import.meta.url), 'utf8'),
) as object;
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);

const limit = { ratePerSecond: 20, burst: 5 };
const stage = { of: 'stage', name: 'dev', ratePerSecond: 20, burst: 5 } as const;
const cases = {
  'as promised': { limit, promise: limit },
  'lower than promised, explained by the stage': {
    limit,
    promise: { ratePerSecond: 25, burst: 5 },
    settings: { limits: [stage], unread: [], complete: true },
  },
  'a quota used up': { limit, quota: 60 },
  'errors behind the throttle': { limit, promise: limit, failing: 10 },
  'ended on its way': { limit, endedAfterSeconds: 5 },
  'no limit near': { limit: { ratePerSecond: 900, burst: 900 }, promise: limit },
} as const satisfies Record<string, ThrottlingRun>;

const ran = new Map<string, { run: ReturnType<typeof throttlingRun>; document: ThrottlingDocument }>();
for (const [name, given] of Object.entries(cases)) {
  const run = throttlingRun(given);
  ran.set(name, { run, document: throttlingDocument(run) });
}
const get = (name: keyof typeof cases) => {
  const found = ran.get(name);
  assert.ok(found !== undefined);
  return found;
};

describe('the document of a throttling run', () => {
  for (const [name, { document }] of ran) {
    it(`${name}: is what its schema says`, () => {
      validate(JSON.parse(JSON.stringify(document)));
      assert.deepEqual(validate.errors ?? [], []);
      assert.ok(!validate({ ...document, surprise: true }));
    });
  }

  it('holds rate and burst of the first target at the top', () => {
    const { rate, burst, verdict, quotaExceeded } = get('as promised').document;
    assert.ok(rate !== null && Math.abs(rate.value - 20) < 0.2, JSON.stringify(rate));
    assert.equal(burst?.value, 5);
    assert.deepEqual([verdict, quotaExceeded], ['pass', false]);
  });

  it('counts each kind of answer once; a failure behind the throttle took a token all the same', () => {
    const { document } = get('errors behind the throttle');
    const answers = document.targets[0]?.answers;
    assert.ok(answers !== undefined && answers.serverErrors > 20 && answers.throttled > 100);
    assert.equal(answers.requests, answers.succeeded + answers.throttled + answers.serverErrors);
    assert.equal(document.burst?.value, 5);
  });

  it('tells a used-up quota, and no rate', () => {
    const { rate, quotaExceeded, verdict } = get('a quota used up').document;
    assert.deepEqual([rate, quotaExceeded, verdict], [null, true, 'inconclusive']);
  });

  it('tells no limit of a run that ended before more was sent than the limit was thought to be', () => {
    const { rate, verdict, targets } = get('ended on its way').document;
    assert.deepEqual([rate, verdict, targets[0]?.limit.kind], [null, 'inconclusive', 'unknown']);
  });

  it('says after how long clients were served again', () => {
    const { recoveries } = get('as promised').document.targets[0] ?? { recoveries: [] };
    assert.ok(recoveries.length >= 1);
    for (const { acceptedAfterSeconds } of recoveries) assert.ok((acceptedAfterSeconds ?? 9) < 1);
  });
});

describe('the report of a throttling run', () => {
  const shown = (name: keyof typeof cases) => {
    const { run, document } = get(name);
    const input = { runId: run.runId, generatedAt: run.startedAt, targets: [], run, throttling: document };
    return {
      terminal: formatThrottling(document, run),
      markdown: formatMarkdown(input),
      html: formatHtml(input),
    };
  };

  it('says in the terminal, in Markdown and on the page what was found, and whose limit it is', () => {
    const { terminal, markdown, html } = shown('lower than promised, explained by the stage');
    for (const text of [terminal, html]) {
      assert.match(text, /one token bucket of (19\.\d+|20(\.\d+)?)/);
      assert.match(text.replaceAll('&quot;', '"'), /limit of the stage "dev"/);
      assert.match(text, /less than the promised 25/);
    }
    assert.match(markdown, /❌ Fail: A limit is not the promised one/);
    assert.match(html, /<svg class="plot"/);
    assert.doesNotMatch(html, /<script|style="/);
  });

  it('says of a burst of one how well its rate can be known', () => {
    const [study] = get('as promised').document.targets;
    assert.ok(study !== undefined && study.burst !== null);
    const ofOne = { ...study, rate: { value: 50, low: 49, high: 51 }, burst: { value: 1, low: 1, high: 1 } };
    assert.match(studySentences(ofOne).join(' '), /about half a millisecond a token/);
    assert.doesNotMatch(studySentences(study).join(' '), /millisecond a token/);
  });

  it('says that no limit was met where one is promised, as a failure', () => {
    const { terminal } = shown('no limit near');
    assert.match(terminal, /No request was refused up to 5\d/);
    assert.match(terminal, /\nfail\n/);
  });
});
