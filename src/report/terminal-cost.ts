import { count } from '../statistics/figures.ts';
import { breakEvenLines, costAnswer, signedShare } from './cost-words.ts';
import type { CostBill, CostDocument, CostMonth } from './documents.ts';
import { bytes, dollars } from './money.ts';
import { printable } from './printable.ts';
import { textTable } from './terminal-table.ts';

/** Both bills as a table (item by item for one month, month by month for several), where they meet, and what is taken for granted. */
export function formatCost(document: CostDocument): string {
  const { months, traffic, prices, breakEven, assumptions } = document;
  const [only, ...more] = months;
  const sizes = `requests of ${bytes(traffic.requestBytes)}, answers of ${bytes(traffic.responseBytes)}`;
  return [
    `US dollars a month in ${printable(prices.region)}, prices of ${printable(prices.asOf)}; ${sizes}`,
    '',
    only !== undefined && more.length === 0 ? itemTable(only) : monthTable(months),
    '',
    costAnswer(document),
    '',
    'Break-even',
    ...breakEvenLines(breakEven, months).map((line) => `  ${line}`),
    '',
    'Taken for granted',
    ...assumptions.map((line) => `  ${printable(line)}`),
  ].join('\n');
}

function itemTable({ rest, http, requests }: CostMonth): string {
  const items = [...new Set([...rest.charges, ...http.charges].map(({ what }) => what))];
  const isLambda = (what: string) => what.startsWith('Lambda');
  const row = (what: string, a: number | null, b: number | null) => [
    what,
    cell(a),
    cell(b),
    cell((a ?? 0) - (b ?? 0)),
  ];
  const itemRow = (what: string) => row(what, chargeOf(rest, what), chargeOf(http, what));
  const lambda = items.filter(isLambda);
  return textTable(
    [
      { title: `${count(requests)} calls` },
      { title: 'REST API', align: 'right' },
      { title: 'HTTP API', align: 'right' },
      { title: 'difference', align: 'right' },
    ],
    [
      ...items.filter((what) => !isLambda(what)).map(itemRow),
      row('without Lambda', rest.gatewayUsd, http.gatewayUsd),
      row('  a million calls', rest.costPerMillion, http.costPerMillion),
      ...(lambda.length === 0
        ? []
        : [...lambda.map(itemRow), row('with Lambda', rest.totalUsd, http.totalUsd)]),
    ],
  );
}

function monthTable(months: readonly CostMonth[]): string {
  const named = months.some(({ name }) => name !== null);
  const withLambda = months.some(({ rest, http }) => rest.lambdaUsd + http.lambdaUsd > 0);
  const sums = (pick: (month: CostMonth) => number) => months.reduce((sum, month) => sum + pick(month), 0);
  const row = (title: string, requests: number, figures: readonly number[], part: number | null) => [
    ...(named ? [title] : []),
    count(requests),
    ...figures.map(dollars),
    signedShare(part),
  ];
  const figuresOf = ({ rest, http, savingUsd }: CostMonth) => [
    rest.gatewayUsd,
    http.gatewayUsd,
    ...(withLambda ? [rest.lambdaUsd, http.lambdaUsd] : []),
    savingUsd,
  ];
  const titles = [
    'REST API',
    'HTTP API',
    ...(withLambda ? ['+ Lambda', '+ Lambda'] : []),
    'difference',
    'of REST',
  ];
  const totals = figuresOf(months[0] as CostMonth).map((_, index) =>
    sums((month) => figuresOf(month)[index] ?? 0),
  );
  const restSum = sums(({ rest }) => rest.gatewayUsd);
  const gatewaySaving = sums(({ rest, http }) => rest.gatewayUsd - http.gatewayUsd);
  return textTable(
    [
      ...(named ? [{ title: 'month' }] : []),
      { title: 'calls', align: 'right' as const },
      ...titles.map((title) => ({ title, align: 'right' as const })),
    ],
    [
      ...months.map((month) =>
        row(printable(month.name ?? ''), month.requests, figuresOf(month), month.savingShare),
      ),
      ...(named
        ? [
            row(
              'all',
              sums(({ requests }) => requests),
              totals,
              restSum === 0 ? null : gatewaySaving / restSum,
            ),
          ]
        : []),
    ],
  );
}

const cell = (usd: number | null) => (usd === null ? '–' : dollars(usd));

function chargeOf({ charges }: CostBill, what: string): number | null {
  return charges.find((charge) => charge.what === what)?.usd ?? null;
}
