import { parseArgs } from 'node:util';
import { coldStarts } from './cold-starts.ts';
import { connections } from './connections.ts';
import { latency, overTls, stall } from './latency.ts';
import { longRun } from './long-run.ts';
import { merging } from './merging.ts';
import { maximum, recording } from './recording.ts';

const { values } = parseArgs({
  options: {
    only: {
      type: 'string',
      default: 'latency,stall,tls,connections,cold-starts,recording,maximum,long-run,merging',
    },
    seconds: { type: 'string', default: '60' },
    peers: { type: 'string', default: 'k6,Vegeta,Artillery,autocannon' },
    pairs: { type: 'string', default: '7' },
    requests: { type: 'string', default: '5000000' },
  },
});
const seconds = Number(values.seconds);

const parts = {
  latency: () => latency(seconds, values.peers),
  stall: () => stall(seconds / 2),
  tls: () => overTls(seconds / 2),
  connections: () => connections(seconds / 4),
  'cold-starts': () => coldStarts(seconds / 2),
  recording: () => recording({ pairs: Number(values.pairs), seconds: seconds / 4 }),
  maximum: () => maximum(Number(values.pairs)),
  'long-run': () => longRun(Number(values.requests)),
  merging: () => merging(seconds / 4),
} as const satisfies Record<string, () => Promise<void>>;

for (const name of values.only.split(',')) {
  if (!Object.hasOwn(parts, name)) throw new Error(`--only takes ${Object.keys(parts).join(', ')}.`);
  await parts[name as keyof typeof parts]();
}
