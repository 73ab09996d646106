import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { checkout } from './cli.fixture.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface How {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What tells tools of the machine's own about a test, a pipeline or an account says nothing here. */
const felt = /^(AWS_|GATEWRIGHT_|GITHUB_|npm_|NODE_TEST_CONTEXT|NODE_OPTIONS)/;

export async function run(program: string, typed: readonly string[], { cwd, env }: How): Promise<Ended> {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !felt.test(name)));
  const child = spawn(program, typed, {
    cwd,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      said[name] += piece;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...said };
}

/** As `run`, for what has to succeed. */
export async function done(program: string, typed: readonly string[], how: How): Promise<Ended> {
  const ended = await run(program, typed, how);
  if (ended.code !== 0)
    throw new Error(`${typed.join(' ')} ended with ${ended.code}:\n${ended.stdout}\n${ended.stderr}`);
  return ended;
}

export interface Packed {
  readonly file: string;
  /** Bytes. */
  readonly unpacked: number;
  readonly paths: readonly string[];
}

const leftBehind = ['node_modules', '.git', 'bench', 'runs', 'test-results'];

/** Packs a copy of the checkout: what is compiled in place stays out of everybody's way. */
export async function pack(folder: string): Promise<Packed> {
  const copy = path.join(folder, 'copy');
  await cp(checkout, copy, {
    recursive: true,
    filter: (file) => !leftBehind.includes(path.relative(checkout, file)),
  });
  await symlink(path.join(checkout, 'node_modules'), path.join(copy, 'node_modules'));
  const { stdout } = await done('npm', ['pack', '--json', '--silent', '--pack-destination', folder], {
    cwd: copy,
  });
  const [packed] = JSON.parse(stdout.slice(stdout.indexOf('[\n'))) as [
    { filename: string; unpackedSize: number; files: { path: string }[] },
  ];
  return {
    file: path.join(folder, packed.filename),
    unpacked: packed.unpackedSize,
    paths: packed.files.map((file) => file.path),
  };
}

/** A CommonJS project of a stranger's, with the package installed in the versions that the checkout was tested with. */
export async function install({ file }: Packed, folder: string): Promise<{ root: string; said: string }> {
  const root = path.join(folder, 'shop');
  await mkdir(root);
  await writeFile(path.join(root, 'package.json'), '{ "name": "shop", "private": true }\n');
  const lock = JSON.parse(await readFile(path.join(checkout, 'package-lock.json'), 'utf8'));
  lock.name = 'shop';
  lock.packages[''] = { name: 'shop' };
  await writeFile(path.join(root, 'package-lock.json'), JSON.stringify(lock));
  const { stdout, stderr } = await done(
    'npm',
    ['install', '--save-dev', '--prefer-offline', '--no-audit', '--no-fund', file],
    { cwd: root },
  );
  return { root, said: `${stdout}${stderr}` };
}

/** Node 22, where `.ci/run` or a person put it; `null`: nowhere. */
export function node22(env = process.env): string | null {
  const cache = path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), 'gatewright/node22');
  const candidates = [env.NODE22_BIN, path.join(cache, 'node_modules/node/bin/node')];
  return candidates.find((file) => file !== undefined && existsSync(file)) ?? null;
}

export async function temporary(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatewright-package-'));
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}
