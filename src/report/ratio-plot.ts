import * as Plot from '@observablehq/plot';
import type { ComparedRow } from './comparison-document.ts';
import type { Markup } from './html-markup.ts';
import { type PlotText, svgOf } from './html-plot.ts';

type Compared = ComparedRow & { readonly ratio: NonNullable<ComparedRow['ratio']> };

/**
 * The ratio of each percentile with its interval, on a logarithmic axis, so that twice as long and half as long are equally
 * far from 1; between the dashed lines lies what doesn't matter.
 */
export function ratioPlot(rows: readonly ComparedRow[], effect: number, text: PlotText): Markup {
  const drawn = rows.filter((row): row is Compared => row.ratio !== null);
  const ends = drawn.flatMap(({ ratio }) => [ratio.low, ratio.high ?? ratio.value]).filter((end) => end > 0);
  const widest = Math.max(1 + 2 * effect, ...ends.map((end) => Math.max(end, 1 / end))) * 1.08;
  const ticks = ticksWithin(widest);
  return svgOf(text, {
    marginLeft: 60,
    x: {
      type: 'log',
      domain: [1 / widest, widest],
      label: 'time of the candidate / time of the baseline',
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks,
      tickFormat: (value: number) => String(Number(value.toPrecision(2))),
    },
    y: { type: 'band', domain: drawn.map(({ statistic }) => statistic), label: null, tickSize: 0 },
    marks: [
      Plot.gridX(ticks, { className: 'grid' }),
      Plot.ruleX([1 / (1 + effect), 1 + effect], { className: 'same', strokeDasharray: '3,4' }),
      Plot.ruleX([1], { className: 'same' }),
      Plot.ruleY(drawn, {
        y: 'statistic',
        x1: ({ ratio }: Compared) => Math.max(1 / widest, ratio.low),
        x2: ({ ratio }: Compared) => ratio.high ?? widest,
        className: 'line c1',
        strokeWidth: 3,
      }),
      Plot.dot(drawn, { y: 'statistic', x: ({ ratio }: Compared) => ratio.value, r: 5, className: 'dot c1' }),
    ],
  });
}

function ticksWithin(widest: number): number[] {
  const all = [1.05, 1.1, 1.25, 1.5, 2, 3, 5, 10, 20, 50, 100, 1000];
  const inside = all.filter((tick) => tick <= widest);
  const shown = inside.slice(-3);
  return [...shown.map((tick) => 1 / tick), 1, ...shown];
}
