import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { decodePairs, encodePairs, pairState } from '../run/pairs.ts';
import { comparisonFor, simulatedComparison } from './comparison.fixture.ts';
import { comparisonAnswer } from './comparison-words.ts';
import { formatHtml } from './html.ts';
import { formatMarkdown } from './markdown.ts';
import { formatComparison } from './terminal-comparison.ts';

const same = { medianMs: 20, p99Ms: 80 };
const hostile = `<script>alert(1)</script>"'&\u001b[31m`;

describe('the document of a comparison', () => {
  it('holds each difference with its interval, of all routes together first', () => {
    const { differences, verdict } = comparisonFor();
    const [p50] = differences;
    assert.equal(verdict, 'pass');
    assert.deepEqual([p50?.route, p50?.statistic, p50?.conclusion, p50?.pairs], ['*', 'p50', 'faster', 800]);
    assert.ok((p50?.ratio?.low ?? 0) <= 0.4 && (p50?.ratio?.high ?? 0) >= 0.4);
  });

  it('says what a percentile lacks', () => {
    const { differences } = comparisonFor(simulatedComparison({ pairs: 100 }));
    const p99 = differences.find(({ statistic }) => statistic === 'p99');
    assert.deepEqual([p99?.ratio, p99?.needed, p99?.conclusion], [null, 300, 'inconclusive']);
  });

  it('is inconclusive where k6 dropped arrivals, whatever the pairs show', () => {
    const run = simulatedComparison();
    const counts = { ...run.counts, dropped: 40, droppedByTarget: [40, 0] };
    assert.equal(comparisonFor({ ...run, counts }).verdict, 'inconclusive');
  });

  it('is inconclusive where one side failed often, and says which', () => {
    const run = simulatedComparison();
    const [baseline, candidate] = decodePairs(run.pairs as NonNullable<typeof run.pairs>);
    const throttled = candidate.state.map((state, arrival) => (arrival % 8 === 0 ? pairState.failed : state));
    const pairs = encodePairs([baseline, { ...candidate, state: throttled }]);
    const { verdict, reasons } = comparisonFor({ ...run, pairs });
    assert.equal(verdict, 'inconclusive');
    assert.match(reasons[0] ?? '', /^13 % of the requests to my-api:http failed/);
  });

  it('answers in one sentence, with its uncertainty and in money', () => {
    assert.match(
      comparisonAnswer(comparisonFor()),
      /^at the median my-api:http takes \d+ % less time than my-api:rest \(95 % interval \d+ to \d+ % less\), and at [\d,]+ calls a month an HTTP API costs [\d.,]+ dollars less/,
    );
    const alike = comparisonFor(simulatedComparison({ baseline: same, candidate: same, pairs: 40_000 }), {
      cost: null,
    });
    assert.match(comparisonAnswer(alike), /take the same time, to within [\d.]+ %$/);
    const few = comparisonFor(simulatedComparison({ baseline: same, candidate: same, pairs: 60 }), {
      cost: null,
    });
    assert.match(comparisonAnswer(few), /^this run can’t say which/);
  });
});

describe('a comparison as text and as a page', () => {
  const input = (run = simulatedComparison()) => ({
    runId: run.runId,
    generatedAt: '2026-03-02T10:20:00.000Z',
    targets: [],
    run,
    comparison: comparisonFor(run),
  });

  it('shows the ratio with its interval and the conclusion everywhere', () => {
    const { comparison } = input();
    const { ratio } = comparison.differences[0] as (typeof comparison.differences)[0];
    for (const text of [formatComparison(comparison), formatMarkdown(input()), formatHtml(input())]) {
      assert.ok(text.includes(ratio?.value.toFixed(2) ?? '?'), text.slice(0, 400));
      assert.ok(text.includes(ratio?.low.toFixed(2) ?? '?'));
      assert.ok(text.includes('faster'));
    }
  });

  it('shows nothing of a hostile name as markup or as a terminal command', () => {
    const run = simulatedComparison({ names: [`a${hostile}`, `b${hostile}`], route: `GET /${hostile}` });
    assert.ok(!formatComparison(comparisonFor(run)).includes('\u001b'));
    assert.ok(!formatMarkdown(input(run)).includes('\u001b'));
    assert.ok(!formatHtml(input(run)).includes('<script>alert'));
    assert.ok(!formatMarkdown(input(run)).includes('<script>'));
  });

  it('gives every plot words for those who can not see it', () => {
    const page = formatHtml(input());
    const plots = page.match(/<svg class="plot"/g)?.length ?? 0;
    assert.ok(plots >= 4);
    assert.equal(page.match(/<desc id="[^"]+">[^<]{20,}/g)?.length, plots);
  });
});
