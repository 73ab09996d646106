import * as Plot from '@observablehq/plot';
import type { JudgedAnswer } from '../caching/answers-over-time.ts';
import type { Markup } from './html-markup.ts';
import { type PlotText, scaleFor, svgOf, yAxis, yMarks } from './html-plot.ts';

/** What an answer came from, in the order in which a legend names it, and the colour of its dots. */
export const origins = [
  { from: 'cache', colour: 1, name: 'hits' },
  { from: 'function', colour: 2, name: 'misses' },
  { from: 'unsure', colour: 7, name: 'can’t be told' },
] as const satisfies readonly { from: JudgedAnswer['from']; colour: number; name: string }[];

/** Dots of one plot and one colour: more lie on each other, and make the page large. */
export const mostDots = 400;

/** Lines nearer to each other than this share of the plot would hide it. */
const mostFills = 60;

/** The latency of each answer over time, hits and misses in colours of their own, with a line wherever the stream's entry was filled. */
export function cachingPlot(
  answers: readonly JudgedAnswer[],
  fills: readonly JudgedAnswer[],
  text: PlotText,
): Markup {
  const scale = scaleFor(answers.map(({ serviceMs }) => serviceMs));
  const x = ({ sentMs }: JudgedAnswer) => sentMs / 1000;
  return svgOf(text, {
    x: { label: 'seconds into the run', labelAnchor: 'center', labelArrow: 'none', ticks: 6, nice: true },
    y: yAxis(scale),
    marks: [
      ...yMarks(scale),
      ...(fills.length > mostFills
        ? []
        : [Plot.ruleX(fills, { x, className: 'same', strokeDasharray: '3,4' })]),
      ...origins.map(({ from, colour }) =>
        Plot.dot(thinned(answers.filter((each) => each.from === from)), {
          ...{ x, y: 'serviceMs', r: from === 'function' ? 3 : 2 },
          className: `dot c${colour}`,
        }),
      ),
    ],
  });
}

/** Evenly over time; none is moved or averaged. */
function thinned(answers: readonly JudgedAnswer[]): JudgedAnswer[] {
  const step = Math.max(1, answers.length / mostDots);
  return Array.from(
    { length: Math.min(answers.length, mostDots) },
    (_, index) => answers[Math.floor(index * step)] as JudgedAnswer,
  );
}
