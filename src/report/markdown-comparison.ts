import { everyRoute } from '../comparison/differences.ts';
import { count, ms, plural, share } from '../statistics/figures.ts';
import type { ComparedRow, ComparisonDocument } from './comparison-document.ts';
import { conclusionWords, errorWords } from './comparison-words.ts';
import { code, list, text } from './markdown-text.ts';
import { dollars } from './money.ts';

const most = { rows: 100, months: 12 };

/** A comparison for a pipeline's step summary: the differences, what sets the answers apart, a move and its price. */
export function comparisonBlocks(document: ComparisonDocument): string[] {
  const { baseline, candidate, differences, remarks, equivalence, blockers, cost } = document;
  const apart = equivalence.differences.length;
  return [
    '### Comparison',
    `${code(candidate)} against ${code(baseline)}: milliseconds of service time, ratios with 95 % intervals, conclusions corrected for their number.`,
    table(differences.slice(0, most.rows)),
    list([
      ...remarks.map(text),
      ...(equivalence.compared === 0
        ? []
        : [
            apart === 0
              ? `Both answer all ${plural(equivalence.compared, 'example')} alike, in status and shape of body.`
              : `${count(apart)} of ${count(equivalence.compared)} examples are answered otherwise, see comparison.json.`,
          ]),
      ...blockers.map(({ target, says }) => `${code(target)}: ${text(says)}`),
    ]),
    ...(cost === null
      ? []
      : [
          `### Cost\n\nUS dollars a month in ${text(cost.prices.region)}, prices of ${text(cost.prices.asOf)}.`,
          [
            '| calls | REST API | HTTP API | difference |',
            '|---:|---:|---:|---:|',
            ...cost.months
              .slice(0, most.months)
              .map(
                ({ requests, rest, http, savingUsd }) =>
                  `| ${count(requests)} | ${dollars(rest.totalUsd)} | ${dollars(http.totalUsd)} | ${dollars(savingUsd)} |`,
              ),
          ].join('\n'),
        ]),
  ];
}

function table(rows: readonly ComparedRow[]): string {
  return [
    '| | baseline | candidate | ratio | conclusion |',
    '|---|---:|---:|---:|---|',
    ...rows.map((row) => `| ${cellsOf(row).join(' | ')} |`),
  ].join('\n');
}

function cellsOf(row: ComparedRow): string[] {
  const { route, statistic, baseline, candidate, ratio, conclusion, needed } = row;
  const scope = route === everyRoute ? '' : ` ${code(route)}`;
  if (statistic === 'errorRate') {
    const rates = [baseline, candidate].map((rate) => (rate === null ? '–' : share(rate)));
    return [`errors${scope}`, ...rates, '', errorWords[conclusion]];
  }
  if (ratio === null || baseline === null || candidate === null) {
    return [
      `${statistic}${scope}`,
      '–',
      '–',
      `needs ${count(needed ?? 0)} pairs`,
      conclusionWords[conclusion],
    ];
  }
  const high = ratio.high === null ? '∞' : ratio.high.toFixed(2);
  return [
    `${statistic}${scope}`,
    ms(baseline),
    ms(candidate),
    `${ratio.value.toFixed(2)} (${ratio.low.toFixed(2)}–${high})`,
    conclusionWords[conclusion],
  ];
}
