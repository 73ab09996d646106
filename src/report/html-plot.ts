import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { ms } from '../statistics/figures.ts';
import type { CurvePoint, Moment } from '../statistics/timeline.ts';
import { html, type Markup, trusted } from './html-markup.ts';

/** What a plot says to those who can't see it. */
export interface PlotText {
  /** Unique within the page. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
}

/** One curve, drawn in the colour of its number. */
export interface Curve {
  readonly colour: number;
  readonly points: readonly CurvePoint[];
}

/** Number of colours that the stylesheet has; after that they repeat. */
export const colours = 8;

const size = {
  width: 480,
  height: 250,
  marginLeft: 52,
  marginRight: 34,
  marginTop: 30,
  marginBottom: 40,
} as const;

/**
 * Latency over time: the range from p50 to p95 of each second, and a cross at the foot of each second with
 * errors. All plots of a page share `scale`, so that they can be compared.
 */
export function timePlot(
  moments: readonly Moment[],
  curve: { colour: number; scale: Scale },
  text: PlotText,
): Markup {
  const answered = moments.filter(({ p50Ms }) => p50Ms !== null);
  const failed = moments.filter(({ errors }) => errors > 0);
  const last = answered.slice(-1);
  const colour = `c${curve.colour}`;
  return svgOf(text, {
    x: { label: 'seconds into the run', labelAnchor: 'center', labelArrow: 'none', ticks: 6, nice: true },
    y: yAxis(curve.scale),
    marks: [
      ...yMarks(curve.scale),
      Plot.areaY(answered, {
        x: 'second',
        y1: 'p50Ms',
        y2: 'p95Ms',
        className: `band ${colour}`,
      }),
      Plot.lineY(answered, { x: 'second', y: 'p95Ms', className: `line tail ${colour}` }),
      Plot.lineY(answered, { x: 'second', y: 'p50Ms', className: `line ${colour}` }),
      ...(answered.length === 1
        ? ['p50Ms', 'p95Ms'].map((y) => Plot.dot(answered, { x: 'second', y, className: `dot ${colour}` }))
        : []),
      Plot.text(last, {
        x: 'second',
        y: 'p50Ms',
        text: () => 'p50',
        dy: 7,
        dx: 6,
        textAnchor: 'start',
        className: 'end',
      }),
      Plot.text(last, {
        x: 'second',
        y: 'p95Ms',
        text: () => 'p95',
        dy: -7,
        dx: 6,
        textAnchor: 'start',
        className: 'end',
      }),
      Plot.dot(failed, {
        x: 'second',
        frameAnchor: 'bottom',
        symbol: 'times',
        r: 4,
        dy: -7,
        className: 'error',
      }),
    ],
  });
}

/** Where a percentile lies on an axis that gives every further nine the same room. */
const nines = (percent: number) => -Math.log10(1 - percent / 100);

const tailTicks = [50, 90, 95, 99, 99.9];

/** Response time against percentile, with the band of the 95 % interval. */
export function percentilePlot(curves: readonly Curve[], scale: Scale, text: PlotText): Markup {
  const farthest = Math.max(
    2,
    ...curves.flatMap(({ points }) => points.map(({ percent }) => nines(percent))),
  );
  const ticks = tailTicks.filter((percent) => nines(percent) <= farthest + 0.01);
  const x = ({ percent }: CurvePoint) => nines(percent);
  return svgOf(text, {
    x: {
      label: 'percentile',
      labelAnchor: 'center',
      labelArrow: 'none',
      domain: [0, farthest],
      ticks: ticks.map(nines),
      tickFormat: (_, index) => `p${ticks[index]}`,
    },
    y: yAxis(scale),
    marks: [
      ...yMarks(scale),
      Plot.gridX({ ticks: ticks.map(nines), className: 'grid' }),
      ...curves.flatMap(({ colour, points }) => [
        Plot.areaY(points, { x, y1: 'low', y2: 'high', className: `band c${colour}` }),
        Plot.lineY(points, { x, y: 'value', className: `line tail c${colour}` }),
      ]),
    ],
  });
}

/** A scale of milliseconds that several plots share. */
export interface Scale {
  readonly type: 'linear' | 'log';
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
}

/** How many times the middle value the largest may be before a plot needs a logarithmic scale. */
const linearUpTo = 12;

/** A scale for these milliseconds: from 0, or logarithmic where a few tower over the rest. */
export function scaleFor(values: readonly number[]): Scale {
  const sorted = values.filter((value) => value > 0).toSorted((a, b) => a - b);
  const [least = 1] = sorted;
  const most = sorted.at(-1) ?? 1;
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 1;
  if (most <= linearUpTo * middle) {
    const step =
      [1, 2, 2.5, 5, 10]
        .map((unit) => unit * 10 ** Math.floor(Math.log10(most / 4)))
        .find((unit) => most / unit <= 5.5) ?? most;
    const top = Math.ceil((most * 1.02) / step);
    return {
      type: 'linear',
      domain: [0, top * step],
      ticks: Array.from({ length: top + 1 }, (_, i) => i * step),
    };
  }
  const decades = Array.from({ length: 14 }, (_, i) => 10 ** (i - 4));
  const marks = decades.flatMap((decade) => [decade, 2 * decade, 5 * decade]);
  const bottom = marks.findLast((mark) => mark <= least * 0.95) ?? least;
  const top = marks.find((mark) => mark >= most * 1.02) ?? most;
  const within = (ticks: readonly number[]) => ticks.filter((tick) => tick >= bottom && tick <= top);
  const ticks = within(marks).length > 9 ? within(decades) : within(marks);
  return { type: 'log', domain: [bottom, top], ticks };
}

/** For {@link yMarks} to draw. */
export function yAxis({ type, domain }: Scale): Plot.ScaleOptions {
  return { type, domain: [...domain], axis: null };
}

/** Grid and axis of milliseconds; texts are given, since a logarithmic axis leaves some of its own out. */
export function yMarks({ ticks }: Scale): Plot.Markish[] {
  return [
    Plot.gridY([...ticks], { className: 'grid' }),
    Plot.axisY([...ticks], { text: tickText, tickSize: 0, label: 'ms', labelArrow: 'none' }),
  ];
}

function tickText(value: number): string {
  return value >= 1 ? String(Number(value.toPrecision(3))) : ms(value);
}

/** Draws a plot without anything that a strict CSP refuses: colours come from the page's stylesheet by class. */
export function svgOf({ id, title, description }: PlotText, options: Plot.PlotOptions): Markup {
  const { document } = parseHTML('<!doctype html><html><body></body></html>');
  const svg = Plot.plot({ ...size, ...options, document, className: 'plot' });
  for (const style of svg.querySelectorAll('style')) style.remove();
  for (const styled of svg.querySelectorAll('[style]')) styled.removeAttribute('style');
  for (const attribute of ['width', 'height', 'font-family', 'font-size']) svg.removeAttribute(attribute);
  for (const named of svg.querySelectorAll('[aria-label]')) named.removeAttribute('aria-label');
  const inner = trusted(
    String(svg.innerHTML).replace(longNumber, (number) => String(Number(Number(number).toFixed(2)))),
  );
  return html`<svg class="plot" viewBox="0 0 ${size.width} ${size.height}" role="img" aria-labelledby="${id}-title ${id}-text" text-anchor="middle" fill="currentColor"><title id="${id}-title">${title}</title><desc id="${id}-text">${description}</desc>${inner}</svg>`;
}

/** Places to a hundredth of a unit are enough, and make the page a third smaller. */
const longNumber = /-?\d+\.\d{3,}(?:e-?\d+)?/g;
