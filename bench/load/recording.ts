import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkout } from '../../scripts/cli.fixture.ts';
import { figuresOf, written } from '../figures.ts';
import { inProject } from './local.ts';
import { readyK6 } from './peers.ts';
import { planOf } from './plans.ts';
import { type Command, processorSeconds } from './processor-time.ts';
import { columns, heading, kept, row } from './table.ts';

const bin = path.join(checkout, 'scripts/gatewright.js');
const rate = 1000;
/** Behind k6's start: its virtual users are there by then, and the warm-up is under way. */
const skippedSeconds = 6;

interface Pair {
  readonly bare: Command;
  readonly recorded: Command;
}

/** What recording takes, beside the same k6 with the same script that writes nothing. */
export async function recording({ pairs, seconds }: { pairs: number; seconds: number }): Promise<void> {
  await withTarget((url) =>
    inProject((project) => atConstantRate({ url, project, seconds, pairs: Math.floor(pairs / 2) })),
  );
}

/** How much of its rate recording leaves to k6 where nothing else limits it. */
export async function maximum(pairs: number): Promise<void> {
  await withTarget((url) => inProject((project) => atMaximumRate({ url, project, pairs })));
}

interface Setting {
  readonly url: string;
  readonly project: string;
  readonly pairs: number;
}

async function atConstantRate({ url, project, pairs, seconds }: Setting & { seconds: number }) {
  heading(`Cost of recording at ${rate}/s for ${seconds} s, ${pairs} interleaved pairs`);
  const file = path.join(project, 'plan.json');
  await writeFile(file, JSON.stringify(planOf(url, { rate, seconds, paths: ['/mock'] })));
  const commands: Pair = {
    bare: await bareK6(path.join(checkout, 'load/latency.ts'), { GATEWRIGHT_PLAN: file }, project),
    recorded: latencyCommand(['--rate', String(rate), '--duration', `${seconds}s`], url, project),
  };
  const used = { bare: [] as number[], recorded: [] as number[] };
  for (let pair = 0; pair < pairs; pair++) {
    for (const which of ['bare', 'recorded'] as const)
      used[which].push(await processorSeconds(commands[which], skippedSeconds));
  }
  const ratios = figuresOf(used.recorded.map((cpu, pair) => cpu / (used.bare[pair] ?? Number.NaN)));
  columns('', 'processor seconds, median (least – most)');
  row('bare k6', written(figuresOf(used.bare), 2));
  row('gatewright latency: k6 and recorder', written(figuresOf(used.recorded), 2));
  row('ratio, within a pair', written(ratios, 2));
  kept('at most 1.3 times', ratios.median <= 1.3);
}

async function atMaximumRate({ url, project, pairs }: Setting): Promise<void> {
  heading(`k6 as fast as it can, 20 VUs in a closed loop for 5 s, ${pairs} interleaved pairs`);
  const file = path.join(project, 'plan.json');
  await writeFile(file, JSON.stringify(planOf(url, { rate, seconds: 5, paths: ['/fast'] })));
  const [scenario, script, recorder] = ['closed-latency.ts', 'closed-loop.js', 'recorded.ts'].map((name) =>
    fileURLToPath(new URL(name, import.meta.url)),
  ) as [string, string, string];
  columns('', 'bare k6, requests a second, median (least – most)', 'recorded', 'ratio, within a pair');
  const own = await ratesOf(url, pairs, {
    bare: await bareK6(scenario, { GATEWRIGHT_PLAN: file }, project),
    recorded: {
      path: process.execPath,
      args: ['--import', import.meta.resolve('tsx'), recorder, scenario, file],
      env: {},
      cwd: project,
    },
  });
  row('the latency scenario and its recorder', ...own.cells);
  const persons = await ratesOf(url, Math.ceil(pairs / 2), {
    bare: await bareK6(script, { GATEWRIGHT_URL: url }, project),
    recorded: latencyCommand(['--script', script], url, project),
  });
  row("a person's own script, and latency --script", ...persons.cells);
  kept('at least 70 % of bare k6 with the same script', own.ratio >= 0.7);
}

async function ratesOf(url: string, pairs: number, commands: Pair) {
  const rates = { bare: [] as number[], recorded: [] as number[] };
  for (let pair = 0; pair < pairs; pair++) {
    for (const which of ['bare', 'recorded'] as const) {
      await countOf(url);
      await processorSeconds(commands[which], 0);
      rates[which].push((await countOf(url)) / 5);
    }
  }
  const ratios = figuresOf(rates.recorded.map((one, pair) => one / (rates.bare[pair] ?? Number.NaN)));
  const cells = [written(figuresOf(rates.bare)), written(figuresOf(rates.recorded)), written(ratios, 2)];
  return { cells, ratio: ratios.median };
}

/** As gatewright starts it, but for the output. */
async function bareK6(script: string, env: Record<string, string>, cwd: string): Promise<Command> {
  const flags = ['--quiet', '--no-usage-report', '--no-color', '--address=', '--summary-mode=disabled'];
  const tags = '--system-tags=name,scenario,status,error_code';
  return { path: (await readyK6()).path, args: ['run', ...flags, tags, script], env, cwd };
}

function latencyCommand(options: readonly string[], url: string, cwd: string): Command {
  const args = [bin, 'latency', '--quiet', '--url', url, '--api', 'rest', ...options];
  return { path: process.execPath, args, env: {}, cwd };
}

async function countOf(url: string): Promise<number> {
  return Number(await (await fetch(`${url}/count`)).text());
}

async function withTarget(work: (url: string) => Promise<void>): Promise<void> {
  const server = spawn(process.execPath, [fileURLToPath(new URL('target.mjs', import.meta.url))], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(server.stdout, 'data')) as [Buffer];
    await work(line.toString().trim());
  } finally {
    server.kill();
  }
}
