import type { HandlerSpec, Task } from './handler-process.ts';
import { type FunctionError, failure, type Invocation } from './invocation.ts';

/** Longest time that loading the code may take (AWS documentation, "Lambda execution environment lifecycle"). */
const initLimitMs = 10_000;

type Spec = Pick<HandlerSpec, 'timeoutMs'>;

/** What one handler process has been given to do, and what it says to it. */
export class Work {
  readonly started: Promise<Invocation | null>;
  alive = true;
  /** Called when nothing more is to be expected of the process. */
  onHopeless: () => void = () => {};
  readonly #spec: Spec;
  readonly #send: (text: string) => void;
  #resolveStarted: ((problem: Invocation | null) => void) | null = null;
  /** The first one runs. */
  #tasks: Task[] = [];
  #giveBack: (tasks: readonly Task[]) => void = () => {};
  #done: () => void = () => {};
  #timer: NodeJS.Timeout | undefined;

  constructor(spec: Spec, send: (text: string) => void) {
    this.#spec = spec;
    this.#send = send;
    this.started = new Promise((resolve) => {
      this.#resolveStarted = resolve;
    });
    this.#limit(initLimitMs, () =>
      this.#start(
        failure(
          'timeout',
          'Sandbox.Timedout',
          'RequestId: unknown Error: init timed out after 10.00 seconds',
        ),
      ),
    );
  }

  run(tasks: readonly Task[], giveBack: (tasks: readonly Task[]) => void): Promise<void> {
    this.#tasks = [...tasks];
    this.#giveBack = giveBack;
    return new Promise((resolve) => {
      this.#done = resolve;
      if (!this.alive) {
        this.end('exit status 1');
        return;
      }
      this.#limitFirst();
      // One write for all: each costs as much as a quick handler.
      this.#send(tasks.map(({ call }) => this.#line(call)).join(''));
    });
  }

  #line({ requestId, arn, event }: Task['call']): string {
    const { timeoutMs } = this.#spec;
    return `{"requestId":"${requestId}","arn":${JSON.stringify(arn)},"timeoutMs":${timeoutMs},"event":${event}}\n`;
  }

  /** Reads a line of the process. */
  take(line: string): void {
    if (this.#resolveStarted === null && this.#tasks.length === 0) return;
    const read = readAnswer(line);
    if (read === 'garbage') this.#fail((requestId) => exited(requestId, 'its answer could not be read'));
    else if ('unbegun' in read) this.#leave(read.unbegun);
    else if (this.#resolveStarted !== null) this.#start(read.invocation);
    else if (read.invocation !== null) this.#settleFirst(read.invocation, read.tookMs);
  }

  /** The process is gone. */
  end(reason: string): void {
    this.#fail((requestId) => exited(requestId, reason));
  }

  #start(problem: Invocation | null): void {
    clearTimeout(this.#timer);
    const resolve = this.#resolveStarted;
    this.#resolveStarted = null;
    resolve?.(problem);
  }

  #settleFirst(invocation: Invocation, tookMs: number): void {
    clearTimeout(this.#timer);
    this.#tasks.shift()?.settle(invocation, tookMs);
    if (this.#tasks.length > 0) this.#limitFirst();
    else this.#done();
  }

  /** They would wait for the one that runs. */
  #leave(requestIds: ReadonlySet<string>): void {
    const isUnbegun = ({ call }: Task): boolean => requestIds.has(call.requestId);
    const unbegun = this.#tasks.filter(isUnbegun);
    this.#tasks = this.#tasks.filter((task) => !isUnbegun(task));
    if (unbegun.length > 0) this.#giveBack(unbegun);
  }

  #limitFirst(): void {
    const { timeoutMs } = this.#spec;
    this.#limit(timeoutMs, () => this.#fail((requestId) => taskTimedOut(requestId, timeoutMs), timeoutMs));
  }

  #limit(limitMs: number, exceeded: () => void): void {
    this.#timer = setTimeout(() => {
      this.alive = false;
      this.onHopeless();
      exceeded();
    }, limitMs);
  }

  #fail(why: (requestId: string) => Invocation, tookMs = 0): void {
    if (this.alive) this.onHopeless();
    this.alive = false;
    clearTimeout(this.#timer);
    if (this.#resolveStarted !== null) {
      this.#start(why(''));
      return;
    }
    const [running, ...unbegun] = this.#tasks;
    this.#tasks = [];
    if (running === undefined) return;
    if (unbegun.length > 0) this.#giveBack(unbegun);
    running.settle(why(running.call.requestId), tookMs);
    this.#done();
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

type ProcessAnswer =
  /** `null`: the code is loaded. */
  | { readonly invocation: Invocation | null; readonly tookMs: number }
  /** Calls that it hasn't begun and won't. */
  | { readonly unbegun: ReadonlySet<string> };

/** A letter, microseconds, a space and text: JSON, or request ids. */
function readAnswer(line: string): ProcessAnswer | 'garbage' {
  const space = line.indexOf(' ');
  const number = Number(line.slice(1, space));
  if (space < 2 || !Number.isInteger(number)) return 'garbage';
  if (line[0] === 'B') return { unbegun: new Set(line.slice(space + 1).split(',')) };
  const invocation = readInvocation(line[0], line.slice(space + 1));
  return invocation === 'garbage' ? 'garbage' : { invocation, tookMs: number / 1000 };
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
