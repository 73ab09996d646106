import { judgementOf } from './answer.ts';
import { answerMarkup } from './html-answer.ts';
import { cachingMarkup } from './html-caching.ts';
import { comparisonMarkup } from './html-comparison.ts';
import { findingsMarkup } from './html-findings.ts';
import { latencyMarkup } from './html-latency.ts';
import { html } from './html-markup.ts';
import { factsMarkup, methodMarkup, targetsMarkup, time } from './html-method.ts';
import { formatPage } from './html-page.ts';
import { throttlingMarkup } from './html-throttling.ts';
import type { ReportInput } from './report-input.ts';

/**
 * The report as one page that needs nothing else. Everything that came from outside is escaped. At most about 1.5 MB:
 * what doesn't fit is counted.
 */
export function formatHtml(input: ReportInput): string {
  const { runId, generatedAt, targets, smoke, run, latency, caching, throttling, comparison } = input;
  const { verdict } = judgementOf(input);
  const measured = run !== undefined && latency !== undefined;
  const limited = run !== undefined && throttling !== undefined;
  const compared = run !== undefined && comparison !== undefined;
  const sections = [
    ...(compared
      ? [
          ['comparison', 'Comparison'],
          ...(comparison.blockers.length === 0 ? [] : [['move', 'Moving']]),
          ...(comparison.cost === null ? [] : [['cost', 'Cost']]),
          ['comparison-method', 'Method'],
        ]
      : []),
    ...(smoke === undefined ? [] : [['findings', 'Findings']]),
    ...(measured
      ? [
          ['latency', 'Latency'],
          ['method', 'Method'],
          ['run', 'Run'],
        ]
      : []),
    ...(limited
      ? [
          ['throttling', 'Throttling'],
          ['run', 'Run'],
        ]
      : []),
    ...(caching === undefined ? [] : [['caching', 'Caching']]),
    ...(caching === undefined || run === undefined ? [] : [['run', 'Run']]),
  ].map(([id = '', title = '']) => ({ id, title }));
  return formatPage({
    title: `${verdict} · ${runId}`,
    header: html`<span>${runId}</span><span>${time(generatedAt)}</span>`,
    sections,
    main: html`${answerMarkup(input)}
${targets.length === 0 ? null : targetsMarkup(targets)}
${compared ? comparisonMarkup(comparison, run) : null}
${smoke === undefined ? null : findingsMarkup(smoke)}
${measured ? [latencyMarkup(latency, run), methodMarkup(), factsMarkup(run)] : null}
${limited ? [throttlingMarkup(throttling, run), factsMarkup(run)] : null}
${caching === undefined ? null : cachingMarkup(caching, run)}
${caching === undefined || run === undefined ? null : factsMarkup(run)}
${compared ? factsMarkup(run) : null}`,
    footer: 'Made by gatewright. Latencies are as this runner saw them.',
  });
}
