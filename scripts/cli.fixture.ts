import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const checkout = fileURLToPath(new URL('..', import.meta.url));
const bin = path.join(checkout, 'scripts/gatewright.js');

export interface CliEnd {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Default: the checkout's. */
  readonly bin?: string;
}

export interface RunningCli {
  readonly child: ChildProcess;
  readonly end: Promise<CliEnd>;
  /** Resolves once the pattern has appeared on either stream; rejects if the command ends without it. */
  seen(pattern: RegExp): Promise<RegExpExecArray>;
}

/** Starts the real command in a process of its own, with no AWS setting of the machine's in reach. */
export function startCli(typed: readonly string[], options: CliOptions = {}): RunningCli {
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(
      ([name]) => !/^(AWS_|GATEWRIGHT_(?!CACHE_DIR|K6_)|GITHUB_|NODE_TEST_CONTEXT)/.test(name),
    ),
  );
  const child = spawn(process.execPath, [options.bin ?? bin, ...typed], {
    cwd: options.cwd ?? checkout,
    env: { ...inherited, AWS_EC2_METADATA_DISABLED: 'true', ...withoutProfiles, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (piece: string) => {
      text[name] += piece;
    });
  }
  const end = once(child, 'close').then(([code]) => ({ code: code as number | null, ...text }));
  const seen = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const found = pattern.exec(text.stdout) ?? pattern.exec(text.stderr);
        if (found !== null) resolve(found);
      };
      child.stdout.on('data', look);
      child.stderr.on('data', look);
      child.once('close', () => reject(new Error(`${pattern} never came:\n${text.stdout}\n${text.stderr}`)));
      look();
    });
  return { child, end, seen };
}

const withoutProfiles = {
  AWS_CONFIG_FILE: '/dev/null',
  AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
} as const;

export function cli(typed: readonly string[], options?: CliOptions): Promise<CliEnd> {
  return startCli(typed, options).end;
}

/** Environment that points a command at a gateway that runs already. */
export function against(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'local',
    AWS_SECRET_ACCESS_KEY: 'local',
  };
}

/** A gateway in a process of its own; `stop` is Ctrl-C and waits for its end. */
export async function startLocal(typed: readonly string[] = [], options?: CliOptions) {
  const running = startCli(['local', '--quiet', ...typed], options);
  const [, endpoint = ''] = await running.seen(/^AWS endpoint: (\S+)$/m);
  return {
    endpoint,
    stop: async () => {
      running.child.kill('SIGINT');
      return running.end;
    },
  };
}

/** A project of somebody's own: this one's contracts and stacks, to be changed at will. */
export async function projectOfOnesOwn() {
  const root = await mkdtemp(path.join(tmpdir(), 'gatewright-project-'));
  await mkdir(path.join(root, 'node_modules'));
  await symlink(checkout, path.join(root, 'node_modules/gatewright'), 'dir');
  for (const folder of ['contracts', 'stacks']) {
    await cp(path.join(checkout, folder), path.join(root, folder), { recursive: true });
  }
  await writeFile(path.join(root, 'package.json'), '{ "type": "module" }\n');
  return {
    root,
    /** Replaces text in a file; the text must be there. */
    change: async (file: string, from: string | RegExp, to: string) => {
      const at = path.join(root, file);
      const before = await readFile(at, 'utf8');
      const after = before.replace(from, to);
      if (after === before) throw new Error(`${file} has no ${from}`);
      await writeFile(at, after);
    },
    remove: () => rm(root, { recursive: true, force: true }),
  };
}
