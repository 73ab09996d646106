import { everyRoute } from '../comparison/differences.ts';
import { percent, spanOf, takes } from '../comparison/ratio-words.ts';
import { count } from '../statistics/figures.ts';
import type { ComparedRow, ComparisonDocument } from './comparison-document.ts';
import { dollars } from './money.ts';

/** The comparison in one sentence, with its uncertainty and what it means in money. */
export function comparisonAnswer(document: ComparisonDocument): string {
  const { baseline, candidate, differences } = document;
  const median = differences.find(({ route, statistic }) => route === everyRoute && statistic === 'p50');
  return [timeClause(median, { baseline, candidate }), moneyClause(document)]
    .filter((clause) => clause !== null)
    .join(', and ');
}

function timeClause(
  row: ComparedRow | undefined,
  { baseline, candidate }: Pick<ComparisonDocument, 'baseline' | 'candidate'>,
): string {
  if (!row?.ratio) return `${candidate} and ${baseline} could not be compared`;
  const { conclusion, ratio } = row;
  switch (conclusion) {
    case 'faster':
    case 'slower':
      return `at the median ${candidate} ${takes(ratio.value, baseline)} (95 % interval ${spanOf(ratio)})`;
    case 'no-difference':
      return `at the median ${candidate} and ${baseline} take the same time, to within ${percent(Math.max((ratio.high ?? Number.POSITIVE_INFINITY) - 1, 1 - ratio.low))}`;
    case 'inconclusive':
      return `this run can’t say which of ${candidate} and ${baseline} is faster (95 % interval ${spanOf(ratio)})`;
  }
}

/** At the one volume that was asked about, or at the middle one of several. */
function moneyClause({ cost }: ComparisonDocument): string | null {
  const month = cost?.months[Math.floor(cost.months.length / 2)];
  if (month === undefined || month.savingUsd === 0) return null;
  const less = month.savingUsd > 0;
  return `at ${count(month.requests)} calls a month an HTTP API costs ${dollars(Math.abs(month.savingUsd))} dollars ${less ? 'less' : 'more'} than a REST API`;
}

export const conclusionWords = {
  faster: 'faster',
  slower: 'slower',
  'no-difference': 'no difference that matters',
  inconclusive: 'open',
} as const satisfies Record<ComparedRow['conclusion'], string>;

/** Of error rates. */
export const errorWords = { ...conclusionWords, faster: 'fewer errors', slower: 'more errors' } as const;
