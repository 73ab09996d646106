import { simulatedComparison } from '../../src/report/comparison.fixture.ts';
import { comparisonDocument } from '../../src/report/comparison-document.ts';
import { formatHtml } from '../../src/report/html.ts';

/** The analysis of a run with a million requests: from what `run.json` holds to the document and the page. */
export function analyseMillion(): {
  readonly seconds: number;
  readonly megabytes: number;
  readonly pageMegabytes: number;
} {
  const run = simulatedComparison({ pairs: 500_000 });
  const text = JSON.stringify(run);
  globalThis.gc?.();
  const before = process.memoryUsage().rss;
  const started = performance.now();
  const read = JSON.parse(text) as typeof run;
  const document = comparisonDocument(read, {
    effect: 0.1,
    failWhenSlower: false,
    gbSecond: null,
    equivalence: { compared: 0, differences: [], headers: [] },
    remarks: [],
    blockers: [],
    cost: null,
  });
  const seconds = (performance.now() - started) / 1000;
  const page = formatHtml({
    runId: read.runId,
    generatedAt: new Date().toISOString(),
    targets: [],
    run: read,
    comparison: document,
  });
  return {
    seconds,
    megabytes: (process.memoryUsage().rss - before) / 2 ** 20,
    pageMegabytes: page.length / 2 ** 20,
  };
}
