import * as Plot from '@observablehq/plot';
import { type Observation, observationsOf } from '../run/observation.ts';
import type { Run } from '../run/run.ts';
import { passed } from '../throttling/answers.ts';
import type { Markup } from './html-markup.ts';
import { type PlotText, svgOf } from './html-plot.ts';

/** A stretch of a run: requests a second that were sent, and those of them that the throttle let pass. */
export interface Stretch {
  readonly second: number;
  readonly sent: number;
  readonly accepted: number;
}

const mostStretches = 150;

/** Every half second, or fewer stretches of a long run. */
export function stretchesOf(run: Run, target: number): Stretch[] {
  const width = Math.max(0.5, run.plan.arrivals.durationSeconds / mostStretches);
  const stretches = new Map<number, Observation[]>();
  for (const one of observationsOf(run)) {
    if (one.target !== target) continue;
    const place = Math.floor(one.sentMs / 1000 / width);
    stretches.set(place, [...(stretches.get(place) ?? []), one]);
  }
  return [...stretches]
    .sort(([a], [b]) => a - b)
    .map(([place, all]) => ({
      second: place * width,
      sent: all.length / width,
      accepted: all.filter((one) => passed(one) === true).length / width,
    }));
}

/** What was sent and what was accepted over time, with the rate that was found as a line. */
export function throttlingPlot(stretches: readonly Stretch[], rate: number | null, text: PlotText): Markup {
  const last = stretches.slice(-1);
  const most = Math.max(...stretches.map(({ sent }) => sent), rate ?? 0, 1);
  return svgOf(text, {
    x: { label: 'seconds into the run', labelAnchor: 'center', labelArrow: 'none', ticks: 6, nice: true },
    y: { label: 'requests a second', labelArrow: 'none', domain: [0, most * 1.05], ticks: 5, tickSize: 0 },
    marks: [
      Plot.gridY({ ticks: 5, className: 'grid' }),
      Plot.areaY(stretches, {
        x: 'second',
        y1: 'accepted',
        y2: 'sent',
        curve: 'step-after',
        className: 'band c2',
      }),
      Plot.lineY(stretches, { x: 'second', y: 'sent', curve: 'step-after', className: 'line c2' }),
      Plot.lineY(stretches, { x: 'second', y: 'accepted', curve: 'step-after', className: 'line tail c1' }),
      ...(rate === null || last.length === 0
        ? []
        : [Plot.ruleY([rate], { className: 'same', strokeDasharray: '3,4' })]),
    ],
  });
}
