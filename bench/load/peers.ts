import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { readSettings } from '../../src/config/settings.ts';
import { findGenerator } from '../../src/generator/find.ts';
import type { Generator } from '../../src/generator/generator.ts';
import { inFolder } from './local.ts';
import type { Percentiles } from './percentiles.ts';

const run = promisify(execFile);

export interface Load {
  readonly url: string;
  readonly rate: number;
  readonly seconds: number;
}

export interface PeerReport extends Percentiles {
  /** What else its summary tells that matters here. */
  readonly says: string;
}

export interface Peer {
  readonly name: string;
  /** How it was run, for who wants to judge whether that was fair. */
  readonly how: string;
  measure(load: Load): Promise<PeerReport>;
}

export function readyK6(): Promise<Generator> {
  const { k6Bin, cacheDir, k6DownloadUrl } = readSettings();
  return findGenerator({
    settings: {
      k6Bin: k6Bin ?? undefined,
      cacheDir,
      downloadUrl: k6DownloadUrl ?? undefined,
      path: process.env.PATH ?? '',
    },
    progress: (line) => console.error(line),
  });
}

/** k6 by itself, with its own summary. */
export function rawK6(virtualUsers: number): Peer {
  return {
    name: `k6, ${virtualUsers} VUs`,
    how: `constant-arrival-rate, ${virtualUsers} preallocated VUs, http_req_duration of its own summary`,
    async measure({ url, rate, seconds }) {
      const { path: k6 } = await readyK6();
      const script = fileURLToPath(new URL('raw-k6.js', import.meta.url));
      const { stdout } = await run(k6, ['run', '--quiet', '--no-usage-report', '--address=', script], {
        env: {
          ...process.env,
          TARGET: url,
          RATE: String(rate),
          SECONDS: String(seconds),
          VUS: String(virtualUsers),
        },
      });
      const { duration, dropped } = JSON.parse(stdout) as {
        duration: Readonly<Record<string, number>>;
        dropped: number;
      };
      const { med: p50 = null, 'p(95)': p95 = null, 'p(99)': p99 = null } = duration;
      return { p50, p95, p99, says: `${dropped} arrivals dropped` };
    },
  };
}

const modules = fileURLToPath(new URL('../node_modules', import.meta.url));

export const artillery: Peer = {
  name: 'Artillery',
  how: 'arrivalRate with a pool of 50 connections, http.response_time of its report',
  async measure({ url, rate, seconds }) {
    const { origin, pathname } = new URL(url);
    const script = {
      config: {
        target: origin,
        http: { pool: 50 },
        phases: [{ duration: seconds, arrivalRate: rate }],
      },
      scenarios: [{ flow: [{ get: { url: pathname } }] }],
    };
    return inFolder(async (folder) => {
      const [file, output] = [path.join(folder, 'load.json'), path.join(folder, 'report.json')];
      await writeFile(file, JSON.stringify(script));
      const program = path.join(modules, 'artillery/bin/run');
      await run(process.execPath, [program, 'run', '--quiet', '--output', output, file], {
        env: { ...process.env, ARTILLERY_DISABLE_TELEMETRY: 'true' },
        maxBuffer: 2 ** 26,
      });
      const { aggregate } = JSON.parse(await readFile(output, 'utf8')) as {
        aggregate: { summaries: Readonly<Record<string, Readonly<Record<string, number>>>> };
      };
      const { p50 = null, p95 = null, p99 = null } = aggregate.summaries['http.response_time'] ?? {};
      return { p50, p95, p99, says: 'nothing of lateness' };
    });
  },
};

export const autocannon: Peer = {
  name: 'autocannon',
  how: '20 connections, overall rate (-R), its correction for coordinated omission on, as it is by default',
  async measure({ url, rate, seconds }) {
    const { stdout } = await run(
      process.execPath,
      [path.join(modules, 'autocannon/autocannon.js'), '--json', '--no-progress', '-c', '20'].concat([
        '-R',
        String(rate),
        '-d',
        String(seconds),
        url,
      ]),
      { maxBuffer: 2 ** 26 },
    );
    const { latency } = JSON.parse(stdout) as { latency: Readonly<Record<string, number>> };
    const { p50 = null, p97_5 = Number.NaN, p99 = null } = latency;
    return { p50, p95: null, p99, says: `p97.5 ${p97_5} ms` };
  },
};

const vegetaBin =
  process.env.VEGETA_BIN ?? path.join(homedir(), '.cache', 'gatewright-bench', 'go', 'bin', 'vegeta');

export const vegeta: Peer = {
  name: 'Vegeta',
  how: 'attack -rate with the rest as it is by default, latencies of report -type=json',
  async measure({ url, rate, seconds }) {
    if (!existsSync(vegetaBin)) await installVegeta();
    return inFolder(async (folder) => {
      const [targets, results] = [path.join(folder, 'targets'), path.join(folder, 'results')];
      await writeFile(targets, `GET ${url}\n`);
      await run(vegetaBin, [
        ...['attack', `-rate=${rate}/s`, `-duration=${seconds}s`],
        ...[`-targets=${targets}`, `-output=${results}`],
      ]);
      const { stdout } = await run(vegetaBin, ['report', '-type=json', results]);
      const { latencies } = JSON.parse(stdout) as { latencies: Readonly<Record<string, number>> };
      const ms = (name: string) => (latencies[name] ?? Number.NaN) / 1e6;
      return { p50: ms('50th'), p95: ms('95th'), p99: ms('99th'), says: 'nothing of lateness' };
    });
  },
};

/** Outside the checkout, once. */
async function installVegeta(): Promise<void> {
  await run('go', ['install', 'github.com/tsenart/vegeta/v12@v12.13.0'], {
    cwd: tmpdir(),
    env: { ...process.env, GOBIN: path.dirname(vegetaBin) },
  });
}
