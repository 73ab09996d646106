import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { type FunctionError, failure, type Invocation } from './invocation.ts';

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

/** One handler in a process of its own, which works on one call at a time. */
export interface HandlerProcess {
  /** Resolves once the code is loaded: `null`, or what the waiting call is to be told. */
  readonly started: Promise<Invocation | null>;
  /** Must not be called before `started` or while another call runs. */
  run(call: HandlerCall): Promise<Invocation>;
  readonly alive: boolean;
  /** How long its last call took it, without the way there and back. */
  readonly lastCallMs: number;
  /** Resolves when the process is gone. */
  stop(): Promise<void>;
}

/** Longest time that loading the code may take (AWS documentation, "Lambda execution environment lifecycle"). */
const initLimitMs = 10_000;
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

type Settle = (answer: Invocation | null) => void;

function superviseProcess(child: ChildProcess, spec: HandlerSpec): HandlerProcess {
  // Without a file descriptor left, Node makes no streams either.
  const channel = child.stdio?.[3] as Duplex | undefined;
  if (channel === undefined) throw new Error('no file descriptors are left');
  let alive = true;
  let settle: Settle | null = null;
  let timer: NodeJS.Timeout | undefined;
  let requestId = '';
  let lastCallMs = 0;
  const answer: Settle = (invocation) => {
    clearTimeout(timer);
    const current = settle;
    settle = null;
    current?.(invocation);
  };
  const kill = (): void => {
    alive = false;
    if (child.exitCode === null && child.signalCode === null) endGroup(child);
  };
  const end = (reason: string): void => {
    alive = false;
    answer(exited(requestId, reason));
  };
  const gone = new Promise<void>((resolve) => {
    child.once('error', (error) => {
      end(error.message);
      resolve();
    });
    child.once('close', () => resolve());
    child.once('exit', (code, signal) => {
      alive = false;
      endGroup(child);
      const reason = code === null ? `signal: ${signal}` : `exit status ${code}`;
      // The last answer may still be in the channel.
      if (channel.closed) end(reason);
      else channel.once('close', () => end(reason));
      // A daemon that the handler left behind may hold its output open.
      setTimeout(resolve, outputGraceMs).unref();
    });
  });
  forward(child.stdout, spec.log);
  forward(child.stderr, spec.log);
  channel.on('error', () => {});
  readLines(channel, (line) => {
    if (settle === null) return;
    const read = readAnswer(line);
    if (read === 'garbage') {
      kill();
      answer(exited(requestId, 'its answer could not be read'));
    } else {
      lastCallMs = read.tookMs;
      answer(read.invocation);
    }
  });
  const wait = (limitMs: number, timedOut: () => Invocation): Promise<Invocation | null> =>
    new Promise((resolve) => {
      if (!alive) return resolve(exited(requestId, 'exit status 1'));
      settle = resolve;
      timer = setTimeout(() => {
        kill();
        lastCallMs = limitMs;
        answer(timedOut());
      }, limitMs);
    });
  const started = wait(initLimitMs, () =>
    failure('timeout', 'Sandbox.Timedout', 'RequestId: unknown Error: init timed out after 10.00 seconds'),
  );
  return {
    started,
    async run(call) {
      requestId = call.requestId;
      const ended = wait(spec.timeoutMs, () => taskTimedOut(requestId, spec.timeoutMs));
      const deadlineMs = Date.now() + spec.timeoutMs;
      channel.write(
        `{"requestId":"${call.requestId}","arn":${JSON.stringify(call.arn)},"deadlineMs":${deadlineMs},"event":${call.event}}\n`,
      );
      return (await ended) ?? exited(requestId, 'exit status 1');
    },
    get alive() {
      return alive;
    },
    get lastCallMs() {
      return lastCallMs;
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

function exited(requestId: string, reason: string): Invocation {
  const message = `RequestId: ${requestId} Error: Runtime exited with error: ${reason}`;
  return failure('crash', 'Runtime.ExitError', message);
}

function taskTimedOut(requestId: string, timeoutMs: number): Invocation {
  const seconds = (timeoutMs / 1000).toFixed(2);
  const message = `RequestId: ${requestId} Error: Task timed out after ${seconds} seconds`;
  return failure('timeout', 'Sandbox.Timedout', message);
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

interface ProcessAnswer {
  /** `null`: the code is loaded. */
  readonly invocation: Invocation | null;
  readonly tookMs: number;
}

/** A letter, microseconds, a space and JSON text. */
function readAnswer(line: string): ProcessAnswer | 'garbage' {
  const space = line.indexOf(' ');
  const tookMs = Number(line.slice(1, space)) / 1000;
  if (space < 0 || Number.isNaN(tookMs)) return 'garbage';
  const invocation = readInvocation(line[0], line.slice(space + 1));
  return invocation === 'garbage' ? 'garbage' : { invocation, tookMs };
}

function readInvocation(letter: string | undefined, text: string): Invocation | null | 'garbage' {
  switch (letter) {
    case '+':
      return { ok: true, payload: text };
    case 'R':
      return null;
    case '-':
    case 'I': {
      const error = parseError(text);
      return error === null ? 'garbage' : { ok: false, kind: 'unhandled', error };
    }
    default:
      return 'garbage';
  }
}

function parseError(text: string): FunctionError | null {
  try {
    return JSON.parse(text) as FunctionError;
  } catch {
    return null;
  }
}
