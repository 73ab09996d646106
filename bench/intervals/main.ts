import {
  autoregressive,
  drift,
  independent,
  type LatencyProcess,
  type Load,
  measuredRun,
  stalls,
  truePercentile,
} from '../../src/statistics/latency-process.fixture.ts';
import { type Percentile, percentileOf } from '../../src/statistics/percentile.ts';
import { seeded } from '../../src/statistics/simulated-run.fixture.ts';

const runs = Number(process.argv[2] ?? 1000);
const percents = [50, 90, 95, 99, 99.9] as const;

/** A minute at 100 a second; stalls for as long as it takes until a p99 has met some of them. */
const measured: readonly (readonly [LatencyProcess, number])[] = [
  [independent, 60],
  [drift(1.5), 60],
  [drift(3), 60],
  [autoregressive(0.5), 60],
  [autoregressive(0.9), 60],
  [stalls({ everySeconds: 1, meanMs: 100 }), 300],
  [stalls({ everySeconds: 2, meanMs: 200 }), 900],
];
/** A minute has hardly met a stall that makes its p99: what no interval can know. */
const tooShort: readonly (readonly [LatencyProcess, number])[] = [
  [stalls({ everySeconds: 1, meanMs: 100 }), 60],
  [stalls({ everySeconds: 5, meanMs: 300 }), 60],
];

interface Method {
  held: number;
  readonly widths: number[];
}

function count(method: Method, found: Percentile, truth: number): void {
  if (found.value === null) return;
  if (found.low <= truth && truth <= found.high) method.held++;
  method.widths.push(found.high - found.low);
}

function rowsOf(latencies: LatencyProcess, load: Load): string[] {
  const random = seeded(1);
  const cells = percents.map((percent) => ({
    percent,
    truth: truePercentile(latencies, percent),
    dependent: { held: 0, widths: [] } as Method,
    independent: { held: 0, widths: [] } as Method,
  }));
  for (let run = 0; run < runs; run++) {
    const { distribution, batches } = measuredRun(latencies, random, load);
    for (const cell of cells) {
      count(cell.dependent, percentileOf(distribution, cell.percent, batches), cell.truth);
      count(cell.independent, percentileOf(distribution, cell.percent), cell.truth);
    }
  }
  return cells.map((cell) =>
    [
      `| ${latencies.name}, ${load.seconds} s`,
      `p${cell.percent} = ${cell.truth.toFixed(1)} ms`,
      written(cell.dependent),
      `${written(cell.independent)} |`,
    ].join(' | '),
  );
}

function written({ held, widths }: Method): string {
  const middle = widths.toSorted((a, b) => a - b)[widths.length >> 1] ?? Number.NaN;
  const withheld = widths.length < runs ? `, ${runs - widths.length} withheld` : '';
  return `${((100 * held) / widths.length).toFixed(1)} % (${middle.toFixed(2)} ms${withheld})`;
}

function table(title: string, settings: readonly (readonly [LatencyProcess, number])[]): void {
  console.log(
    `\n${title}\n\n| latencies, at 100 a second | truth | gatewright | as if independent |\n|---|---|---|---|`,
  );
  for (const [latencies, seconds] of settings) {
    for (const row of rowsOf(latencies, { ratePerSecond: 100, seconds })) console.log(row);
  }
}

console.log(`95 % intervals over ${runs} simulated runs: how many hold the truth, and their median width`);
table('Runs long enough', measured);
table('Too short for their stalls', tooShort);
