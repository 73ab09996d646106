import type { Run } from '../run/run.ts';
import { count, ms } from '../statistics/figures.ts';
import type { Percentile } from '../statistics/percentile.ts';
import { figure, range } from '../throttling/in-words.ts';
import type { StudiedThrottle } from '../throttling/study.ts';
import type { ThrottlingDocument } from './documents.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import { tableMarkup } from './html-table.ts';
import { shortened } from './printable.ts';
import { stretchesOf, throttlingPlot } from './throttling-plot.ts';
import { guessInWords, studySentences } from './throttling-words.ts';
import { intervalInWords, loadInWords } from './words.ts';

const most = { targets: 12, name: 160, text: 600 };

/** Limits: a table of all, then each with what it means and its plot. */
export function throttlingMarkup({ targets }: ThrottlingDocument, run: Run): Markup {
  const left = targets.length - most.targets;
  const guess = run.plan.scenario === 'throttling' ? ` ${guessInWords(run.plan)}.` : '';
  return html`<section aria-labelledby="throttling"><h2 id="throttling">Throttling</h2><p>${loadInWords(run)}.${guess}</p>${limitsTable(targets)}${targets.slice(0, most.targets).map((study, index) => targetMarkup(study, run, index))}${left > 0 ? html`<p class="muted">${left} more targets are in throttling.json.</p>` : null}${method}</section>`;
}

const method = html`<h3>How a limit is found</h3><p>Load rests, rises above the rate where the limit is thought to be, and falls again, so that a full bucket is emptied and fills. Of the right rate, every accepted request met fewer missing tokens than every refused one: rate and burst are those of the greatest likelihood, with 95 % intervals of the profile likelihood, wider for a burst of one by what a clock of whole milliseconds may hide. Where no single bucket explains the answers, limits of several nodes that share the rate, or regain tokens in lumps, are simulated with the same requests, and those kept that answer alike: then the intervals are wider. AWS calls its limits best-effort targets and no ceilings. Other clients of the same limit take their part of it, unseen.</p>`;

const numeric = (title: string) => ({ title, numeric: true });

function limitsTable(targets: readonly StudiedThrottle[]): Markup {
  return tableMarkup({
    caption: 'Limits, with 95 % intervals',
    columns: [
      { title: 'Route' },
      ...['Rate a second', 'Burst', 'Promised', 'Requests', 'Accepted', 'Refused'].map(numeric),
    ],
    rows: targets.map(({ target, route, rate, burst, promise, answers }) => {
      const refused = answers.throttled + answers.quotaExceeded + answers.otherRefusals;
      return {
        cells: [
          html`<code>${shortened(route, most.name)}</code><span class="sub">${shortened(target, most.name)}</span>`,
          estimateCell(rate),
          estimateCell(burst),
          promise === null ? '–' : `${figure(promise.ratePerSecond)} / ${promise.burst ?? '–'}`,
          count(answers.requests),
          count(answers.requests - refused - answers.unanswered),
          count(refused),
        ],
      };
    }),
  });
}

function estimateCell(estimate: StudiedThrottle['rate']): Content {
  if (estimate === null) return '–';
  const interval = range(estimate);
  return html`${figure(estimate.value)}${interval === null ? null : html`<span class="sub">${interval}</span>`}`;
}

function targetMarkup(study: StudiedThrottle, run: Run, index: number): Markup {
  const place = run.plan.targets.findIndex(({ target }) => target === study.target);
  const stretches = stretchesOf(run, place);
  const title = `Sent and accepted requests of ${shortened(study.target, most.name)} over time`;
  const highest = Math.max(0, ...stretches.map(({ sent }) => sent));
  const description = `Load rose to ${figure(highest)} requests a second${study.rate === null ? '' : `; the rate that was found is ${figure(study.rate.value)}`}. The table below the plot holds the numbers.`;
  return html`<h3><code>${shortened(study.route, most.name)}</code> on ${shortened(study.target, most.name)}</h3><ul class="reasons">${studySentences(study).map((sentence) => html`<li>${shortened(sentence, most.text)}</li>`)}</ul><div class="figures"><figure><figcaption>Sent, and accepted below it; between them what was refused${study.rate === null ? '' : '; dashed, the rate that was found'}</figcaption>${throttlingPlot(stretches, study.rate?.value ?? null, { id: `throttling-${index + 1}`, title, description })}<details><summary>The numbers</summary>${tableMarkup(
    {
      caption: title,
      columns: [{ title: 'Second' }, ...['Sent a second', 'Accepted a second'].map(numeric)],
      rows: stretches.map(({ second, sent, accepted }) => ({
        cells: [String(Number(second.toFixed(2))), figure(sent), figure(accepted)],
      })),
    },
  )}</details></figure>${latencyTable(study)}</div>`;
}

function latencyTable({ acceptedLatency: { before, under } }: StudiedThrottle): Markup {
  const row = (name: string, { count: requests, p50, p95 }: typeof before) => ({
    cells: [name, count(requests), percentileCell(p50), percentileCell(p95)],
  });
  return tableMarkup({
    caption: 'Service time of accepted requests in milliseconds, with 95 % intervals',
    columns: [{ title: 'When' }, ...['Requests', 'p50', 'p95'].map(numeric)],
    rows: [row('before', before), row('under throttling', under)],
  });
}

function percentileCell(percentile: Percentile): Content {
  if (percentile.value === null) return html`–<span class="sub">needs ${count(percentile.needed)}</span>`;
  return html`${ms(percentile.value)}<span class="sub">${intervalInWords(percentile)}</span>`;
}
