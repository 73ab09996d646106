import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { against, checkout, cli, startLocal } from '../../scripts/cli.fixture.ts';
import { differencesOf, everyRoute } from '../../src/comparison/differences.ts';
import { quantile, sorted } from '../../src/comparison/paired.ts';
import { type ComparisonRun, pairsOfRun } from '../../src/comparison/pairs-of-run.ts';
import type { ComparisonDocument } from '../../src/report/comparison-document.ts';
import { readRun } from '../../src/run/read-run.ts';

export interface RealRun {
  readonly name: string;
  /** Of `gatewright local`. */
  readonly latency: readonly string[];
  /** Of `gatewright compare`. */
  readonly sides: readonly string[];
}

const ratePerSecond = 50;
const stretches = 50;

export interface RealFigures {
  /** Stretches in which anything was concluded to differ, corrected; and of p50 alone at 5 %, and more than 5 % apart. */
  readonly found: number;
  readonly p50: number;
  readonly naive: number;
  /** Stretches whose interval of p50 and of p95 holds the ratio of the whole run. */
  readonly coveredP50: number;
  readonly coveredP95: number;
  readonly pairs: number;
  /** Ratio of p50 over the whole run, and as the truth log has it. */
  readonly ratio: number;
  readonly truth: number | null;
}

/** One real run through k6 against the local gateway, cut into stretches that are each judged as a run of their own. */
export async function realRun({ latency, sides }: RealRun, minutes: number): Promise<RealFigures> {
  const truthLog = path.join(tmpdir(), `gatewright-truth-${process.pid}.ndjson`);
  const gateway = await startLocal([
    ...['--template', 'stacks/my-api/template.yaml', '--truth-log', truthLog],
    ...latency.flatMap((spec) => ['--latency', spec]),
  ]);
  try {
    const { code, stdout, stderr } = await cli(
      ['compare', '--stack', 'my-api', '--route', 'GET /users/{id}', ...sides, '--json'].concat([
        '--rate',
        String(ratePerSecond),
        '--duration',
        `${minutes}m`,
      ]),
      { env: against(gateway.endpoint) },
    );
    if (code !== 0 && code !== 3) throw new Error(stderr);
    const { runId } = JSON.parse(stdout) as ComparisonDocument;
    const run = (await readRun(path.join(checkout, 'runs', runId))) as ComparisonRun;
    return { ...figuresOf(run), truth: await truthOf(truthLog) };
  } finally {
    await gateway.stop();
    await rm(truthLog, { force: true });
  }
}

function figuresOf(run: ComparisonRun): Omit<RealFigures, 'truth'> {
  const [{ times }] = pairsOfRun(run) as [ReturnType<typeof pairsOfRun>[0]];
  const whole = sorted(times);
  const ratioOf = (share: number, of = whole) => quantile(of.candidate, share) / quantile(of.baseline, share);
  const pairs = Math.floor(times.baselineUs.length / stretches);
  const figures = { found: 0, p50: 0, naive: 0, coveredP50: 0, coveredP95: 0 };
  for (let stretch = 0; stretch < stretches; stretch++) {
    const part = {
      baselineUs: times.baselineUs.slice(stretch * pairs, (stretch + 1) * pairs),
      candidateUs: times.candidateUs.slice(stretch * pairs, (stretch + 1) * pairs),
    };
    const none = new Uint8Array(pairs);
    const rows = differencesOf({
      groups: [{ route: everyRoute, times: part, failures: { baseline: none, candidate: none } }],
      effect: 1.1,
      errorEffect: 0.01,
    });
    if (rows.some(({ conclusion }) => conclusion === 'faster' || conclusion === 'slower')) figures.found++;
    if (Math.abs(ratioOf(0.95, sorted(part)) - 1) > 0.05) figures.naive++;
    for (const row of rows) {
      if (row.kind !== 'latency' || row.ratio.kind !== 'estimated') continue;
      const { low, high, pValue } = row.ratio;
      const covers = (truth: number) => low <= truth && truth <= high;
      if (row.statistic === 'p50' && pValue < 0.05) figures.p50++;
      if (row.statistic === 'p50' && covers(ratioOf(0.5))) figures.coveredP50++;
      if (row.statistic === 'p95' && covers(ratioOf(0.95))) figures.coveredP95++;
    }
  }
  return { ...figures, pairs, ratio: ratioOf(0.5) };
}

/** Ratio of the medians that the gateway itself measured, HTTP API / REST API; `null` where one of them wasn't asked. */
async function truthOf(file: string): Promise<number | null> {
  const times = { rest: [] as number[], http: [] as number[] };
  for (const line of (await readFile(file, 'utf8')).split('\n')) {
    if (!line.includes('GET /users/{id}')) continue;
    const record = JSON.parse(line) as { apiType: 'rest' | 'http'; status: number; totalMs: number };
    if (record.status === 200) times[record.apiType].push(record.totalMs);
  }
  const median = (values: number[]) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? null;
  const [rest, http] = [median(times.rest), median(times.http)];
  return rest === null || http === null || times.rest.length < 100 || times.http.length < 100
    ? null
    : http / rest;
}
