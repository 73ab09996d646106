import { loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import { type Figures, figuresOf, written } from '../figures.ts';
import { keptConnections, latencies, throughput } from './load.ts';
import {
  allSystems,
  bareNode,
  gateway,
  type RunningServer,
  type ServerKind,
  serverlessInProcess,
  serverlessOffline,
} from './servers.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '4' },
    only: { type: 'string', default: 'speed,latency,memory,connections,start' },
  },
});
const rounds = Number(values.rounds);
const seconds = Number(values.seconds);
const parts = { speed, latency, memory, connections, start } as const;

interface Subject {
  readonly kind: ServerKind;
  readonly server: RunningServer;
}

async function withServers(kinds: readonly ServerKind[], work: (subjects: Subject[]) => Promise<void>) {
  const subjects: Subject[] = [];
  try {
    for (const kind of kinds) subjects.push({ kind, server: await kind.start() });
    await work(subjects);
  } finally {
    for (const { server } of subjects) await server.stop();
  }
}

/** Every round measures each server once, so that what else the machine does meets all of them. */
async function speed() {
  await withServers([bareNode, gateway, serverlessOffline, serverlessInProcess], async (subjects) => {
    for (const handler of ['mock', 'node', 'python'] as const) {
      const able = subjects.flatMap(({ kind, server }) =>
        kind.paths[handler] === undefined ? [] : [{ name: kind.name, url: server.url + kind.paths[handler] }],
      );
      const rates = new Map<string, number[]>(able.map(({ name }) => [name, []]));
      for (const { url } of able) await throughput(url, seconds);
      for (let round = 0; round < rounds; round += 1) {
        for (const { name, url } of able) {
          const { requestsPerSecond, failures } = await throughput(url, seconds);
          if (failures > 0) console.error(`${name}, ${handler}: ${failures} requests failed`);
          rates.get(name)?.push(requestsPerSecond);
        }
      }
      const own = rates.get(gateway.name) ?? [];
      console.log(
        `\n${handler}: requests a second, wrk -t1 -c50 for ${seconds} s, ${rounds} rounds (load ${load()})`,
      );
      for (const [name, list] of rates) {
        const ratio = figuresOf(own.map((rate, round) => rate / (list[round] ?? Number.NaN)));
        print(name, figuresOf(list), name === gateway.name ? '' : `   gatewright / it: ${written(ratio, 2)}`);
      }
    }
  });
}

/** The bare server stands for what Node, the client and, with `process`, another process take by themselves. */
async function latency() {
  await withServers([bareNode, gateway, serverlessOffline], async (subjects) => {
    const urls = subjects.flatMap(({ kind, server }) =>
      Object.entries(kind.paths).map(
        ([handler, path]) => [`${kind.name}, ${handler}`, server.url + path] as const,
      ),
    );
    const medians = new Map<string, number[]>(urls.map(([name]) => [name, []]));
    // 300 requests a round would measure how V8 compiles.
    for (const [, url] of urls) await throughput(url, seconds);
    for (let round = 0; round < rounds; round += 1) {
      for (const [name, url] of urls) {
        const { median } = figuresOf(await latencies(url, { perSecond: 100, count: 300 }));
        medians.get(name)?.push(median);
      }
    }
    console.log(`\nLatency, median in ms at 100 requests a second, ${rounds} rounds (load ${load()})`);
    const bare = medians.get(`${bareNode.name}, mock`) ?? [];
    for (const [name, list] of medians) {
      const added = figuresOf(list.map((ms, round) => ms - (bare[round] ?? Number.NaN)));
      const isPlain = name.startsWith(bareNode.name) && !name.endsWith('process');
      const note = isPlain ? '' : `   added: ${written(added, 2)}`;
      print(name, figuresOf(list), note, 2);
    }
  });
}

/** Memory over a million requests, after the first tenth has warmed up. */
async function memory() {
  await withServers([gateway], async ([subject]) => {
    if (subject === undefined) return;
    const { kind, server } = subject;
    const resident: number[] = [];
    let sent = 0;
    while (sent < 1_000_000) {
      for (const path of [kind.paths.mock, kind.paths.node])
        sent += (await throughput(server.url + path, 2)).requests;
      if (sent > 100_000) resident.push(server.residentBytes() / 2 ** 20);
    }
    const { median, least, most } = figuresOf(resident);
    console.log(`\nResident memory of the gateway over ${sent.toLocaleString('en')} requests, MiB`);
    print(
      'median',
      { median, least, most },
      `   ${percent(least / median - 1)} to ${percent(most / median - 1)}`,
    );
  });
}

/** How many clients may stay connected. */
async function connections() {
  await withServers([gateway], async ([subject]) => {
    if (subject === undefined) return;
    const { kind, server } = subject;
    const count = 5000;
    const served = await keptConnections(server.url + kind.paths.mock, { count, rounds: 3 });
    console.log(`\n${served} of ${count} connections that stayed open were answered three times each`);
  });
}

async function start() {
  console.log(`\nFrom start to ready, ms, ${rounds} rounds (load ${load()})`);
  for (const kind of [allSystems, gateway, serverlessOffline]) {
    const taken: number[] = [];
    for (let round = 0; round <= rounds; round += 1) {
      const server = await kind.start();
      await server.stop();
      if (round > 0) taken.push(server.readyMs);
    }
    print(kind.name, figuresOf(taken), '');
  }
}

function print(name: string, figures: Figures, note: string, digits = 0): void {
  console.log(`${name.padEnd(40)}${written(figures, digits).padStart(28)}${note}`);
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const load = (): string => (loadavg()[0] ?? 0).toFixed(1);

for (const name of values.only.split(',')) {
  if (!Object.hasOwn(parts, name)) throw new Error(`--only takes ${Object.keys(parts).join(', ')}.`);
  await parts[name as keyof typeof parts]();
}
