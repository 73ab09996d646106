import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { parseHTML } from 'linkedom';
import { lognormalMs } from '../caching/simulated-cache.fixture.ts';
import { cachingDocument } from './caching-document.ts';
import { cachingRun } from './caching-run.fixture.ts';
import { formatHtml } from './html.ts';

function pageOf(change: Parameters<typeof cachingRun>[0], isRunKnown = true) {
  const run = cachingRun(change);
  if (run.plan.scenario !== 'caching') throw new Error('a plan of another scenario');
  const caching = cachingDocument(run.plan, run);
  const { document } = parseHTML(
    formatHtml({
      ...{ runId: run.runId, generatedAt: run.finishedAt, targets: [], caching },
      run: isRunKnown ? run : undefined,
    }),
  );
  const texts = (selector: string) =>
    [...document.querySelectorAll(selector)].map((each) => each.textContent?.trim() ?? '');
  const dots = (colour: number) => document.querySelectorAll(`svg.plot .c${colour} circle`).length;
  return { caching, document, texts, dots };
}

describe('the page of a caching run', () => {
  it('draws each answer as a hit or a miss, and counts both', () => {
    const { texts, dots, caching } = pageOf({});
    const ratio = caching.hitRatio?.value ?? 0;
    const [hits = '', misses = '', more] = texts('.legend li');
    const counted = [hits, misses].map((text) => Number(/\d+/.exec(text)?.[0]));
    assert.match(hits, /^hits \(\d+\)$/);
    assert.match(misses, /^misses \(\d+\)$/);
    assert.equal(more, undefined);
    const [hit = 0, missed = 0] = counted;
    assert.ok(Math.abs(hit / (hit + missed) - ratio) < 0.02, `${counted} and ${ratio}`);
    assert.deepEqual([dots(1), dots(2)], counted);
  });

  it('shows when the entry was filled anew: a time to live apart', () => {
    const { document, texts } = pageOf({});
    const lines = document.querySelectorAll('svg.plot .same line').length;
    const rows = texts('.figures details tbody tr td:last-child').slice(1).map(Number);
    assert.ok(lines >= 2 && lines === rows.length + 1, `${lines} lines, ${rows}`);
    for (const apart of rows) assert.ok(apart >= 10 && apart < 10.5, `${apart} s`);
  });

  it('says which answers can’t be told', () => {
    const same = lognormalMs(20, 80);
    const { texts, dots, caching } = pageOf({ marked: false, refresh: 'ignored', hitMs: same, missMs: same });
    assert.equal(caching.routes[0]?.cached, null);
    assert.match(texts('td').join('|'), /no telling: hits and misses were not told apart/);
    assert.match(texts('.legend li').join(), /^can’t be told \(\d+\)$/);
    assert.ok(dots(7) > 0);
  });

  it('has no plot where nothing but the conclusion is known', () => {
    assert.equal(pageOf({}, false).document.querySelectorAll('svg.plot').length, 0);
  });
});
