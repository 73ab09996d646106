import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { contract, type Setting, settings, template } from './settings.ts';

/**
 * What `gatewright caching` finds out about caches whose settings are known, against the gateway's truth log: twenty
 * of them, half told by a mark and half by latency alone, in one run.
 */
const { values } = parseArgs({
  options: {
    'longest-ttl': { type: 'string', default: '60' },
    rate: { type: 'string', default: '30' },
    keep: { type: 'boolean' },
  },
});
const checkout = fileURLToPath(new URL('../..', import.meta.url));
const bin = path.join(checkout, 'scripts/gatewright.js');
const all = settings(Number(values['longest-ttl']));
const stacks = [
  { name: 'marked', marked: true },
  { name: 'unmarked', marked: false },
] as const;

const root = mkdtempSync(path.join(tmpdir(), 'gatewright-bench-caching-'));
const gateway = await startGateway();
try {
  const found = await measure(gateway.endpoint);
  await gateway.stop();
  print(found, truth());
} finally {
  await gateway.stop();
  if (values.keep) console.error(`kept in ${root}`);
  else rmSync(root, { recursive: true, force: true });
}

async function startGateway(): Promise<{ endpoint: string; stop(): Promise<void> }> {
  mkdirSync(path.join(root, 'contracts'));
  mkdirSync(path.join(root, 'node_modules'));
  symlinkSync(checkout, path.join(root, 'node_modules/gatewright'), 'dir');
  writeFileSync(path.join(root, 'package.json'), '{ "type": "module" }\n');
  for (const { name, marked } of stacks) {
    writeFileSync(path.join(root, `${name}.json`), JSON.stringify(template(all)));
    writeFileSync(path.join(root, 'contracts', `${name}.ts`), contract(name, all, marked));
  }
  const latencies = all.flatMap(({ name, latency }) => [
    '--latency',
    `rest GET /${name}/{id}=${latency}@integration`,
  ]);
  const child = start([
    'local',
    ...stacks.flatMap(({ name }) => ['--template', `${name}.json`]),
    ...['--truth-log', 'truth.ndjson', '--json'],
    ...['--latency', 'lognormal:1,5', ...latencies],
  ]);
  const [first] = (await once(child.stdout as NodeJS.ReadableStream, 'data')) as [Buffer];
  const { endpoint } = JSON.parse(first.toString()) as { endpoint: string };
  const ended = once(child, 'close');
  return {
    endpoint,
    async stop() {
      child.kill('SIGINT');
      await ended;
    },
  };
}

function start(typed: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [bin, ...typed], {
    cwd: root,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

interface Found {
  readonly target: string;
  readonly route: string;
  readonly told: string;
  readonly hitRatio: { readonly value: number; readonly low: number; readonly high: number } | null;
  readonly ttlSeconds: {
    readonly value: number | null;
    readonly low: number;
    readonly high: number | null;
  } | null;
  readonly keyedBy: readonly string[] | null;
}

async function measure(endpoint: string): Promise<readonly Found[]> {
  const child = start(
    ['caching', ...stacks.flatMap(({ name }) => ['--stack', name]), '--rate', values.rate, '--json'],
    {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
  );
  const pieces: Buffer[] = [];
  child.stdout?.on('data', (piece: Buffer) => pieces.push(piece));
  await once(child, 'close');
  return (JSON.parse(Buffer.concat(pieces).toString()) as { routes: readonly Found[] }).routes;
}

/** Share of hits by stack and route, as the gateway knows it. */
function truth(): Map<string, number> {
  const counts = new Map<string, { hits: number; all: number }>();
  for (const line of readFileSync(path.join(root, 'truth.ndjson'), 'utf8').trim().split('\n')) {
    const { stack, route, cached } = JSON.parse(line) as { stack: string; route: string; cached: boolean };
    const place = `${stack}:rest ${route}`;
    const count = counts.get(place) ?? { hits: 0, all: 0 };
    counts.set(place, { hits: count.hits + Number(cached), all: count.all + 1 });
  }
  return new Map([...counts].map(([place, { hits, all: requests }]) => [place, hits / requests]));
}

function print(found: readonly Found[], known: ReadonlyMap<string, number>): void {
  const rows = stacks.flatMap(({ name }) => all.map((setting) => rowOf(name, setting, { found, known })));
  const titles = [
    'told by',
    'TTL s',
    'latency of a miss',
    'key',
    'TTL found',
    'off by s',
    'in interval',
    'hit ratio',
    'off by points',
    'key found',
  ];
  const widths = titles.map((title, column) =>
    Math.max(title.length, ...rows.map(({ cells }) => (cells[column] ?? '').length)),
  );
  for (const cells of [titles, ...rows.map((row) => row.cells)])
    console.log(
      cells
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  for (const { name, marked } of stacks) {
    const own = rows.filter((row) => row.marked === marked);
    const measured = own.filter(({ ttlError }) => Number.isFinite(ttlError));
    const worst = (pick: (row: Row) => number) => Math.max(0, ...measured.map(pick)).toFixed(2);
    console.log(
      `\n${name}: ${measured.length} of ${own.length} measured, the others said to be beyond telling; largest error of a time to live ${worst(({ ttlError }) => ttlError)} s (1 allowed), of a hit ratio ${worst(({ ratioError }) => ratioError)} points (${marked ? 0 : 2}); keys exact in ${measured.filter(({ key }) => key).length} of ${measured.length}`,
    );
  }
}

interface Row {
  readonly cells: readonly string[];
  readonly marked: boolean;
  readonly ttlError: number;
  readonly ratioError: number;
  readonly key: boolean;
}

function rowOf(
  stack: string,
  { name, ttlSeconds, latency, keyedBy }: Setting,
  { found, known }: { found: readonly Found[]; known: ReadonlyMap<string, number> },
): Row {
  const route = `GET /${name}/{id}`;
  const one = found.find((each) => each.target === `${stack}:rest` && each.route === route);
  const ttl = one?.ttlSeconds ?? null;
  const ttlError = ttl?.value == null ? Number.POSITIVE_INFINITY : Math.abs(ttl.value - ttlSeconds);
  const ratio = known.get(`${stack}:rest ${route}`) ?? Number.NaN;
  const ratioError =
    one?.hitRatio == null ? Number.POSITIVE_INFINITY : Math.abs(one.hitRatio.value - ratio) * 100;
  const sorted = (names: readonly string[] | null | undefined) =>
    names == null ? '?' : [...names].sort().join(' ') || '–';
  const inside = ttl?.high != null && ttl.low <= ttlSeconds && ttlSeconds <= ttl.high;
  return {
    cells: [
      one?.told ?? 'missing',
      String(ttlSeconds),
      latency,
      sorted(keyedBy),
      ttl?.value == null ? `> ${ttl?.low.toFixed(1) ?? '?'}` : ttl.value.toFixed(2),
      ttlError.toFixed(2),
      inside ? 'yes' : 'no',
      ratio.toFixed(4),
      ratioError.toFixed(2),
      sorted(one?.keyedBy),
    ],
    marked: stack === 'marked',
    ttlError,
    ratioError,
    key: sorted(one?.keyedBy) === sorted(keyedBy),
  };
}
