import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Invocation } from './invocation.ts';
import { Work } from './work.ts';

/** Everything that starts a process for one function. */
export interface HandlerSpec {
  readonly functionName: string;
  readonly language: 'python' | 'node';
  /** The interpreter. */
  readonly command: string;
  /** Absolute path of the code's folder, also the working folder. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly log: (line: string) => void;
}

export interface HandlerCall {
  readonly requestId: string;
  readonly arn: string;
  /** JSON text. */
  readonly event: string;
}

/** A call and who waits for its end. */
export interface Task {
  readonly call: HandlerCall;
  /** `tookMs`: what the handler took, without the way there and back. */
  settle(invocation: Invocation, tookMs: number): void;
}

/** One handler in a process of its own, which works on one call at a time. */
export interface HandlerProcess {
  /** Resolves once the code is loaded: `null`, or what the waiting call is to be told. */
  readonly started: Promise<Invocation | null>;
  /**
   * Works on calls one after the other; resolves when it may get more. Must not be called before `started` or while
   * other calls run. Calls that it didn't begin, because one before them takes long or ended the process, go to `giveBack`.
   */
  run(tasks: readonly Task[], giveBack: (tasks: readonly Task[]) => void): Promise<void>;
  readonly alive: boolean;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

/** How long the output of a process that has ended is still read. */
const outputGraceMs = 500;
const newline = 10;

export function startHandlerProcess(spec: HandlerSpec): HandlerProcess {
  const script = fileURLToPath(
    new URL(spec.language === 'python' ? './bootstrap.py' : './bootstrap.mjs', import.meta.url),
  );
  const args = spec.language === 'python' ? ['-B', script] : ['--no-warnings', script];
  const child = spawn(spec.command, args, {
    cwd: spec.folder,
    env: { ...spec.environment },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    // A group of its own, so that what the handler starts ends with it and Ctrl-C reaches only the gateway.
    detached: true,
  });
  return superviseProcess(child, spec);
}

function superviseProcess(child: ChildProcess, spec: HandlerSpec): HandlerProcess {
  // Without a file descriptor left, Node makes no streams either.
  const channel = child.stdio?.[3] as Duplex | undefined;
  if (channel === undefined) throw new Error('no file descriptors are left');
  const work = new Work(spec, (text) => channel.write(text));
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      work.end(error.message);
      resolve();
    });
    child.once('close', () => resolve());
    child.once('exit', (code, signal) => {
      work.alive = false;
      endGroup(child);
      const reason = code === null ? `signal: ${signal}` : `exit status ${code}`;
      // The last answer may still be in the channel.
      if (channel.closed) work.end(reason);
      else channel.once('close', () => work.end(reason));
      // A daemon that the handler left behind may hold its output open.
      setTimeout(resolve, outputGraceMs).unref();
    });
  });
  const kill = (): void => {
    work.alive = false;
    if (child.exitCode === null && child.signalCode === null) endGroup(child);
  };
  work.onHopeless = kill;
  forward(child.stdout, spec.log);
  forward(child.stderr, spec.log);
  channel.on('error', () => {});
  readLines(channel, (line) => work.take(line));
  return {
    started: work.started,
    run: (tasks, giveBack) => work.run(tasks, giveBack),
    get alive() {
      return work.alive;
    },
    stop() {
      kill();
      return gone;
    },
  };
}

/** Ends the process and what it started. */
function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody of the group is left, or the group isn't there yet.
    child.kill('SIGKILL');
  }
}

function forward(stream: Readable | null, log: (line: string) => void): void {
  if (stream === null) return;
  stream.on('error', () => {});
  createInterface({ input: stream, crlfDelay: Number.POSITIVE_INFINITY }).on('line', log);
}

function readLines(stream: Readable, take: (line: string) => void): void {
  let pieces: Buffer[] = [];
  stream.on('data', (data: Buffer) => {
    let rest = data;
    for (let end = rest.indexOf(newline); end >= 0; end = rest.indexOf(newline)) {
      const piece = rest.subarray(0, end);
      take((pieces.length === 0 ? piece : Buffer.concat([...pieces, piece])).toString());
      pieces = [];
      rest = rest.subarray(end + 1);
    }
    if (rest.length > 0) pieces.push(rest);
  });
}
