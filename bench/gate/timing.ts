import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkout } from '../../scripts/cli.fixture.ts';
import { type Figures, figuresOf, written } from '../figures.ts';
import { count, type Exchanges, startExchanges } from './exchanges.ts';
import { installed, schemathesisProgram } from './programs.ts';

interface Runner {
  readonly name: string;
  readonly program: string;
  args(exchanges: Exchanges): readonly string[];
}

const ours: Runner = {
  name: 'gatewright smoke',
  program: process.execPath,
  args: ({ url }) => [
    path.join(checkout, 'scripts/gatewright.js'),
    ...['smoke', '--url', url, '--api', 'http', '--contract', 'items', '--quiet'],
  ],
};

const playwright = (name: string, folder: string): Runner => ({
  name,
  program: process.execPath,
  args: () => [
    path.join(checkout, 'node_modules/@playwright/test/cli.js'),
    ...['test', '--reporter=line', folder],
  ],
});
const oneEach = playwright('bare Playwright, a test each', 'one-each');
const atOnce = playwright('bare Playwright, one test that sends all at once', 'at-once');

const peers: readonly Runner[] = [
  {
    name: 'Schemathesis, examples only',
    program: schemathesisProgram,
    args: ({ url }) => [
      'run',
      'openapi.json',
      '--url',
      url,
      '--phases',
      'examples,coverage',
      '--mode',
      'positive',
    ],
  },
  { name: 'Dredd', program: installed('dredd'), args: ({ url }) => ['openapi.json', url] },
  { name: 'Newman', program: installed('newman'), args: () => ['run', 'collection.json'] },
  { name: 'Step CI', program: installed('stepci'), args: () => ['run', 'workflow.json'] },
];

/** Seconds from start to exit of each, in rounds that hold each once, so that what else the machine does meets all. */
export async function timeExchanges({ rounds, say }: { readonly rounds: number; say(line: string): void }) {
  const slow = await rowsOf(50, [ours, oneEach, atOnce, ...peers], rounds, say);
  const fast = await rowsOf(0, [ours, oneEach, atOnce], rounds, say);
  return [
    table(`${count} requests, 50 ms each`, slow),
    table(`${count} requests, answered at once`, fast),
  ].join('\n\n');
}

interface Taken {
  /** From start to exit. */
  readonly seconds: number;
  /** Of all its processes, which other work on the machine lengthens less. */
  readonly processorSeconds: number;
}

type Rows = ReadonlyMap<string, readonly Taken[]>;

async function rowsOf(
  takesMs: number,
  runners: readonly Runner[],
  rounds: number,
  say: (line: string) => void,
): Promise<Rows> {
  const exchanges = await startExchanges(takesMs);
  const rows = new Map<string, Taken[]>(runners.map(({ name }) => [name, []]));
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const runner of runners) {
        const taken = await takenBy(runner, exchanges);
        // The first round fills caches on the disk.
        if (round > 0 && taken !== null) rows.get(runner.name)?.push(taken);
        say(`${runner.name}, ${takesMs} ms: ${taken === null ? 'failed' : `${taken.seconds.toFixed(2)} s`}`);
      }
    }
  } finally {
    await exchanges.stop();
  }
  return rows;
}

/** `null` where it didn't end well: such a time says nothing. */
async function takenBy({ program, args }: Runner, exchanges: Exchanges): Promise<Taken | null> {
  const began = performance.now();
  const before = processorSecondsOfChildren();
  const child = spawn(program, args(exchanges), {
    cwd: exchanges.folder,
    env: { ...process.env, STEPCI_DISABLE_ANALYTICS: '1' },
    stdio: 'ignore',
    timeout: 120_000,
  });
  const [code] = await Promise.race([once(child, 'exit'), once(child, 'error').then(() => [-1])]);
  const seconds = (performance.now() - began) / 1000;
  return code === 0 ? { seconds, processorSeconds: processorSecondsOfChildren() - before } : null;
}

/** Of children that have ended, and of theirs (proc_pid_stat(5): cutime and cstime, in hundredths). */
function processorSecondsOfChildren(): number {
  const [, rest = ''] = readFileSync('/proc/self/stat', 'utf8').split(') ');
  const fields = rest.split(' ');
  return (Number(fields[13]) + Number(fields[14])) / 100;
}

function table(title: string, rows: Rows): string {
  const own = rows.get(ours.name) ?? [];
  return [
    `| ${title} | from start to exit | processor time | gatewright beside it |`,
    '|---|---|---|---|',
    ...[...rows].map(([name, all]) => {
      const beside: Figures = figuresOf(
        own.map(({ seconds }, round) => seconds / (all[round]?.seconds ?? Number.NaN) - 1),
      );
      const ratio = name === ours.name ? '' : percents(beside);
      if (all.length === 0) return `| ${name} | failed | | |`;
      const inSeconds = (figures: readonly number[]) => `${written(figuresOf(figures), 2)} s`;
      return `| ${name} | ${inSeconds(all.map(({ seconds }) => seconds))} | ${inSeconds(all.map(({ processorSeconds }) => processorSeconds))} | ${ratio} |`;
    }),
  ].join('\n');
}

function percents({ median, least, most }: Figures): string {
  const percent = (share: number) => `${share >= 0 ? '+' : '−'}${Math.abs(share * 100).toFixed(0)} %`;
  return Number.isNaN(median) ? '' : `${percent(median)} (${percent(least)} – ${percent(most)})`;
}
