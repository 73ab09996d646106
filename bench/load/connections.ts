import { gatewrightLatency, withLocal } from './local.ts';
import { columns, heading, kept, row } from './table.ts';

/** The share of measured requests that had to open a connection. */
export async function connections(seconds: number): Promise<void> {
  heading(`Fresh connections in steady state, ${seconds} s each`);
  columns('rate', 'measured requests', 'on a fresh connection', 'opened in the warm-up', 'verdict');
  const shares: number[] = [];
  for (const rate of [50, 100, 500]) {
    const { result } = await withLocal(['--latency', 'lognormal:20,80'], (local) =>
      gatewrightLatency(local, { rate, seconds }),
    );
    const { counts, connections } = result.run;
    const { verdict, reasons } = result.document;
    shares.push(counts.freshConnections / counts.finished);
    row(
      `${rate}/s`,
      String(counts.finished),
      `${counts.freshConnections} (${((100 * counts.freshConnections) / counts.finished).toFixed(2)} %)`,
      String(connections[0]?.openedInWarmUp),
      [verdict, ...reasons].join(': '),
    );
  }
  kept(
    'at most 1 % on fresh connections',
    shares.every((share) => share <= 0.01),
  );
}
