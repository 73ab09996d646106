import { fileURLToPath } from 'node:url';
import { possibleColdStarts } from '../../src/statistics/possible-cold-starts.ts';
import { gatewrightLatency, withLocal } from './local.ts';
import { measuredTruth } from './percentiles.ts';
import { columns, heading, row } from './table.ts';

const template = fileURLToPath(new URL('sleepy.yaml', import.meta.url));
const rate = 20;
/** How far apart the two clocks of one request may be, milliseconds. */
const near = 15;

/** Possible cold starts of a burst, without a mark, beside what the gateway knows of its function's processes. */
export async function coldStarts(seconds: number): Promise<void> {
  heading(`Cold starts without a mark, ${rate}/s for ${seconds} s`);
  columns('load', 'cold', 'raised the number under way', 'named', 'of these cold', 'of the cold ones named');
  for (const [name, typed, faults] of [
    ['a spike of 150/s for 4 s', ['--spike', '150:4s'], ['--fault', 'cold:lognormal:400,800']],
    ['the same, without a spike', [], ['--fault', 'cold:lognormal:400,800']],
  ] as const) {
    const { result, truth } = await withLocal(
      faults,
      (local) => gatewrightLatency(local, { rate, seconds, typed }),
      template,
    );
    const { clocks, series } = result.run;
    const cold = measuredTruth(truth, result).filter((one) => one.cold === true);
    const found = series.flatMap((one) => possibleColdStarts(one) ?? []);
    const named = found.flatMap(({ likely }) => likely);
    const right = named.filter(({ atMs }) =>
      cold.some(({ arrivedAtMs }) => Math.abs(clocks.scheduleStartMs + atMs - arrivedAtMs) < near),
    ).length;
    row(
      name,
      String(cold.length),
      String(found.reduce((sum, { raised }) => sum + raised, 0)),
      String(named.length),
      share(right, named.length),
      share(right, cold.length),
    );
  }
}

function share(part: number, whole: number): string {
  return whole === 0 ? '–' : `${part} (${Math.round((100 * part) / whole)} %)`;
}
