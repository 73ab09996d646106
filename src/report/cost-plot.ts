import * as Plot from '@observablehq/plot';
import type { ApiType } from '../contract/contract.ts';
import type { CostDocument } from './documents.ts';
import type { Markup } from './html-markup.ts';
import { type PlotText, svgOf } from './html-plot.ts';
import { calls, dollars } from './money.ts';

/** Colour of each API type in plots, as everywhere in a report of two. */
export const colourOf = { rest: 1, http: 2 } as const satisfies Record<ApiType, number>;

type Point = CostDocument['curve']['points'][number];

/**
 * What a month costs over its volume, both axes logarithmic: a line for each API type, dashed rules where requests get
 * another price, a ring where the bills meet, and the volumes from which on the difference is worth something.
 */
export function monthPlot(document: CostDocument, text: PlotText): Markup {
  const { curve, breakEven } = document;
  const points = curve.points.filter(({ restUsd, httpUsd }) => restUsd > 0 && httpUsd > 0);
  const within = insideOf(points);
  const savings = breakEven.savings.flatMap(({ usd, requests }) => {
    const at = requests === null ? undefined : nearestTo(points, requests);
    return requests === null || at === undefined || !within(requests) ? [] : [{ ...at, requests, usd }];
  });
  const meetings = breakEven.crossings.flatMap(({ requests }) => {
    const at = nearestTo(points, requests);
    return at === undefined || !within(requests) ? [] : [{ ...at, requests }];
  });
  const amounts = points.flatMap(({ restUsd, httpUsd }) => [restUsd, httpUsd]);
  return svgOf(text, {
    x: volumeAxis(points),
    y: { type: 'log', domain: [Math.min(...amounts), Math.max(...amounts)], axis: null },
    marks: [
      ...dollarMarks(decades(Math.min(...amounts), Math.max(...amounts))),
      ...edgeMarks(document, points),
      ...lines(points, 'Usd'),
      Plot.link(savings, {
        x: 'requests',
        y1: 'restUsd',
        y2: 'httpUsd',
        className: 'meeting',
      }),
      Plot.text(savings, {
        x: 'requests',
        y: 'restUsd',
        text: ({ usd }: { usd: number }) => `${shortDollars(usd)} less`,
        dy: -8,
        dx: -4,
        textAnchor: 'end',
        className: 'meeting-name',
      }),
      Plot.dot(meetings, { x: 'requests', y: 'httpUsd', r: 5, className: 'meeting' }),
      Plot.text(meetings, {
        x: 'requests',
        y: 'httpUsd',
        text: () => 'equal',
        dy: 14,
        dx: 6,
        textAnchor: 'start',
        className: 'meeting-name',
      }),
    ],
  });
}

/** What a million calls cost on average at each volume: here tiers are bends, and fixed prices a slope at the left. */
export function perMillionPlot(document: CostDocument, text: PlotText): Markup {
  const points = document.curve.points.map((point) => ({
    ...point,
    rest: (point.restUsd / point.requests) * 1e6,
    http: (point.httpUsd / point.requests) * 1e6,
  }));
  const amounts = points.flatMap(({ rest, http }) => [rest, http]).filter((usd) => usd > 0);
  const [least, most] = [Math.min(...amounts), Math.max(...amounts)];
  const towers = most > 12 * least;
  const step = niceStep(most);
  const top = Math.ceil((most * 1.02) / step) * step;
  const ticks = towers
    ? decades(least, most)
    : Array.from({ length: Math.round(top / step) + 1 }, (_, index) => index * step);
  const shown = towers ? points.filter(({ rest, http }) => rest > 0 && http > 0) : points;
  return svgOf(text, {
    x: volumeAxis(points),
    y: towers ? { type: 'log', domain: [least, most], axis: null } : { domain: [0, top], axis: null },
    marks: [...dollarMarks(ticks), ...edgeMarks(document, points), ...lines(shown, '')],
  });
}

function lines(points: readonly Point[], suffix: 'Usd' | ''): Plot.Markish[] {
  return (['rest', 'http'] as const).map((apiType) =>
    Plot.lineY(points, {
      x: 'requests',
      y: `${apiType}${suffix}`,
      className: `line tail c${colourOf[apiType]}`,
    }),
  );
}

function volumeAxis(points: readonly Point[]): Plot.ScaleOptions {
  const from = points[0]?.requests ?? 1;
  const to = points.at(-1)?.requests ?? 10;
  return {
    type: 'log',
    domain: [from, to],
    label: 'calls a month',
    labelAnchor: 'center',
    labelArrow: 'none',
    ticks: decades(from, to),
    tickFormat: shortCalls,
  };
}

/** Rules where requests get another price. */
function edgeMarks({ breakEven }: CostDocument, points: readonly Point[]): Plot.Markish[] {
  const within = insideOf(points);
  return (['rest', 'http'] as const).map((apiType) =>
    Plot.ruleX(
      breakEven.tiers.filter(
        (tier) => tier.apiType === apiType && tier.what === 'requests' && within(tier.requests),
      ),
      { x: 'requests', className: `edge c${colourOf[apiType]}` },
    ),
  );
}

function dollarMarks(ticks: readonly number[]): Plot.Markish[] {
  return [
    Plot.gridY([...ticks], { className: 'grid' }),
    Plot.axisY([...ticks], { text: shortDollars, tickSize: 0, label: 'US dollars', labelArrow: 'none' }),
  ];
}

function insideOf(points: readonly Point[]): (requests: number) => boolean {
  const from = points[0]?.requests ?? 0;
  const to = points.at(-1)?.requests ?? 0;
  return (requests) => requests >= from && requests <= to;
}

/** The bills at a volume, between the points that are known, straight on the logarithmic scale. */
function nearestTo(points: readonly Point[], requests: number): Point | undefined {
  const after = points.findIndex((point) => point.requests >= requests);
  const [a, b] = [points[Math.max(0, after - 1)], points[after]];
  if (a === undefined || b === undefined) return undefined;
  const part =
    a.requests === b.requests ? 0 : Math.log(requests / a.requests) / Math.log(b.requests / a.requests);
  const between = (low: number, high: number) => low * (high / low) ** part;
  return { requests, restUsd: between(a.restUsd, b.restUsd), httpUsd: between(a.httpUsd, b.httpUsd) };
}

/** Powers of ten in between, with 2 and 5 where those are few. */
function decades(from: number, to: number): number[] {
  const powers = Array.from({ length: 34 }, (_, index) => 10 ** (index - 12));
  const within = (marks: readonly number[]) =>
    marks
      .map((mark) => Number(mark.toPrecision(1)))
      .filter((mark) => mark >= from * 0.999 && mark <= to * 1.001);
  const tens = within(powers);
  return tens.length > 2 ? tens : within(powers.flatMap((power) => [power, 2 * power, 5 * power]));
}

function niceStep(most: number): number {
  const power = 10 ** Math.floor(Math.log10(most / 4));
  return [1, 2, 2.5, 5, 10].map((unit) => unit * power).find((step) => most / step <= 5.5) ?? most;
}

function shortCalls(requests: number): string {
  for (const [size, letter] of [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e3, 'k'],
  ] as const) {
    if (requests >= size) return `${Number((requests / size).toPrecision(3))}${letter}`;
  }
  return String(requests);
}

function shortDollars(usd: number): string {
  if (usd >= 1e6) return `${Number((usd / 1e6).toPrecision(3))} M`;
  return usd >= 1 && Number.isInteger(usd)
    ? usd.toLocaleString('en-US')
    : dollars(Number(usd.toPrecision(3)));
}

/** What the plot of a month shows, for those who can't see it. */
export function monthDescription({ curve, breakEven }: CostDocument): string {
  const [first] = curve.points;
  const last = curve.points.at(-1);
  if (first === undefined || last === undefined) return 'Nothing to show.';
  const at = ({ requests, restUsd, httpUsd }: Point) =>
    `at ${calls(requests)} calls the REST API costs ${dollars(restUsd)} and the HTTP API ${dollars(httpUsd)}`;
  const meets = breakEven.crossings.map(({ requests }) => calls(requests));
  return `Cost of a month against its calls, both logarithmic: ${at(first)}; ${at(last)}. ${
    meets.length === 0 ? 'The lines do not meet.' : `They meet at ${meets.join(' and ')} calls.`
  }`;
}
