import { randomBytes } from 'node:crypto';
import type { LogMessage } from '../logs/log-store.ts';
import type { LambdaFunction } from '../model.ts';
import type { HandlerProcess, Task } from './handler-process.ts';
import type { FunctionError, Invocation } from './invocation.ts';

/** Where the log of a function goes: the group's name, the stream's, and an event. */
export type WriteEvent = (group: string, stream: string, message: LogMessage) => void;

/** The log stream of one execution environment. */
export interface FunctionStream {
  /** A line that the handler printed. */
  print(line: string): void;
  /** The process, whose invocations say in the log how they went. */
  watch(process: HandlerProcess): HandlerProcess;
}

export function logGroupOf(lambda: Pick<LambdaFunction, 'name' | 'logGroup'>): string {
  return lambda.logGroup ?? `/aws/lambda/${lambda.name}`;
}

/**
 * What Lambda itself writes around the handler's own lines, in the text format
 * (Lambda Developer Guide, "Viewing CloudWatch logs for Lambda functions", "Monitoring Lambda function errors").
 */
export function openFunctionStream(
  lambda: LambdaFunction,
  version: string,
  write: WriteEvent,
): FunctionStream {
  const group = logGroupOf(lambda);
  const date = new Date().toISOString().slice(0, 10).replaceAll('-', '/');
  const stream = `${date}/[${version}]${randomBytes(16).toString('hex')}`;
  const say = (message: LogMessage): void => write(group, stream, message);
  const { memoryMb } = lambda;
  const isNode = lambda.runtime.startsWith('node');
  return {
    print: say,
    watch(process) {
      const began = performance.now();
      const started = process.started.then((problem): Invocation | null => {
        if (problem === null || problem.ok) return problem;
        const initMs = performance.now() - began;
        say(() => (isNode ? nodeError('undefined', problem.error) : pythonError(problem.error)));
        say(() => initReport(initMs, problem.error));
        return problem;
      });
      return {
        started,
        run(tasks, giveBack) {
          const waiting = [...tasks];
          let beganMs = 0;
          const begin = (task: Task | undefined): void => {
            beganMs = performance.now();
            if (task !== undefined) say(startLine(task.call.requestId, version));
          };
          const logged = tasks.map(
            (task): Task => ({
              ...task,
              settle(invocation, tookMs) {
                const { requestId } = task.call;
                const durationMs = tookMs || performance.now() - beganMs;
                const error = errorEvent(invocation, requestId, isNode);
                if (error !== null) say(error);
                say(endLine(requestId));
                say(reportLine(requestId, durationMs, { memoryMb, failure: failureOf(invocation) }));
                waiting.shift();
                begin(waiting[0]);
                task.settle(invocation, tookMs);
              },
            }),
          );
          begin(tasks[0]);
          return process.run(logged, (unbegun) => {
            const ids = new Set(unbegun.map(({ call }) => call.requestId));
            const left = waiting.filter(({ call }) => !ids.has(call.requestId));
            waiting.splice(0, waiting.length, ...left);
            giveBack(unbegun);
          });
        },
        get alive() {
          return process.alive;
        },
        stop: () => process.stop(),
      };
    },
  };
}

function errorEvent(invocation: Invocation, requestId: string, isNode: boolean): LogMessage | null {
  if (invocation.ok) return null;
  const { kind, error } = invocation;
  const at = new Date().toISOString();
  if (kind === 'timeout')
    return `${at} ${requestId} ${error.errorMessage.replace(/^RequestId: \S+ Error: /, '')}\n`;
  if (kind === 'crash') return `${error.errorMessage}\n${error.errorType}\n`;
  return isNode ? () => nodeError(requestId, error, at) : () => pythonError(error);
}

function pythonError({ errorType, errorMessage, stackTrace = [] }: FunctionError): string {
  const trace = stackTrace.length === 0 ? '' : `\nTraceback (most recent call last):\n${stackTrace.join('')}`;
  return `[ERROR] ${errorType}: ${errorMessage}${trace}`;
}

function nodeError(requestId: string, error: FunctionError, at = new Date().toISOString()): string {
  const { errorType, errorMessage, trace = [] } = error;
  const what = requestId === 'undefined' ? 'Uncaught Exception' : 'Invoke Error';
  return `${at}\t${requestId}\tERROR\t${what} \t${JSON.stringify({ errorType, errorMessage, stack: trace })}`;
}

function initReport(initMs: number, { errorType }: FunctionError): string {
  return `INIT_REPORT Init Duration: ${initMs.toFixed(2)} ms\tPhase: init\tStatus: error\tError Type: ${errorType}`;
}

/*
 * Lines are made once somebody reads them. Until then a log holds what they are made of, which is little: an event or a
 * result that it held would outlive its request, and be collected at the price of many.
 */
const startLine =
  (requestId: string, version: string): LogMessage =>
  () =>
    `START RequestId: ${requestId} Version: ${version}`;

const endLine =
  (requestId: string): LogMessage =>
  () =>
    `END RequestId: ${requestId}`;

interface Failed {
  readonly status: 'timeout' | 'error';
  readonly errorType: string;
}

function failureOf(invocation: Invocation): Failed | null {
  if (invocation.ok) return null;
  const { kind, error } = invocation;
  return { status: kind === 'timeout' ? 'timeout' : 'error', errorType: error.errorType };
}

interface Reported {
  readonly memoryMb: number;
  readonly failure: Failed | null;
}

const reportLine =
  (requestId: string, durationMs: number, { memoryMb, failure }: Reported): LogMessage =>
  () => {
    const parts = [
      `REPORT RequestId: ${requestId}`,
      `Duration: ${durationMs.toFixed(2)} ms`,
      `Billed Duration: ${Math.ceil(durationMs)} ms`,
      `Memory Size: ${memoryMb} MB`,
      // Nobody measures it here.
      'Max Memory Used: 0 MB',
    ];
    if (failure !== null) {
      parts.push(`Status: ${failure.status}`);
      if (failure.status === 'error') parts.push(`Error Type: ${failure.errorType}`);
    }
    return `${parts.join('\t')}\t`;
  };
