import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type TrueLimit, twentyLimits } from '../../src/throttling/simulated-limit.fixture.ts';
import { inSimulation } from './simulation.ts';
import { tableHead, tableRow } from './table.ts';
import { throughGateway } from './through-gateway.ts';

const { values } = parseArgs({
  options: {
    only: { type: 'string', default: 'simulated,exact,imperfect' },
    /** Simulated runs of each limit. */
    runs: { type: 'string', default: '10' },
    /** Other limits than the twenty, through the gateway: `50/1,100/2`, rate and burst. */
    limits: { type: 'string' },
  },
});

const ofGateway: readonly TrueLimit[] =
  values.limits?.split(',').map((limit) => {
    const [ratePerSecond = Number.NaN, burst = Number.NaN] = limit.split('/').map(Number);
    if (!(ratePerSecond > 0 && burst >= 1)) throw new Error(`--limits ${limit} is no RATE/BURST`);
    return { ratePerSecond, burst };
  }) ?? twentyLimits.map(({ limit }) => limit);

const parts = {
  /** No request: planned arrivals meet buckets. */
  simulated: () => inSimulation(Number(values.runs)),
  /** The real verb, k6 and the local gateway, with its exact buckets. */
  exact: () => gateway('exact buckets', ofGateway, []),
  /** The same with four nodes that regain tokens every 200 ms. */
  imperfect: () =>
    gateway(
      'four nodes, tokens every 200 ms',
      ofGateway.map((limit) => ({ ...limit, nodes: 4, lagMs: 200 })),
      ['--fault', 'throttle:4,200'],
    ),
} as const;

async function gateway(
  name: string,
  limits: readonly TrueLimit[],
  options: readonly string[],
): Promise<void> {
  console.log(`\nThrough the local gateway, ${name}\n${tableHead}`);
  const held = { rate: 0, burst: 0 };
  for await (const { limit, document } of throughGateway(limits, options)) {
    const { rate, burst } = document;
    if (rate !== null && rate.low <= limit.ratePerSecond && limit.ratePerSecond <= rate.high) held.rate++;
    if (burst !== null && burst.low <= limit.burst && limit.burst <= burst.high) held.burst++;
    console.log(tableRow(limit, { rate, burst, note: `${document.verdict}, load ${loadNow()}` }));
  }
  console.log(`intervals that hold the truth: rate ${held.rate}, burst ${held.burst} of ${limits.length}`);
}

/** Of this machine, over the last minute: processes that run or would. */
const loadNow = () => (loadavg()[0] ?? 0).toFixed(1);

for (const name of values.only.split(',')) {
  const part = parts[name as keyof typeof parts];
  if (part === undefined) throw new Error(`--only ${name} is none of ${Object.keys(parts).join(', ')}`);
  await part();
}
