import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** Of Linux, whatever the kernel's own: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const ticksPerSecond = 100;

interface ProcessorTime {
  /** Seconds of the process itself, and of the children that it waited for until they ended. */
  readonly own: number;
  readonly ended: number;
}

function processorTime(pid: number | 'self'): ProcessorTime {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name may hold spaces; behind it comes the third field.
  const fields = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [user = 0, system = 0, endedUser = 0, endedSystem = 0] = fields.slice(11, 15);
  return { own: (user + system) / ticksPerSecond, ended: (endedUser + endedSystem) / ticksPerSecond };
}

function k6Below(pid: number): number | null {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  const found = children
    .map(Number)
    .filter((child) => child > 0)
    .find((child) => isRun(child));
  return found ?? null;
}

function isRun(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[1] === 'run';
  } catch {
    return false;
  }
}

export interface Command {
  readonly path: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
}

/**
 * Processor seconds that a command and the k6 that it starts (or is) use from `afterSeconds` behind k6's start until the end
 * of both. Nothing else that this process started may end meanwhile.
 */
export async function processorSeconds(command: Command, afterSeconds: number): Promise<number> {
  const before = processorTime('self').ended;
  const child = spawn(command.path, command.args, {
    cwd: command.cwd,
    env: { ...process.env, ...command.env },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const errors = textOf(child);
  const ended = once(child, 'close');
  const skipped = await timeUntil(child, afterSeconds);
  const [code] = (await ended) as [number | null];
  if (skipped === null || (code !== 0 && code !== 3)) throw new Error(`${command.path}: ${errors()}`);
  return processorTime('self').ended - before - skipped;
}

async function timeUntil(child: ChildProcess, afterSeconds: number): Promise<number | null> {
  const { pid = 0 } = child;
  let k6: number | null = null;
  while (k6 === null) {
    if (child.exitCode !== null) return null;
    k6 = isRun(pid) ? pid : k6Below(pid);
    await pause(20);
  }
  await pause(afterSeconds * 1000);
  if (child.exitCode !== null) return null;
  const command = processorTime(pid);
  return k6 === pid ? command.own : command.own + command.ended + processorTime(k6).own;
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function textOf({ stderr }: ChildProcess): () => string {
  let text = '';
  stderr?.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
  });
  return () => text;
}
