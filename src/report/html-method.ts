import type { Target } from '../discovery/target.ts';
import type { Run } from '../run/run.ts';
import { distributionOf } from '../statistics/distribution.ts';
import { count, ms, plural, share } from '../statistics/figures.ts';
import { percentileOf } from '../statistics/percentile.ts';
import { defaultErrorRate } from '../verdict/objectives.ts';
import { type Content, html, type Markup } from './html-markup.ts';
import { tableMarkup } from './html-table.ts';
import { shortened, withoutCredentials } from './printable.ts';
import { rate, rateInWords } from './words.ts';

/** What the report is about. */
export function targetsMarkup(targets: readonly Target[]): Markup {
  return html`<section aria-labelledby="targets"><h2 id="targets">What was tested</h2>${tableMarkup({
    caption: 'Targets',
    columns: ['Target', 'API type', 'Stage', 'Region', 'Endpoint', 'Invoke URL'].map((title) => ({ title })),
    rows: targets.map(({ target, apiType, stage, region, endpointType, invokeUrl }) => ({
      cells: [
        shortened(target, 160),
        apiType === 'rest' ? 'REST API' : 'HTTP API',
        stage ?? '–',
        region ?? '–',
        endpointType ?? '–',
        html`<code>${shortened(withoutCredentials(invokeUrl), 300)}</code>`,
      ],
    })),
  })}</section>`;
}

/** Method and limits of the measurement, in plain words. */
export function methodMarkup(): Markup {
  return html`<section aria-labelledby="method"><h2 id="method">Method and limits</h2>
<p>Requests start on a fixed schedule, whatever the answers do, as users who don’t know of each other would. Targets take turns at the same rate, so that the time of day and the runner’s own troubles meet them alike; each has connections of its own. The first seconds of the schedule open the connections and start functions, and are not measured.</p>
<p>A percentile is the smallest measured value that at least that share of the answered requests is within (nearest rank). It is kept in histograms whose buckets are 0.1 % wide. Its 95 % interval says where the percentile lies beyond this sample: it comes from order statistics, between whose ranks it interpolates, and assumes nothing about the shape of the latencies. A percentile with too few samples for one is withheld.</p>
<p>Requests that follow each other are no independent samples: a stall hits neighbours together, and a slow moment lasts. How often each stretch of the run was slower than the percentile tells how many independent samples the requests are worth, and the interval is as wide as those allow; a steady drift is taken for what every such run does, and the percentile for its average. Where all that was slow came at once, the interval ends at the slowest request, and more may lie beyond. A run of fewer than twenty seconds shows too little of this, and its requests are taken as independent. A run says nothing about other hours, other regions or a higher rate.</p>
<p>An objective is held when the whole interval is within it, or so few requests are beyond it that no interval is needed to tell; broken when the whole interval is above it, and otherwise undecided. Errors are answers with another status than promised, and requests without an answer; unless a contract says otherwise, ${share(defaultErrorRate)} of them are allowed. Percentiles are of answered requests over open connections, answers with an error among them; first requests of a connection and cold starts that the contract marks are kept apart. Where a target closes an open connection instead of answering, k6 sends a GET once more, unseen, as browsers do: its wait is in the figures, the lost connection isn’t. A run whose measurement can’t be trusted (dropped arrivals, a rate that was missed, a target that was lost or hardly answered, connections that were opened all the time, a generator that was late, a clock that was set, redirections or pages in place of the API, an objective that nothing can break) is inconclusive, whatever it shows.</p></section>`;
}

/** The facts that one needs to run it again. */
export function factsMarkup(run: Run): Markup {
  const { plan, counts, clocks, tool, machine } = run;
  const { arrivals } = plan;
  const delay = percentileOf(distributionOf([clocks.startDelay]), 99);
  const fresh = counts.finished === 0 ? 0 : counts.freshConnections / counts.finished;
  const facts: readonly (readonly [string, Content])[] = [
    ['Started', time(run.startedAt)],
    ['Finished', time(run.finishedAt)],
    [
      'Rate',
      `${rateInWords(plan)} a second for each target, ${arrivals.phases.length > 1 ? 'up to ' : ''}${rate(arrivals.totalPerSecond)} in all`,
    ],
    [
      'Duration',
      `${count(arrivals.durationSeconds)} s, after ${count(Math.round(plan.warmUp.seconds * 10) / 10)} s of warm-up`,
    ],
    [
      'Arrivals',
      `${count(arrivals.expected)} planned, ${count(counts.started)} started, ${count(counts.dropped)} dropped`,
    ],
    [
      'Connections',
      `kept open; ${count(counts.freshConnections)} requests (${share(fresh)}) opened a new one`,
    ],
    [
      'Virtual users',
      `${count(arrivals.virtualUsers)} for each target, for a stall of ${rate(arrivals.toleratedStallSeconds)} s`,
    ],
    ['Timeout', `${rate(plan.timeoutSeconds)} s`],
    [
      'Generator’s own delay',
      delay.value === null ? 'too few samples' : `p99 ${ms(delay.value)} ms, part of response time`,
    ],
    ['Calibration', `${range(clocks.calibrationMs)} ms taken off every response time`],
    ['Seed', String(arrivals.seed)],
    ['Versions', `gatewright ${tool.gatewright}, k6 ${tool.k6}, Node ${tool.node}`],
    ['Measured from', whereFrom(run)],
    ['Load of that machine', busyInWords(machine)],
  ];
  const shown = facts.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`);
  return html`<section aria-labelledby="run"><h2 id="run">The run</h2><dl class="facts">${shown}</dl></section>`;
}

/** Runner, region and how far away the targets were: what latencies hold beside the targets themselves. */
function whereFrom({ machine, connections }: Run): string {
  const floors = connections.flatMap(({ connectFloorMs }) => connectFloorMs ?? []);
  const place = [machine.runner, machine.region, machine.platform, plural(machine.cpus, 'CPU')];
  const away = floors.length === 0 ? [] : [`a TCP connection took ${range(floors)} ms at the least`];
  const proxies = (machine.proxies ?? []).map((proxy) => `through the proxy ${proxy}`);
  return [...place.filter((part) => part !== null), ...proxies, ...away].join(', ');
}

function busyInWords({ busy }: Run['machine']): string {
  if (busy === null) return 'unknown';
  return `CPU ${share(busy.mean)} busy on average, ${share(busy.most)} at the most; the recorder waited ${count(busy.recorderBlockedMs)} ms at the longest`;
}

/** `0.21`, or `0.21–0.4` where targets differ. */
function range(values: readonly number[]): string {
  const least = ms(Math.min(...values));
  const most = ms(Math.max(...values));
  return least === most ? least : `${least}–${most}`;
}

/** A moment in UTC, readable and exact. */
export function time(iso: string): Content {
  const moment = new Date(iso);
  if (Number.isNaN(moment.getTime())) return iso;
  const text = moment.toISOString();
  return html`<time datetime="${text}">${text.slice(0, 10)} ${text.slice(11, 19)} UTC</time>`;
}
